package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// total is the dimension that is the sum of the others.
const total = "total"

// scorings makes score fields and the flows that keep them.
func (c *compiler) scorings() {
	for _, s := range c.a.Scorings {
		object := s.Object.Name()
		if !c.owns(object) {
			continue
		}
		for _, sobject := range c.names.all(object) {
			for _, d := range s.Dimensions {
				c.dimension(s, d, sobject)
			}
			c.total(s, sobject)
		}
		c.bands(s)
	}
}

// dimension makes the field of a dimension: a formula of facts where formulas say them all exactly, or a number that others write.
func (c *compiler) dimension(s *schema.Scoring, d *schema.Dimension, sobject string) {
	says := fmt.Sprintf("“%s” is counted on %s", schema.Title(d), sobject)
	text, why := c.scoreFormula(sobject, s, d)
	c.scoreHolder(s, &d.Meta, "", sobject, d.Name, text)
	if why == nil {
		c.enforcement(d.Address, says, providers.Corrected, "A formula field counts the facts as they are.")
		return
	}
	title, reason := schema.Title(s), strings.Join(lines(why), " ")
	steps := []string{fmt.Sprintf("Let a marketing tool, an integration or a flow of yours write “%s” of the %s%s:", c.scoreField(sobject, s, d.Name).Label, sobject, d.Bounds())}
	for _, sig := range d.Signals {
		steps = append(steps, c.signal(sig))
	}
	c.step(s.Address, false, "Fill the scores of “"+title+"”", reason, steps...)
	c.enforcement(d.Address, says, providers.Manual, "Whatever people connect writes it: "+reason)
}

// computedScore tells whether a dimension is a formula.
func (c *compiler) computedScore(sobject string, s *schema.Scoring, d *schema.Dimension) bool {
	_, why := c.scoreFormula(sobject, s, d)
	return why == nil
}

// scoreFormula counts the facts of a dimension; why says what a formula cannot.
func (c *compiler) scoreFormula(sobject string, s *schema.Scoring, d *schema.Dimension) (text string, why []string) {
	var facts []formula.Points
	for _, sig := range d.Signals {
		if sig.Event != "" {
			return "", []string{"Formula fields see facts of the record, not activities, how many there were and how old they are."}
		}
		facts = append(facts, formula.Points{When: sig.When.Expr, Points: sig.Points})
	}
	r := formula.Score(facts, d.Floor, d.Cap, c.env(s.Object.Name(), sobject, formula.Column))
	for _, n := range r.Refused {
		why = append(why, n.String())
	}
	if r.TooLong {
		why = append(why, "The formula would be too long.")
	}
	if why == nil && c.isWritten(sobject, c.scoreField(sobject, s, d.Name).Name) {
		why = []string{"The field is there already and holds numbers, and a field cannot become a formula."}
	}
	if why != nil {
		return "", why
	}
	return r.Formula, nil
}

// isWritten tells whether the org has a field that is no formula.
func (c *compiler) isWritten(sobject, name string) bool {
	f := c.liveField(sobject, name)
	return !isCustom(name) || f != nil && f.Formula == ""
}

// total makes the sum of all dimensions: a formula.
func (c *compiler) total(s *schema.Scoring, sobject string) {
	var parts []string
	for _, d := range s.Dimensions {
		parts = append(parts, "BLANKVALUE("+c.scoreField(sobject, s, d.Name).Name+", 0)")
	}
	text := strings.Join(parts, " + ")
	if f := c.scoreField(sobject, s, total); c.isWritten(sobject, f.Name) {
		text = ""
		c.step(s.Address, false, "Fill the scores of “"+schema.Title(s)+"”", "The field of the sum is there already and holds numbers, and a field cannot become a formula.",
			fmt.Sprintf("Let a flow of yours write the sum of all dimensions into “%s” of the %s.", f.Label, sobject))
	}
	c.scoreHolder(s, &s.Meta, total, sobject, total, text)
}

// scoreHolder makes the field of a dimension, or makes the declared one a formula.
func (c *compiler) scoreHolder(s *schema.Scoring, m *schema.Meta, part, sobject, dimension, text string) {
	f := c.scoreField(sobject, s, dimension)
	if r := c.made.Find(typeField, key(sobject, f.Name)); r != nil {
		if text != "" {
			c.compute(r, text)
		}
		return
	}
	v := providers.Values{"label": cut(f.Label, maxLabel), "type": "Number", "precision": precision, "scale": scale, "description": cut("Score “"+schema.Title(s)+"”.", maxDescription)}
	if text != "" {
		v["formula"], v["blanks"] = text, formula.Blanks
	}
	c.kept(m, joinPart(part, c.partOf(s.Object.Name(), sobject)), sobject, f.Name, v)
}

