// Package accept writes drift into the files of an architecture: what somebody changed in a CRM becomes an edit that people review.
//
// How a live value is said in blocks, the provider's Decompile knows. So the CRM is decompiled twice, as it was applied and as it is,
// and what differs between the two is what is written to the block that the object comes from. Whether an edit means that and
// nothing else, a plan proves: of the edited files, against the CRM as it was read, the drift must be gone and all else be the same.
// What cannot be proven is not written; the result says what to write by hand.
package accept

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Format is the version of the JSON form of a Result; see planner.FormatVersion.
const Format = "1.0"

// Options are what is accepted, and how the files are read.
type Options struct {
	// Drift is what drift is found with. Its CRMs are read once.
	Drift planner.DriftOptions
	// Load reads the architecture as if some files had other contents; nil: as it is.
	Load func(changed map[string][]byte) *hclschema.Result
	// Addresses limit what is accepted: of blocks, of resources, or TYPE.KEY of what nobody declared.
	Addresses []string
}

// Result is what became of the drift.
type Result struct {
	FormatVersion string   `json:"format_version"`
	Environment   string   `json:"environment"`
	Accepted      []Item   `json:"accepted"`
	ByHand        []Item   `json:"by_hand"`
	Files         []string `json:"files"` // that have other contents now
	// Changed are the contents of those files.
	Changed map[string][]byte `json:"-"`
}

// Item is one object that drifted.
type Item struct {
	planner.DriftedObject
	// Note says what else to know of what was accepted; Because why it was not, and Write what to do by hand.
	Note    string `json:"note,omitempty"`
	Because string `json:"because,omitempty"`
	Write   string `json:"write,omitempty"`
}

// Accept finds drift and proposes edits. It reads the CRMs once and writes nothing. An error in the list says that there is no result.
func Accept(ctx context.Context, opts Options) (*Result, diag.List) {
	out := &Result{FormatVersion: Format, Environment: opts.Drift.Environment, Accepted: []Item{}, ByHand: []Item{}, Files: []string{}}
	crms, diags := planner.Freeze(ctx, opts.Drift.CRMs)
	if diags.HasErrors() {
		return nil, diags
	}
	in := opts.Drift
	in.CRMs = planner.LookAt(crms)
	drift, found := planner.Drift(ctx, in)
	if diags.Add(found...); diags.HasErrors() {
		return nil, diags
	}
	chosen, problem := choose(drift.Drifted, opts.Addresses)
	if problem != nil {
		return nil, diag.List{*problem}
	}
	e := &editor{ctx: ctx, opts: opts, crms: crms, drift: drift, named: len(opts.Addresses) > 0, deltas: map[string]*delta{}}
	var why string
	if e.world, why = e.look(nil); why != "" {
		diags.Errorf(diag.LiveConflict, diag.Range{}, "Nothing can be accepted", "The architecture as it is cannot be planned: %s", why)
		return nil, diags
	}
	for _, u := range units(chosen, in.CRMs) {
		e.accept(u, out)
	}
	out.Changed = e.world.changed
	out.Files = append(out.Files, slices.Sorted(maps.Keys(out.Changed))...)
	return out, nil
}

// choose picks what addresses name.
func choose(all []planner.DriftedObject, addresses []string) ([]planner.DriftedObject, *diag.Diagnostic) {
	if len(addresses) == 0 {
		return all, nil
	}
	var out []planner.DriftedObject
	matched := make([]bool, len(addresses))
	for _, o := range all {
		named := false
		for i, a := range addresses {
			if names(a, o) {
				matched[i], named = true, true
			}
		}
		if named {
			out = append(out, o)
		}
	}
	if i := slices.Index(matched, false); i >= 0 {
		var known []string
		for _, o := range all {
			known = append(known, o.Address)
		}
		return nil, &diag.Diagnostic{Code: diag.NothingMoved, Severity: diag.Error, Summary: fmt.Sprintf("Nothing that is called %q drifted", addresses[i]),
			Detail: "stagecraft drift lists what did; an address is that of a block or of a resource, or TYPE.KEY of what nobody declared." + diag.DidYouMean(addresses[i], known)}
	}
	return out, nil
}

// names tells whether an address means an object that drifted.
func names(address string, o planner.DriftedObject) bool {
	if address == o.Address || planner.Glob(address, o.Address) {
		return true
	}
	if o.Kind == planner.DriftUnmanaged {
		return false
	}
	_, origin, part := providers.SplitAddress(o.Address)
	a := schema.Address(address)
	if kind := a.Kind(); origin.Kind() == "field" && kind != "field" { // contact.email is field.contact.email inside
		a = "field." + a
	}
	return origin.Within(schema.Address(address)) || origin.Within(a) || part != "" && strings.HasPrefix(string(a), string(origin)+".") && strings.HasSuffix(string(a), "."+part)
}

// unit is what is accepted together: one object, or the siblings that somebody brought into another order.
type unit struct {
	objects []planner.DriftedObject
	target  string
	parent  string // of siblings in another order: type and parent; "" otherwise
	order   bool
}

