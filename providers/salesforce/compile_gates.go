package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// gates makes validation rules of criteria, required facts and the order of stages, and classes them.
//
// A rule looks at a record while it makes the move that the demand is about, so records that are in a stage already stay
// editable. Who has the bypass permission passes. A contact that a lead becomes passes, too: it was let in as a lead, and
// conversion is no move. Rules say exactly what package engine demands; what formulas cannot say is refused nowhere, and the
// class says so.
//
// A formula that is short enough may still be too large once Salesforce has compiled it (5,000 bytes), which only an org
// tells: the deploy is then refused with "Compiled formula is too big to execute".
func (c *compiler) gates() {
	k := &gatekeeper{compiler: c}
	for _, f := range c.a.Fields {
		if c.owns(f.Object) {
			k.field(f)
		}
	}
	for _, t := range c.a.Tracks() {
		if c.owns(t.Object) {
			k.order(t)
			for _, s := range t.Stages {
				k.stage(t, s)
			}
		}
	}
	for _, h := range c.a.Handoffs {
		k.handoff(h)
	}
	for _, s := range c.a.Statuses {
		if s.Reasons != "" && c.owns(s.Object) {
			k.status(s)
		}
	}
	for _, h := range c.a.Hygienes {
		if c.owns(h.Object.Name()) {
			k.hygiene(h)
		}
	}
	k.settle()
}

// gatekeeper makes rules, and remembers what became of each claim.
type gatekeeper struct {
	*compiler
	claims []*ruling
}

// ruling is something that the architecture demands, and what becomes of it. It may take several rules.
type ruling struct {
	at        schema.Address
	criterion string
	rules     []string // objects of the org on which a rule refuses
	gaps      []string // what no rule refuses, where and why
	notes     []string // what to know about the rules
}

// claim is what a block demands; the same one each time.
func (k *gatekeeper) claim(at schema.Address, criterion string) *ruling {
	for _, c := range k.claims {
		if c.at == at && c.criterion == criterion {
			return c
		}
	}
	c := &ruling{at: at, criterion: criterion}
	k.claims = append(k.claims, c)
	return c
}

// byHand says why there is no rule at all.
func (r *ruling) byHand(why string) { r.gaps = append(r.gaps, why) }

func (r *ruling) kept(how string) { r.notes = append(r.notes, how) }

// settle gives every claim its class.
func (k *gatekeeper) settle() {
	for _, c := range k.claims {
		class, how := providers.Prevented, strings.Join(lines(c.notes), " ")
		made := fmt.Sprintf("A validation rule of %s refuses it.", strings.Join(c.rules, " and "))
		switch {
		case len(c.rules) > 0 && k.settings.gatesOff:
			class, how = providers.Manual, "The validation rule is there and off (gates = \"off\")."
		case len(c.gaps) > 0:
			class = providers.Manual
			if how = strings.Join(lines(c.gaps), " "); len(c.rules) > 0 {
				how = strings.TrimSuffix(made, ".") + ", but not everywhere. " + how
			}
		case len(c.rules) > 0:
			how = strings.Join(lines(append([]string{made}, c.notes...)), " ")
		case how == "":
			how = "No record can break it."
		}
		k.enforcement(c.at, c.criterion, class, how)
	}
}

// demand is what must hold of records while they make a move, as validation rules on each object of the org that they are.
type demand struct {
	claims []*ruling
	meta   *schema.Meta
	// part tells the rules of a block apart; name is what they are called, and what says what they come from.
	part, name, what string
	// words are the demand's own words, and ask what else the message says.
	words, ask string
	golden     bool
	object     string
	on         []string
	track      *schema.Track // nil for what is about no move
	gates      func(moment) []formula.Gate
}

// moment is an object of the org whose rules are made.
type moment struct {
	formula.Env
	k       *gatekeeper
	sobject string
	pass    []formula.Guard
}

// must demands a criterion when the guards hold, but of nothing that may pass.
func (m moment) must(e expr.Expr, guards ...formula.Guard) formula.Gate {
	return m.Gate(e, append(guards, m.pass...)...)
}

// within is must for moves from one stage to another, which no record that is created makes.
func (m moment) within(e expr.Expr, guards ...formula.Guard) formula.Gate {
	return m.Gate(e, append(guards, m.bypass())...)
}

func (m moment) bypass() formula.Guard { return m.Unless(bypassPermission) }

