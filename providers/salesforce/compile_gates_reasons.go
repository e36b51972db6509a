package salesforce

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// oneOf holds when a code of one of the lists is given on a record of an object.
func (k *gatekeeper) oneOf(object string, lists ...schema.Address) expr.Expr {
	var either []expr.Expr
	for _, a := range lists {
		r := schema.Find[schema.Reasons](k.a, a)
		if r == nil {
			continue
		}
		var codes []string
		for _, c := range r.Codes {
			codes = append(codes, c.Name)
		}
		either = append(either, formula.OneOf(k.codeOf(r, object), codes...))
	}
	return eitherOf(either...)
}

// codeOf is the value of the field that holds a list's code.
func (k *gatekeeper) codeOf(r *schema.Reasons, object string) expr.Expr {
	if r.Field != "" {
		return k.fieldOf(r.Field)
	}
	return keptField(object, r.Address.Key())
}

// keptField is the value of a field that the architecture does not declare: a reason, the status, an approval.
func keptField(object, name string) *expr.Field {
	return &expr.Field{Node: expr.Node{Typ: expr.Type{Kind: expr.Option}}, Object: object, Name: name}
}

// reasonsInto demands a code of records that enter a stage: of the stage's list, or of one that the way asks for, be it a
// handoff that recycles or another answer to one.
func (k *gatekeeper) reasonsInto(t *schema.Track, s *schema.Stage) {
	d := demand{meta: &s.Meta, part: "reason", name: stageName(s) + "_Reason", what: "Reason of a stage", golden: s.Golden, object: t.Object, track: t}
	type asked struct {
		way   *stageWay
		lists []schema.Address
	}
	var ways []asked
	for _, w := range k.waysInto(s.Address) {
		lists, claims := k.listsOf(w)
		if lists == nil {
			continue
		}
		if s.Reasons != "" && !slices.Contains(lists, s.Reasons) {
			lists = append([]schema.Address{s.Reasons}, lists...)
		}
		ways = append(ways, asked{w, lists})
		x := d
		if len(w.handoffs) > 0 {
			x.meta = &w.handoffs[0].Meta
		} else {
			x.meta = &w.outcomes[0].Meta
		}
		from := schema.Find[schema.Stage](k.a, w.from)
		x.claims, x.name, x.what = claims, stageName(from)+"_To_"+stageName(s)+"_Reason", "Reason of a handoff"
		x.words = fmt.Sprintf("The way from “%s” to “%s” needs a reason: %s", schema.Title(from), schema.Title(s), k.listNames(lists))
		x.gates = func(m moment) []formula.Gate {
			return []formula.Gate{m.taking(t, w, s.Address, k.oneOf(t.Object, lists...))}
		}
		if s.Reasons != "" {
			x.claims = append(x.claims, k.claim(s.Address, providers.ReasonGiven))
		}
		k.demand(x)
	}
	if s.Reasons == "" {
		return
	}
	d.claims = []*ruling{k.claim(s.Address, providers.ReasonGiven)}
	d.words = fmt.Sprintf("“%s” needs a reason: %s", schema.Title(s), k.listNames([]schema.Address{s.Reasons}))
	d.gates = func(m moment) []formula.Gate {
		guards := []formula.Guard{m.Entering(string(t.Address), string(s.Address))}
		for _, w := range ways {
			guards = append(guards, formula.Except(m.along(t, w.way, s.Address)...))
		}
		return []formula.Gate{m.must(k.oneOf(t.Object, s.Reasons), guards...)}
	}
	k.demand(d)
}

// listsOf are the lists that a way asks for a code of, and who demands that.
func (k *gatekeeper) listsOf(w *stageWay) (lists []schema.Address, claims []*ruling) {
	add := func(list, at schema.Address, criterion string) {
		if list == "" {
			return
		}
		if !slices.Contains(lists, list) {
			lists = append(lists, list)
		}
		if c := k.claim(at, criterion); !slices.Contains(claims, c) {
			claims = append(claims, c)
		}
	}
	for _, h := range w.handoffs {
		if h.Recycle {
			add(h.Reasons, h.Address, providers.ReasonIfNo)
		}
	}
	for _, o := range w.outcomes {
		if o.Reasons != "" {
			add(o.Reasons, o.HandoffOutcome.Address, providers.ReasonGiven)
		} else {
			add(o.of.Reasons, o.of.Address, providers.ReasonIfNo)
		}
	}
	for _, o := range w.eclipsed {
		if len(lists) == 1 && lists[0] == o.Reasons {
			add(o.Reasons, o.HandoffOutcome.Address, providers.ReasonGiven)
		}
	}
	return lists, claims
}

func (k *gatekeeper) listNames(lists []schema.Address) string {
	words := ""
	for i, l := range lists {
		if i > 0 {
			words += ", or "
		}
		words += schema.Title(k.a.Lookup(l))
	}
	return words
}

// status demands a code of records that get a status.
func (k *gatekeeper) status(s *schema.Status) {
	is := &expr.Compare{Node: truthNode, Op: expr.Eq, L: keptField(s.Object, "status"), R: &expr.Literal{Node: expr.Node{Typ: expr.Type{Kind: expr.Text}}, Value: s.Name}}
	k.demand(demand{claims: []*ruling{k.claim(s.Address, providers.ReasonGiven)}, meta: &s.Meta, part: "reason", name: "Status_" + s.Name + "_Reason", what: "Reason of a status",
		words: fmt.Sprintf("The status “%s” needs a reason: %s", schema.Title(s), k.listNames([]schema.Address{s.Reasons})), object: s.Object,
		gates: func(m moment) []formula.Gate {
			return []formula.Gate{m.must(k.oneOf(s.Object, s.Reasons), m.When(is), m.Saving(is.L))}
		}})
}