// units divides drift. What is ours comes first, so that what nobody declared finds its neighbours where they are live.
func units(all []planner.DriftedObject, crms []planner.LiveCRM) (out []unit) {
	orders := map[string]int{}
	for _, o := range all {
		var order, rest []planner.AttrDiff
		for _, d := range o.Diffs {
			if t := typeOf(crms, o); t != nil && t.Attribute(d.Path) != nil && t.Attribute(d.Path).Ordinal {
				order = append(order, d)
			} else {
				rest = append(rest, d)
			}
		}
		if len(order) > 0 {
			moved := o
			moved.Diffs = order
			parent := o.Target + "\x00" + o.Type + "\x00" + parentOf(o.Key)
			if i, ok := orders[parent]; ok {
				out[i].objects = append(out[i].objects, moved)
			} else {
				orders[parent] = len(out)
				out = append(out, unit{objects: []planner.DriftedObject{moved}, target: o.Target, parent: parentOf(o.Key), order: true})
			}
			if len(rest) == 0 {
				continue
			}
		}
		o.Diffs = rest
		out = append(out, unit{objects: []planner.DriftedObject{o}, target: o.Target})
	}
	return out
}

func typeOf(crms []planner.LiveCRM, o planner.DriftedObject) *providers.ResourceType {
	for _, c := range crms {
		if c.Name() == o.Target {
			return c.View.Info().Type(o.Type)
		}
	}
	return nil
}

// parentOf is a natural key without its last part.
func parentOf(key string) string {
	if i := strings.LastIndexByte(key, '/'); i >= 0 {
		return key[:i]
	}
	return ""
}

// editor carries an Accept from one unit to the next.
type editor struct {
	ctx    context.Context
	opts   Options
	crms   []planner.TargetProvider
	drift  *planner.DriftReport
	named  bool
	world  *world
	deltas map[string]*delta // by target
}

// accept tries the edits that may say what happened, and keeps the first one that is proven to.
func (e *editor) accept(u unit, out *Result) {
	o := u.objects[0]
	if because, write := e.never(u); because != "" {
		for _, o := range u.objects {
			out.ByHand = append(out.ByHand, Item{DriftedObject: o, Because: because, Write: write})
		}
		return
	}
	p := e.propose(u)
	why := p.because
	for _, try := range p.tries {
		next, reason := e.prove(try, u)
		if reason == "" {
			note := next.note
			e.world = next
			for _, o := range u.objects {
				out.Accepted = append(out.Accepted, Item{DriftedObject: o, Note: note})
			}
			if left := e.left(u); len(left) > 0 {
				rest := o
				rest.Diffs = left
				out.ByHand = append(out.ByHand, Item{DriftedObject: rest, Because: "no attribute of the block says it", Write: e.handwork(u)})
			}
			return
		}
		if why == "" {
			why = reason
		}
	}
	if why == "" {
		why = "nothing that the language can say makes it"
	}
	write := p.write
	if write == "" {
		write = e.handwork(u)
	}
	for _, o := range u.objects {
		out.ByHand = append(out.ByHand, Item{DriftedObject: o, Because: why, Write: write})
	}
}

// never says why some drift is not written by a program at all.
func (e *editor) never(u unit) (because, write string) {
	o := u.objects[0]
	switch {
	case o.Kind == planner.DriftMissing:
		where := ""
		if o.Source != nil {
			where = fmt.Sprintf(" (%s:%d)", o.Source.File, o.Source.Start.Line)
		}
		return "it was deleted in the CRM, and no declaration is deleted without somebody saying so",
			fmt.Sprintf("Remove %s%s, with what refers to it, and say so for the record:\n%s", written(o), where, retired(o))
	case o.Kind == planner.DriftRenamed:
		return "its internal name is another one", fmt.Sprintf("Rename %s so that it becomes %q, with a moved block from the old to the new address, or name it in its crm map.", written(o), o.LiveKey)
	case o.Kind != planner.DriftUnmanaged && o.Block == "":
		return "the architecture does not have it any more", "The next apply deletes or forgets it, as the plan shows."
	case !e.named && !u.order && slices.ContainsFunc(u.objects, e.conflicts):
		return "the files changed the same attribute since the last apply", "Accept it by its address to write the live value over what the files say: stagecraft drift --accept " + string(o.Block)
	case o.Kind == planner.DriftUnmanaged && strings.HasPrefix(o.Why, "tracks the same"):
		return "it doubles a list that is declared", fmt.Sprintf("Keep one of the two: delete it with stagecraft apply --prune '%s', join it to %s in the CRM, or leave it out with ignore = [%q] in the crm block.", o.Address, o.Block.Written(), o.Address)
	}
	return "", ""
}

// conflicts tells whether the files say another value than what was applied, in an attribute that is not live so either.
func (e *editor) conflicts(o planner.DriftedObject) bool {
	c := e.world.changes[place{o.Target, o.Address}]
	return c != nil && slices.ContainsFunc(c.Diffs, func(d planner.AttrDiff) bool {
		return d.Conflict && slices.ContainsFunc(o.Diffs, func(x planner.AttrDiff) bool { return x.Path == d.Path })
	})
}

// written is how people write the block, or part of one, that an object comes from.
func written(o planner.DriftedObject) string {
	_, origin, part := providers.SplitAddress(o.Address)
	if part != "" {
		return fmt.Sprintf("%s of %s", part, origin.Written())
	}
	return origin.Written()
}

func retired(o planner.DriftedObject) string {
	_, origin, part := providers.SplitAddress(o.Address)
	what := origin.Written()
	if part != "" && origin.Kind() == "field" {
		what += ".option." + part
	}
	return fmt.Sprintf("retired {\n  what   = %s\n  reason = \"Deleted in the CRM.\"\n}", what)
}