// compute makes a field of the catalog a formula, which nobody can edit.
func (c *compiler) compute(r *providers.Resource, text string) {
	v := r.Values.With("formula", text).With("blanks", formula.Blanks).With("fields", nil)
	for _, name := range []string{"required", "default", "unique", "external_id", "track_history"} {
		delete(v, name)
	}
	norm, err := info().Type(typeField).Normalize(derive(typeField, v))
	if err != nil {
		return
	}
	r.Values = norm
	sobject, name := under(r.Key)
	delete(c.grants.fields, sobject+"."+name)
	c.grant(sobject, name, false)
}

// signal is a rule in words.
func (c *compiler) signal(sig *schema.Signal) string { return compiling.Signal(c.a, sig, fading) }

// fading says how the points of an activity fade.
func fading(d *schema.Decay) string {
	switch {
	case !d.HalfLife.IsZero():
		return fmt.Sprintf("half of it fades every %s", d.HalfLife)
	case !d.Per.IsZero():
		return fmt.Sprintf("%g points fade every %s", d.Points, d.Per)
	case !d.Expires.IsZero():
		return fmt.Sprintf("it counts for %s", d.Expires)
	}
	return ""
}

// band is where the bands of a score go.
type bandTarget struct {
	dimension string
	field     schema.Address
}

// bands makes flows that keep the band of a score.
func (c *compiler) bands(s *schema.Scoring) {
	of := map[bandTarget][]*schema.Band{}
	var targets []bandTarget
	for _, b := range s.Bands {
		if b.Field == "" {
			continue
		}
		t := bandTarget{b.Dimension, b.Field}
		if of[t] == nil {
			targets = append(targets, t)
		}
		of[t] = append(of[t], b)
	}
	for _, t := range targets {
		list := slices.SortedStableFunc(slices.Values(of[t]), func(a, b *schema.Band) int {
			switch {
			case a.Min == nil || b.Min == nil:
				return cmp.Compare(map[bool]int{true: 1}[a.Min == nil], map[bool]int{true: 1}[b.Min == nil])
			}
			return cmp.Compare(*b.Min, *a.Min)
		})
		c.bandFlows(s, t, list)
	}
}

func (c *compiler) bandFlows(s *schema.Scoring, t bandTarget, bands []*schema.Band) {
	object, label := s.Object.Name(), c.called(t.field)
	e := c.effort(&s.Meta, fmt.Sprintf("“%s” follows the score", label), fmt.Sprintf("Bands: %s, %s", schema.Title(s), label))
	_, _, l := t.field.Split()
	for _, sobject := range c.names.all(object) {
		f := c.a.Field(l[0], l[1])
		if f == nil || f.Object != object && !(sobject == lead && slices.Contains(c.objectsOf(f), lead)) {
			e.lacks(sobject, "The band is kept on another record than the score, which several records may lead to; people decide which of them counts.")
			continue
		}
		score := &expr.Score{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Scoring: string(s.Address), Dimension: t.dimension}
		d := flow.Decide{Label: "Which band"}
		var why []string
		for _, b := range bands {
			value, ok := c.field(f.Object, sobject, f.Name, b.Name)
			if !ok {
				why = append(why, fmt.Sprintf("The field cannot hold “%s”.", b.Name))
				continue
			}
			set := []flow.Step{flow.Set{Label: "Band " + b.Name, Fields: value}}
			if b.Min == nil {
				d.Else = set
				break
			}
			in, lacks := criterion(&expr.Compare{Node: truthNode, Op: expr.Ge, L: score, R: &expr.Literal{Node: score.Node, Value: *b.Min}}, c.entryEnv(object, sobject))
			why = append(why, lacks...)
			d.Cases = append(d.Cases, flow.Case{Label: "Band " + b.Name + " reached", Formula: in, Steps: set})
		}
		steps := []flow.Step{d}
		if len(d.Cases) == 0 {
			steps = d.Else
		}
		x := &flow.Flow{Label: fmt.Sprintf("Bands: %s, %s (%s)", schema.Title(s), label, sobject), Object: sobject, On: flow.CreatedUpdated, Before: true, Order: orderBands, Steps: steps,
			Description: "Keeps the band of the score."}
		if why == nil {
			if err := c.flow(&s.Meta, "bands_"+t.dimension+"_"+f.Name+"_"+sobject, false, x); err != nil {
				why = []string{err.Error()}
			}
		}
		if why != nil {
			e.lacks(sobject, why...)
			continue
		}
		e.made = append(e.made, x.Label)
		e.losses = append(e.losses, "It looks at the score when the record is saved.")
	}
	var words []string
	for _, b := range bands {
		from := "otherwise"
		if b.Min != nil {
			from = fmt.Sprintf("from %g", *b.Min)
		}
		words = append(words, fmt.Sprintf("Set “%s” to %s: %s", label, b.Name, from))
	}
	e.close(fmt.Sprintf("“%s” changes", c.scoreField(c.names.last(object), s, t.dimension).Label), words)
}
