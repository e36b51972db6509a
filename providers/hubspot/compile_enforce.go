package hubspot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// enforce makes what finds records that break a rule, and classifies every criterion, required fact and rule. What rests on
// settings that only people can make is never said to be prevented: no API tells whether they made them.
func (c *compiler) enforce() {
	for _, f := range c.a.Fields {
		if f.Required && c.owns(f.Object) {
			c.enforcement(f.Address, "must have a value", providers.Manual,
				"People are asked for it once the form that creates records demands it, which is a manual step.")
		}
	}
	k := c.check()
	for _, t := range c.a.Tracks() {
		if c.owns(t.Object) {
			c.enforceTrack(t)
			for _, s := range t.Stages {
				c.enforceStage(k, t, s)
			}
			c.requiredProperties(t)
		}
	}
	for _, h := range c.a.Handoffs {
		switch from, to := c.livesHere(h.From), c.livesHere(h.To); {
		case from && to:
			c.enforceHandoff(k, h)
		case from || to:
			c.enforcement(h.Address, "what it owes is handed over", providers.Manual, "One of its stages lives in another CRM; people look after it.")
		}
	}
	for _, s := range c.a.Statuses {
		if s.Reasons != "" && c.owns(s.Object) {
			c.enforcement(s.Address, providers.ReasonGiven, providers.Manual, "People give the code; it is asked for once they have made it required for the status, which is a manual step.")
		}
	}
	for _, p := range c.a.Approvals {
		if c.owns(p.Object.Name()) {
			c.enforceApproval(p)
		}
	}
	for _, h := range c.a.Hygienes {
		if !c.owns(h.Object.Name()) {
			continue
		}
		if h.CloseDatePush != "" && h.CloseDate != "" {
			c.enforcement(h.Address, "a reason to move the close date out", providers.Manual, "People give the code; HubSpot keeps the history of the date and refuses no change of it.")
		}
		c.enforcement(h.Address, "clean data", providers.Manual, "HubSpot suggests duplicates; people merge them and do the audit.")
	}
}

// livesHere tells whether the records in a stage live here.
func (c *compiler) livesHere(stage schema.Address) bool {
	t := c.a.Track(stage)
	return t != nil && c.owns(t.Object)
}

func (c *compiler) enforceTrack(t *schema.Track) {
	rules := c.made.Find(typePipelineRules, c.pipelineKey(t))
	rule := func(criterion, attribute, otherwise string) {
		if c.homeOf(t) == inPipeline && rules != nil && rules.Values[attribute] == true && !c.waits(rules) {
			c.out.Enforcement = append(c.out.Enforcement, providers.Enforcement{Address: t.Address, Criterion: criterion, Class: providers.Prevented, Screens: true,
				How: "A rule of the pipeline refuses the move to people. Whether HubSpot holds writes over the API to it is not documented."})
			return
		}
		c.enforcement(t.Address, criterion, providers.Manual, otherwise)
	}
	history := "HubSpot holds nobody back and keeps the history of every move."
	if t.ForwardOnly {
		otherwise := history
		switch {
		case c.homeOf(t) == inLifecycle:
			otherwise = "People can move a record back only by clearing the stage first; workflows and the API just move it. HubSpot keeps the history of every move."
		case c.homeOf(t) == inPipeline && c.recyclesWithin(t):
			otherwise = "A handoff leads backward, which HubSpot's rule would refuse, so the rule is off. HubSpot keeps the history of every move."
		}
		rule(providers.NoWayBack, "no_backward", otherwise)
	}
	if t.NoSkip {
		rule("no stage left out", "no_skipping", history)
	}
}

func (c *compiler) enforceStage(k checks, t *schema.Track, s *schema.Stage) {
	for _, g := range s.Entry {
		c.enforceEntry(k, t, s, g)
	}
	for _, g := range s.Exit {
		c.enforceExit(k, g)
	}
	facts := slices.Clone(s.Requires)
	if s.Revisit != "" && !slices.Contains(facts, s.Revisit) {
		facts = append(facts, s.Revisit)
	}
	for _, f := range facts {
		c.enforceFact(k, s.Address, t, s, f)
	}
	switch {
	case owned(s):
		c.enforceDemand(k, s.Address, "has an owner", t, s, hasValue(ownerExpr(t.Object)))
	case s.Owner != "":
		c.enforcement(s.Address, "has an owner", providers.Manual, "Nobody answers for the stage yet.")
	}
	if s.Reasons != "" {
		c.enforceDemand(k, s.Address, providers.ReasonGiven, t, s, hasValue(c.reasonExpr(s.Reasons)))
	}
	if !s.StaleAfter.IsZero() {
		c.enforceStale(t, s)
	}
}

// requirable is said of facts that people can make required.
const requirable = " It is refused once people have made it required at the stage, which is a manual step."

// segmentFinds says what a segment finds, by the kind of demand.
var segmentFinds = map[demandKind]string{
	aFact:     "finds records without it",
	condition: "finds records that fail it",
	passing:   "finds records that do not meet it now, also those that did when they came in",
}

// enforceDemand classifies what must hold for records in a stage: detected when a segment finds those that do not meet it.
func (c *compiler) enforceDemand(k checks, a schema.Address, criterion string, t *schema.Track, s *schema.Stage, must expr.Expr) {
	f := k.find(s.Address, must)
	if f == nil {
		c.enforcement(a, criterion, providers.Manual, "People look after it: "+c.unsaid(t, s, must))
		return
	}
	class, how := providers.Detected, "A segment "+segmentFinds[f.kind]
	switch {
	case !c.portal.can(lists):
		class, how = providers.Manual, "People look after it, with a segment that they make themselves."
	case !f.ready:
		class, how = providers.Manual, "People look after it. A segment will, once the manual steps before the apply are done."
	case f.kind != passing && c.portal.can(workflows) && c.settings.turnOn:
		how += ", and a workflow asks their owner."
	default:
		how += "."
	}
	if f.kind == aFact && c.ownProperty(t, must) {
		how += requirable
	}
	c.enforcement(a, criterion, class, how)
}

