package odoo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// scoreHome is the field that holds a dimension of a score ("total" for the sum), and the object that has it.
func (c *compiler) scoreHome(s *schema.Scoring, dimension string) (home, string) {
	object, field := s.Object.Name(), s.Total
	for _, d := range s.Dimensions {
		if d.Name == dimension {
			field = d.Field
		}
	}
	if _, _, l := field.Split(); len(l) == 2 {
		return c.homeOf(l[0], l[1]), l[0]
	}
	return home{c.names.model(object), ownName(s.Address.Key() + "_" + dimension + "_score"), true}, object
}

// scores makes the fields that hold scores. The
// weights of Odoo's own predictive scores are learned, so that they hold no points.
func (c *compiler) scores() {
	for _, s := range c.a.Scorings {
		if !c.owns(s.Object.Name()) {
			continue
		}
		for _, d := range s.Dimensions {
			if d.Field == "" {
				c.scoreField(s, &d.Meta, "", d.Name, schema.Title(d))
			}
			if len(c.uncounted(s, d)) > 0 {
				h, label := c.activities(s, d)
				c.ownField(&d.Meta, "activities", label, "scores", providers.Values{"model": h.model, "name": h.name, "label": label, "type": "float", "tracked": true})
			}
		}
		if s.Total == "" {
			c.scoreField(s, &s.Meta, "total", "total", "total")
		}
	}
}

func (c *compiler) scoreField(s *schema.Scoring, m *schema.Meta, part, dimension, title string) {
	h, _ := c.scoreHome(s, dimension)
	label := schema.Title(s) + ": " + title
	c.ownField(m, part, label, "scores", providers.Values{"model": h.model, "name": h.name, "label": label, "type": "float", "tracked": true})
}

// activities is the field with the points that no rule can count: somebody who sees the activities writes them, and the score adds them.
func (c *compiler) activities(s *schema.Scoring, d *schema.Dimension) (h home, label string) {
	return home{c.names.model(s.Object.Name()), ownName(s.Address.Key() + "_" + d.Name + "_activities"), true},
		fmt.Sprintf("%s: %s, points of activities", schema.Title(s), schema.Title(d))
}

// uncounted are the signals of a dimension that no rule can count, with why.
func (c *compiler) uncounted(s *schema.Scoring, d *schema.Dimension) map[*schema.Signal]string {
	out := map[*schema.Signal]string{}
	for _, sig := range d.Signals {
		if sig.Event != "" || sig.When.IsZero() {
			out[sig] = "Points for activities are not counted: Odoo logs them under no common name."
		} else if _, err := c.say(newScript(), sig.When.Expr, s.Object.Name(), ""); err != nil {
			out[sig] = sentence(err.Error())
		}
	}
	return out
}

// points counts scores.
func (c *compiler) points() {
	for _, s := range c.a.Scorings {
		if c.owns(s.Object.Name()) {
			c.scoring(s)
		}
	}
}

func (c *compiler) scoring(s *schema.Scoring) {
	object, name := s.Object.Name(), "Score: "+schema.Title(s)
	model := c.names.model(object)
	code := newScript()
	code.add(0, "total = 0.0")
	code.add(0, "values = {}")
	var left, fields []string
	for _, d := range s.Dimensions {
		code.add(0, "points = 0.0")
		gap, uncounted := "", c.uncounted(s, d)
		if len(uncounted) > 0 {
			h, label := c.activities(s, d)
			fields = append(fields, "“"+label+"”")
			code.add(0, "points += record.%s", h.name)
		}
		for _, sig := range d.Signals {
			if why := uncounted[sig]; why != "" {
				left, gap = append(left, schema.Title(d)+": "+compiling.Signal(c.a, sig, fading)), why
				continue
			}
			holds, _ := c.say(code, sig.When.Expr, object, "")
			code.add(0, "if %s:", holds)
			code.add(1, "points += %s", pyexpr.Number(sig.Points))
		}
		if d.Floor != nil {
			code.add(0, "points = max(points, %s)", pyexpr.Number(*d.Floor))
		}
		if d.Cap != nil {
			code.add(0, "points = min(points, %s)", pyexpr.Number(*d.Cap))
		}
		code.add(0, "total += points")
		c.keepScore(code, s, d.Name, "points", object)
		class, how := providers.Corrected, "The rule “"+name+"” counts the points of facts whenever a record is saved. "+gap
		if gap != "" {
			class = providers.Manual
		}
		c.enforcement(d.Address, "the score is kept", class, compiling.Stop(how))
	}
	c.keepScore(code, s, "total", "total", object)
	code.add(0, "values = {field: value for field, value in values.items() if record[field] != value}")
	code.calls("sc_write")
	code.add(0, "if values:")
	code.add(1, "sc_write(record, values)")
	v := providers.Values{"trigger": "on_create_or_write", "description": "Counts the points of facts."}
	if only := c.onlyOf(object); only != "" {
		v["when"] = only
	}
	c.automation(&s.Meta, "points", name, model, false, v, code)
	if left != nil {
		c.step(s.Address, false, "Count what “"+schema.Title(s)+"” cannot count by itself", "Odoo's predictive scores learn their weights and take no points; automations see no such activities.",
			append([]string{"Let the tool that sees these activities write their points over Odoo's API, or count them by hand, in " + strings.Join(fields, ", ") + ": the score adds them to the points of facts."}, left...)...)
	}
	c.bandsByHand(s, object)
}

