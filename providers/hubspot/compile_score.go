package hubspot

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// total is the dimension that is the sum of the others.
const total = "total"

// scorings makes the properties that hold scores, lead scores for the facts that count, and workflows that keep bands.
func (c *compiler) scorings() {
	for _, s := range c.a.Scorings {
		if c.owns(s.Object.Name()) {
			c.scoreProperties(s)
			c.scoreRules(s)
			c.bands(s)
		}
	}
}

// scoreProperties makes a number property of each dimension, and of the total, that no field holds.
func (c *compiler) scoreProperties(s *schema.Scoring) {
	for _, d := range s.Dimensions {
		if d.Field == "" {
			c.scoreProperty(s, &d.Meta, "", d.Name, schema.Title(d))
		}
	}
	if s.Total == "" {
		c.scoreProperty(s, &s.Meta, total, total, "total")
	}
}

func (c *compiler) scoreProperty(s *schema.Scoring, m *schema.Meta, part, dimension, title string) {
	plural, name := c.scoreField(s, dimension)
	label := schema.Title(s) + ": " + title
	c.resource(typeProperty, m, part, fmt.Sprintf("property “%s” of %s", label, plural), false, providers.Values{"object": plural, "name": name,
		"label": label, "type": "number", "field_type": "number", "group": c.group(&schema.Field{Meta: *m}, plural)})
}

// scored are the objects that HubSpot's lead scores work on. Source: HubSpot's guide to lead scores.
var scored = []string{"contacts", "companies", "deals"}

// scoreRules makes a lead score of each dimension with facts that its rules can say. Events, and facts of other records, are
// added by people: which ids events have, only the account knows.
func (c *compiler) scoreRules(s *schema.Scoring) {
	plural, title := c.names.plural(s.Object.Name()), schema.Title(s)
	if !slices.Contains(scored, plural) || c.lacking(leadScores) {
		c.scoreByHand(s, plural)
		return
	}
	var missing, sources []string
	for _, d := range s.Dimensions {
		name := title + ": " + schema.Title(d)
		var rules []any
		var left []string
		for _, sig := range d.Signals {
			if r := c.scoreRule(s, sig); r != nil {
				rules = append(rules, r)
			} else {
				left = append(left, c.signal(sig))
			}
		}
		if rules != nil {
			c.resource(typeScore, &d.Meta, "", fmt.Sprintf("lead score “%s”", name), false,
				derive(typeScore, providers.Values{"name": name, "object": plural, "definition": scoreDefinition(d, rules)}))
		}
		if left != nil {
			head := fmt.Sprintf("In the score %q add:", name)
			if rules == nil {
				head = fmt.Sprintf("Create the score %q for %s%s. Add:", name, plural, d.Bounds())
			}
			missing = append(append(missing, head), left...)
		}
		if f := schema.Find[schema.Field](c.a, d.Field); f == nil || f.CRM[provider] == "" {
			sources = append(sources, fmt.Sprintf("%s: %s.", name, c.scoreLabel(s, d.Name)))
		}
	}
	if missing != nil {
		c.step(s.Address, false, "Add the rules of “"+title+"” that the API cannot", "Scores are written over the API with rules about properties of the record itself. Events and associated records are chosen in the editor.",
			append([]string{"Marketing > Lead Scoring."}, missing...)...)
	}
	if sources == nil {
		return // somebody has named the properties
	}
	steps := append([]string{"Once the scores are turned on: look the internal names of the scores' properties up (Settings > Properties, group Lead scoring).",
		"Write each name into the field below, as crm = { hubspot = \"NAME\" }, and plan again; or copy the score into it by a workflow."}, sources...)
	if len(s.Dimensions) > 1 || s.Total != "" {
		steps = append(steps, "Let a workflow add the dimensions up into "+c.scoreLabel(s, total)+", whenever one changes.")
	}
	c.step(s.Address, false, "Connect the fields of “"+title+"” with HubSpot's scores", "HubSpot chooses the property that holds a score, once it is there.", steps...)
}

// scoreLabel is what people call the property of a dimension.
func (c *compiler) scoreLabel(s *schema.Scoring, dimension string) string {
	field := s.Total
	label := schema.Title(s) + ": total"
	for _, d := range s.Dimensions {
		if d.Name == dimension {
			field, label = d.Field, schema.Title(s)+": "+schema.Title(d)
		}
	}
	if f := c.a.Lookup(field); f != nil {
		label = schema.Title(f)
	}
	return "“" + label + "”"
}

// scoreByHand says a whole model in words.
func (c *compiler) scoreByHand(s *schema.Scoring, plural string) {
	steps := []string{fmt.Sprintf("Marketing > Lead Scoring > Create score, for %s.", plural)}
	why := "The API of this account cannot write lead scores."
	if !slices.Contains(scored, plural) {
		steps = []string{fmt.Sprintf("Score the associated contacts with these rules (Marketing > Lead Scoring), and let a workflow copy the scores to %s.", plural)}
		why = fmt.Sprintf("HubSpot scores contacts, companies and deals, but not %s.", plural)
	}
	for _, d := range s.Dimensions {
		steps = append(steps, fmt.Sprintf("%s%s, in %s:", schema.Title(d), d.Bounds(), c.scoreLabel(s, d.Name)))
		for _, sig := range d.Signals {
			steps = append(steps, c.signal(sig))
		}
	}
	steps = append(steps, "The sum of all goes into "+c.scoreLabel(s, total)+".")
	c.step(s.Address, false, "Build “"+schema.Title(s)+"”", why, steps...)
}

// signal is a rule in words.
func (c *compiler) signal(sig *schema.Signal) string { return compiling.Signal(c.a, sig, fading) }