// ownProperty tells whether a demand asks for a value of the record in the stage itself, which people can make required.
func (c *compiler) ownProperty(t *schema.Track, must expr.Expr) bool {
	fields := expr.Fields(must)
	return len(fields) == 1 && fields[0].Object == t.Object
}

// unsaid says why no segment finds the records that do not meet a demand.
func (c *compiler) unsaid(t *schema.Track, s *schema.Stage, must expr.Expr) string {
	switch {
	case must == nil:
		return "it is kept in no property here."
	case asksBefore(t, must):
		return "it asks where the record came from, which a segment does not see."
	}
	for _, f := range expr.Fields(must) {
		if !c.owns(f.Object) {
			return fmt.Sprintf("%s lives in another CRM.", c.a.Namer().Field(f.Object, f.Name))
		}
		if d := c.a.Field(f.Object, f.Name); d != nil && d.Type.Kind == "reference" {
			return "it is an association, and no filter finds records that lack one of a certain label."
		}
	}
	r := c.segment(t.Object, allOrAny(true, inStage(t, s), isNot(must)))
	if r.Exact() {
		return "a segment of all that is missing in the stage would be too large."
	}
	var why []string
	for _, n := range r.List.Notes {
		if !slices.Contains(why, n.Why) {
			why = append(why, n.Why)
		}
	}
	return lowerFirst(strings.Join(why, " "))
}

func lowerFirst(s string) string {
	if s == "" || strings.HasPrefix(s, "HubSpot") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// factKnown is the criterion that a fact has a value. Facts of one label are told apart by their objects.
func (c *compiler) factKnown(a schema.Address) string {
	name := a.Name()
	if f, ok := c.factExpr(a).(*expr.Field); ok {
		name = c.a.Namer().Field(f.Object, f.Name)
	}
	return name + " is known"
}

func (c *compiler) enforceFact(k checks, a schema.Address, t *schema.Track, s *schema.Stage, fact schema.Address) {
	criterion := c.factKnown(fact)
	must := hasValue(c.factExpr(fact))
	if a != s.Address && k.find(s.Address, must) == nil && len(c.waysInto(s.Address)) > 1 && !slices.Contains(c.sharedFacts(s), fact) {
		c.enforcement(a, criterion, providers.Manual, "People look after it: several handoffs lead to the stage, and a segment does not see by which one a record came.")
		return
	}
	c.enforceDemand(k, a, criterion, t, s, must)
}

func (c *compiler) enforceEntry(k checks, t *schema.Track, s *schema.Stage, g *schema.Gate) {
	if g.When.IsZero() {
		c.judged(g)
		return
	}
	c.enforceDemand(k, g.Address, expr.Format(g.When.Expr), t, s, g.When.Expr)
}

func (c *compiler) judged(g *schema.Gate) {
	words := g.Description
	if words == "" {
		words = schema.Title(g)
	}
	c.enforcement(g.Address, words, providers.Manual, "It has no condition: people judge.")
}

// enforceExit classifies an exit criterion. One that the next stage demands, too, holds there.
func (c *compiler) enforceExit(k checks, g *schema.Gate) {
	if g.When.IsZero() {
		c.judged(g)
		return
	}
	if next := schema.Find[schema.Stage](c.a, g.Then); next != nil {
		if t := c.a.Track(g.Then); c.owns(t.Object) && k.find(g.Then, g.When.Expr) != nil {
			c.enforceDemand(k, g.Address, expr.Format(g.When.Expr), t, next, g.When.Expr)
			return
		}
	}
	c.enforcement(g.Address, expr.Format(g.When.Expr), providers.Manual, "It says what advances a record. HubSpot refuses no move by a condition, and a segment does not see from where a record came.")
}

func (c *compiler) enforceHandoff(k checks, h *schema.Handoff) {
	t, s := c.a.Track(h.To), schema.Find[schema.Stage](c.a, h.To)
	for _, f := range h.Owes {
		c.enforceFact(k, h.Address, t, s, f)
	}
	if !h.When.IsZero() {
		c.enforceDemand(k, h.Address, expr.Format(h.When.Expr), t, s, h.When.Expr)
	}
	for _, o := range h.Outcomes {
		for _, f := range o.Requires {
			c.enforceOutcome(k, o, c.factKnown(f), hasValue(c.factExpr(f)))
		}
		if o.Reasons != "" {
			c.enforceOutcome(k, o, providers.ReasonGiven, hasValue(c.reasonExpr(o.Reasons)))
		}
	}
	if h.Reasons != "" {
		c.enforcement(h.Address, providers.ReasonIfNo, providers.Manual, "People give the code; a segment does not see from where a record came.")
	}
}

// enforceOutcome classifies what another answer to the decision of a handoff needs: it holds where the stage that the record goes to demands it.
func (c *compiler) enforceOutcome(k checks, o *schema.HandoffOutcome, criterion string, must expr.Expr) {
	if s := schema.Find[schema.Stage](c.a, o.To); s != nil && k.find(o.To, must) != nil {
		c.enforceDemand(k, o.Address, criterion, c.a.Track(o.To), s, must)
		return
	}
	c.enforcement(o.Address, criterion, providers.Manual, "People look after it: a segment does not see from where a record came.")
}