// keepScore writes a score and its bands, where they stand on the record itself.
func (c *compiler) keepScore(code *script, s *schema.Scoring, dimension, variable, object string) {
	if h, at := c.scoreHome(s, dimension); at == object && pyexpr.Name(h.name) {
		code.add(0, "values[%s] = %s", pyexpr.Quote(h.name), variable)
	}
	var bands []*schema.Band
	for _, b := range s.Bands {
		if b.Dimension == dimension && b.Field != "" {
			bands = append(bands, b)
		}
	}
	slices.SortStableFunc(bands, func(a, b *schema.Band) int { return cmp.Compare(lowest(b), lowest(a)) })
	done := map[schema.Address]bool{}
	for _, first := range bands {
		_, _, l := first.Field.Split()
		if done[first.Field] || len(l) != 2 || l[0] != object {
			continue
		}
		done[first.Field] = true
		h := c.homeOf(l[0], l[1])
		if !pyexpr.Name(h.name) {
			continue
		}
		word := "if"
		for _, b := range bands {
			if b.Field != first.Field {
				continue
			}
			code.add(0, "%s %s >= %s:", word, variable, floor(b))
			code.add(1, "values[%s] = %s", pyexpr.Quote(h.name), pyexpr.Quote(b.Name))
			word = "elif"
		}
		code.add(0, "else:")
		code.add(1, "values[%s] = False", pyexpr.Quote(h.name))
	}
}

// reset takes the points of activities back. Those of facts are counted anew.
func (d *doer) reset(a *schema.Action) {
	s := schema.Find[schema.Scoring](d.a, a.Scoring)
	if s == nil || s.Object.Name() != d.object {
		d.by(a, "set the score of the related records back.")
		return
	}
	for _, x := range s.Dimensions {
		if (a.Dimension == "" || a.Dimension == x.Name) && len(d.uncounted(s, x)) > 0 {
			h, _ := d.activities(s, x)
			d.write("record", h.name, "0.0")
		}
	}
}

// bandsByHand says bands in words whose field is on another record than the score.
func (c *compiler) bandsByHand(s *schema.Scoring, object string) {
	var steps []string
	for _, b := range s.Bands {
		if _, _, l := b.Field.Split(); len(l) == 2 && l[0] != object {
			from := "from the lowest score on"
			if b.Min != nil {
				from = fmt.Sprintf("from %g on", *b.Min)
			}
			steps = append(steps, fmt.Sprintf("“%s” of the %s: %s %s (%s).", schema.Title(c.a.Lookup(b.Field)), l[0], b.Name, from, schema.Label("", b.Dimension)))
		}
	}
	if steps != nil {
		c.step(s.Address, false, "Set the bands of “"+schema.Title(s)+"”", "The band is kept on another record than the score, which several records may lead to; people decide which of them counts.", steps...)
	}
}

// lowest is the lowest score of a band.
func lowest(b *schema.Band) float64 {
	if b.Min == nil {
		return math.Inf(-1)
	}
	return *b.Min
}

func floor(b *schema.Band) string {
	if b.Min == nil {
		return pyexpr.Number(-math.MaxFloat64)
	}
	return pyexpr.Number(*b.Min)
}

// fading says how the points of an activity fade.
func fading(d *schema.Decay) string {
	switch {
	case !d.HalfLife.IsZero():
		return fmt.Sprintf("half of them are left after %s", d.HalfLife)
	case !d.Per.IsZero():
		return fmt.Sprintf("%g points less every %s", d.Points, d.Per)
	case !d.Expires.IsZero():
		return fmt.Sprintf("counts for %s", d.Expires)
	}
	return ""
}