// fading says how the points of an activity fade.
func fading(d *schema.Decay) string {
	switch {
	case !d.HalfLife.IsZero():
		return fmt.Sprintf("decay: 50 %% every %s", d.HalfLife)
	case !d.Per.IsZero():
		return fmt.Sprintf("decay: %g points every %s", d.Points, d.Per)
	case !d.Expires.IsZero():
		return fmt.Sprintf("counts for %s", d.Expires)
	}
	return ""
}

// scoreRule is a signal as a rule; nil for what is no comparison of one property of the record itself. Source of the shape: the
// published schema of lead scores, 2026-09-beta; that a rule compares as a filter of a segment does is our reading.
func (c *compiler) scoreRule(s *schema.Scoring, sig *schema.Signal) any {
	if sig.Event != "" || sig.When.IsZero() {
		return nil
	}
	r := c.segment(s.Object.Name(), sig.When.Expr)
	if !r.Exact() || len(r.List.Branch.FilterBranches) != 1 {
		return nil
	}
	all := branchDocument(&r.List.Branch.FilterBranches[0])
	filters, _ := all["filters"].([]any)
	if below, _ := all["filterBranches"].([]any); len(filters) != 1 || len(below) > 0 {
		return nil
	}
	f, _ := filters[0].(map[string]any)
	return map[string]any{"enabled": true, "configuration": map[string]any{"calculation": map[string]any{"type": "MATCH", "property": f["property"],
		"matchRules": []any{map[string]any{"operation": f["operation"], "value": sig.Points}}}}}
}

// scoreDefinition is a score of one group. HubSpot demands a highest score.
func scoreDefinition(d *schema.Dimension, rules []any) map[string]any {
	most := 100.0
	if d.Cap != nil {
		most = *d.Cap
	}
	group := map[string]any{"groupName": schema.Title(d), "groupCategory": "FIT", "maxValue": most, "ruleConfigurations": rules}
	if d.Floor != nil {
		group["minValue"] = *d.Floor
	}
	return map[string]any{"allowedGroupTypes": []any{"FIT"}, "maxScore": most, "groupConfigs": []any{group}}
}

// bands makes a workflow of the bands that go into one field, by ranges of one score.
func (c *compiler) bands(s *schema.Scoring) {
	type target struct {
		dimension string
		field     schema.Address
	}
	of := map[target][]*schema.Band{}
	var targets []target
	for _, b := range s.Bands {
		if b.Field == "" {
			continue
		}
		k := target{b.Dimension, b.Field}
		if of[k] == nil {
			targets = append(targets, k)
		}
		of[k] = append(of[k], b)
	}
	for _, k := range targets {
		bands := slices.SortedStableFunc(slices.Values(of[k]), func(a, b *schema.Band) int { return cmp.Compare(lowest(b), lowest(a)) })
		_, _, l := k.field.Split()
		plural, name := c.property(l[0], l[1])
		from, score := c.scoreField(s, k.dimension)
		if !c.owns(l[0]) || plural != from {
			c.bandsByHand(s, k.dimension, k.field, bands)
			continue
		}
		c.bandWorkflow(s, k.dimension, name, score, plural, bands)
	}
}

// lowest is the lowest score of a band.
func lowest(b *schema.Band) float64 {
	if b.Min == nil {
		return math.Inf(-1)
	}
	return *b.Min
}

// bandWorkflow sets a property to the band of a score, whenever the score changes.
func (c *compiler) bandWorkflow(s *schema.Scoring, dimension, property, score, plural string, bands []*schema.Band) {
	object := c.names.object(plural)
	value := &expr.Score{Node: expr.Node{Typ: expr.Type{Kind: expr.Number}}, Scoring: string(s.Address), Dimension: dimension}
	compare := func(op expr.Op, n float64) expr.Expr {
		return &expr.Compare{Node: truthNode, Op: op, L: value, R: &expr.Literal{Node: value.Node, Value: n}}
	}
	var n node
	var above *float64
	for _, b := range bands {
		set := chain{setProperty(property, b.Name)}
		if b.Min == nil {
			n.rest = set
			break
		}
		in := compare(expr.Ge, *b.Min)
		if above != nil {
			in = allOrAny(true, in, compare(expr.Lt, *above))
		}
		n.cases = append(n.cases, branchCase{b.Name, c.segment(object, in).List.Branch, set})
		above = b.Min
	}
	do := n.rest
	if n.cases != nil {
		do = chain{n}
	}
	name := fmt.Sprintf("Bands: %s – %s", schema.Title(s), schema.Label("", dimension))
	c.workflow(&s.Meta, "bands_"+dimension+"_"+property, name, plural, false, definition(enrollment(c.segment(object, hasValue(value)).List.Branch, score), do))
}

// bandsByHand says bands in words, whose field is on another record than the score.
func (c *compiler) bandsByHand(s *schema.Scoring, dimension string, field schema.Address, bands []*schema.Band) {
	label := schema.Title(c.a.Lookup(field))
	_, _, l := field.Split()
	steps := []string{fmt.Sprintf("Automation > Workflows > Create workflow, for %s: enroll when %s changes.", c.names.plural(s.Object.Name()), c.scoreLabel(s, dimension))}
	for _, b := range bands {
		from := "otherwise"
		if b.Min != nil {
			from = fmt.Sprintf("from %g", *b.Min)
		}
		steps = append(steps, fmt.Sprintf("Set “%s” of the %s to %s: %s.", label, strings.ToLower(c.a.Namer().Object(l[0])), b.Name, from))
	}
	c.step(s.Address, false, "Set “"+label+"” by the score", "The band is kept on another record than the score, which several records may lead to; people decide which of them counts.", steps...)
}