// demand makes the rules.
func (k *gatekeeper) demand(d demand) {
	if d.track != nil && k.rolledUp(d.track) != "" {
		for _, c := range d.claims {
			c.byHand(fmt.Sprintf("The stage follows “%s” by itself, and a rule would stop the flow that moves it.", k.rolledUp(d.track)))
		}
		return
	}
	if d.on == nil {
		d.on = k.names.all(d.object)
	}
	for _, sobject := range d.on {
		m := moment{Env: k.env(d.object, sobject, formula.Validation), k: k, sobject: sobject}
		m.pass = []formula.Guard{m.bypass()}
		if sobject == contact && len(k.names.all(d.object)) > 1 {
			m.pass = append(m.pass, formula.Except(m.Created(wasLead)))
		}
		if d.track != nil {
			m.Before = string(d.track.Address)
		}
		n := 0
		for _, g := range d.gates(m) {
			for _, r := range g.Rules {
				n++
				k.rule(d, m, n, r)
			}
			k.note(d, sobject, g)
		}
		if n > 0 {
			for _, c := range d.claims {
				if !slices.Contains(c.rules, sobject) {
					c.rules = append(c.rules, sobject)
				}
			}
		}
	}
}

// note keeps what a gate could not say, and warns of formulas that are too long.
func (k *gatekeeper) note(d demand, sobject string, g formula.Gate) {
	for _, n := range g.Refused {
		for _, c := range d.claims {
			c.byHand(fmt.Sprintf("On %s: %s %s", sobject, n.Why, n.Instead))
		}
		if n.TooLong {
			k.diags.Warnf(diag.Unsupported, d.meta.Range, fmt.Sprintf("The formula of %s is too long for Salesforce", d.meta.Address.Written()),
				"No validation rule of %s refuses a record that breaks it. %s %s", sobject, n.Why, n.Instead)
		}
	}
	for _, n := range g.Notes {
		for _, c := range d.claims {
			c.kept(n.Why)
		}
	}
}

// rule makes one validation rule.
func (k *gatekeeper) rule(d demand, m moment, n int, r formula.Rule) {
	words, ask, says := d.words, d.ask, ""
	if r.Must != nil {
		says = expr.Sentence(r.Must, k.a.Namer())
	}
	switch {
	case words == "" && says == "":
		words, ask = ask, ""
	case words == "":
		words = says
	case ask != "" && says != "":
		ask += ": " + says
	}
	part := joinPart(d.part, k.partOf(d.object, m.sobject))
	if n > 1 {
		part += fmt.Sprintf(".%d", n)
	}
	v := providers.Values{"object": m.sobject, "name": k.ruleName(d, m.sobject, n), "active": !k.settings.gatesOff, "formula": r.Formula,
		"message": formula.Message(words, ask), "description": cut(fmt.Sprintf("%s of the lifecycle architecture: %s.", d.what, d.meta.Address.Written()), maxSetDescription)}
	if f := m.missing(r.Must); f != "" {
		v["field"] = f
	}
	if len(m.pass) > 1 {
		k.markLeads()
	}
	k.resource(typeValidation, d.meta, part, fmt.Sprintf("rule “%s” of %s", v["name"], m.sobject), d.golden, v)
}

// missing is the field at which a message stands: the one of the record that the criterion is about, where people write it.
func (m moment) missing(must expr.Expr) string {
	if must == nil {
		return ""
	}
	fields, more := expr.Fields(must), false
	expr.Walk(must, func(e expr.Expr) bool {
		switch e.(type) {
		case *expr.FlowStage, *expr.Score, *expr.Meets, *expr.Quant:
			more = true
		}
		return true
	})
	if len(fields) != 1 || more {
		return ""
	}
	f := fields[0]
	own, ok := m.Org.Field(f.Object, f.Name)
	if !ok {
		return ""
	}
	if f.Object != m.Object {
		if parent, up := m.Org.Parent(m.Object, f.Object); !up || parent.Path != "" {
			return ""
		}
	}
	if _, whole := compound[m.sobject+"."+own.Name]; whole || implied[f.Name].Name != "" {
		return ""
	}
	if r := m.k.made.Find(typeField, key(m.sobject, own.Name)); r != nil && r.Values["formula"] != nil {
		return "" // computed
	}
	return own.Name
}

// maxRuleName is how long the name of a rule may be. Source: Metadata API Developer Guide, ValidationRule.
const maxRuleName = 40

// ruleName is what a rule is called: after the track, the stage and the demand. Of several rules of one demand the later
// ones have a number.
func (k *gatekeeper) ruleName(d demand, sobject string, n int) string {
	name := d.name
	if d.track != nil {
		name = d.track.Name + "_" + name
	}
	end := ""
	if n > 1 {
		end = fmt.Sprintf("_%d", n)
	}
	full := developerName(name, maxRuleName-len(end)) + end
	if k.has(typeValidation, key(sobject, full)) {
		mark := "_" + checksum(string(d.meta.Address)+d.part) + end
		full = strings.TrimRight(cutName(full, maxRuleName-len(mark)), "_") + mark
	}
	return full
}

// rolledUp is what the stage of a lifecycle follows; "" for one that people and automations move.
func (k *gatekeeper) rolledUp(t *schema.Track) string {
	if l, ok := t.Block.(*schema.Lifecycle); ok && l.Rollup != "" {
		return schema.Title(k.a.Lookup(l.Rollup))
	}
	return ""
}
