package schema

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var scoringRules = []func(*checker){checkDimensions, checkSignals, checkNegatives, checkThresholds, checkBands, checkRouting}

func dimensionNames(s *Scoring) []string {
	return names(s.Dimensions, func(d *Dimension) string { return d.Name })
}

func checkDimensions(c *checker) {
	for _, s := range c.Scorings {
		object := s.Object.Name()
		if s.Total != "" {
			c.kindIs(s, "total", s.Total, "a score", "number", "percent")
			c.reachable(s, "total", s.Total, object)
		}
		for _, d := range s.Dimensions {
			if d.Name == "total" || d.Name == "meets" {
				c.fail(diag.BadName, d, "", fmt.Sprintf("A dimension cannot be called %q", d.Name),
					"scoring.%s.%s means something else. Choose another name.", s.Name, d.Name)
			}
			if d.Field != "" {
				c.kindIs(d, "field", d.Field, "a score", "number", "percent")
				c.reachable(d, "field", d.Field, object)
			}
			if d.Cap != nil && d.Floor != nil && *d.Cap < *d.Floor {
				c.fail(diag.BadValue, d, "cap", fmt.Sprintf("The cap of %s is below its floor", d.Address), "Scores run from floor, %v, to cap; give a higher cap.", *d.Floor)
			}
		}
	}
}

func checkSignals(c *checker) {
	for _, s := range c.Scorings {
		for _, d := range s.Dimensions {
			for _, g := range d.Signals {
				c.checkSignal(g)
			}
		}
	}
}

func (c *checker) checkSignal(g *Signal) {
	switch {
	case g.When.IsZero() && g.Event == "":
		c.fail(diag.MissingAttribute, g, "", fmt.Sprintf("%s has neither when nor event", g.Address),
			"A signal counts a fact (when = CONDITION) or an activity (event = \"NAME\").")
	case !g.When.IsZero() && g.Event != "":
		c.fail(diag.NotAllowedHere, g, "event", fmt.Sprintf("%s has both when and event", g.Address),
			"A signal counts a fact or an activity. Make two signals of it.")
	}
	if g.Points == 0 {
		c.fail(diag.BadValue, g, "points", fmt.Sprintf("%s gives no points", g.Address), "Give points, or take them with a negative number; remove a signal that does not count.")
	}
	if g.Event == "" && g.MaxCount != 0 {
		c.fail(diag.NotAllowedHere, g, "max_count", "A fact cannot be counted", "max_count limits the occurrences of an event; a fact counts once.")
	}
	if g.Decay == nil {
		return
	}
	if g.Event == "" {
		c.fail(diag.NotAllowedHere, g, "decay", "A fact does not fade", "decay goes with event: points fade with the age of an activity. Remove it, or count an event.")
		return
	}
	y := g.Decay
	switch {
	case y.HalfLife.IsZero() && y.Per.IsZero() && y.Expires.IsZero():
		c.fail(diag.BadValue, g, "decay", "The decay says nothing",
			"Write { half_life = \"30d\" }, { per = \"30d\", points = 10 } or { expires = \"90d\" }.")
	case !y.HalfLife.IsZero() && !y.Per.IsZero():
		c.fail(diag.BadValue, g, "decay", "The decay fades in two ways", "Use half_life, or per with points.")
	case y.Per.IsZero() != (y.Points == 0) || y.Points < 0:
		c.fail(diag.BadValue, g, "decay", "per and points go together", "Write how many points are lost in which time, as in { per = \"30d\", points = 10 }.")
	}
}

func checkNegatives(c *checker) {
	for _, s := range c.Scorings {
		negative := func(g *Signal) bool { return g.Points < 0 }
		if !slices.ContainsFunc(s.Dimensions, func(d *Dimension) bool { return slices.ContainsFunc(d.Signals, negative) }) {
			c.fail(diag.NegativeSignals, s, "", fmt.Sprintf("%s has no negative signals", s.Address),
				"Some facts must count against a record, such as a competitor's domain or a student address: signal \"NAME\" { points = -40, … }.")
		}
	}
}

func checkThresholds(c *checker) {
	for _, s := range c.Scorings {
		dims := dimensionNames(s)
		for _, t := range s.Thresholds {
			if len(t.Minimum) == 0 {
				c.fail(diag.MissingAttribute, t, "", fmt.Sprintf("%s asks for no score", t.Address),
					"Give the least score for each dimension: %s.", oneOf(dims))
			}
			for _, name := range sortedKeys(t.Minimum) {
				i := slices.Index(dims, name)
				switch {
				case i < 0 && name != "total":
					c.fail(diag.UnknownReference, t, name, fmt.Sprintf("%s has no dimension %q", s.Address, name),
						"Its dimensions are %s, and total is their sum.%s", oneOf(dims), diag.DidYouMean(name, append(dims, "total")))
				case i >= 0 && s.Dimensions[i].Cap != nil && t.Minimum[name] > *s.Dimensions[i].Cap:
					c.fail(diag.BadValue, t, name, fmt.Sprintf("%s can never be reached", t.Address),
						"%s is capped at %v.", s.Dimensions[i].Address, *s.Dimensions[i].Cap)
				}
			}
			if _, total := t.Minimum["total"]; len(t.Minimum) == 1 && !total {
				name := sortedKeys(t.Minimum)[0]
				c.fail(diag.ThresholdBoth, t, name, fmt.Sprintf("%s asks for %s alone", t.Address, name),
					"Who fits may not be interested, and who is interested may not fit. Give a second dimension, or a total.")
			}
		}
	}
}

func checkBands(c *checker) {
	for _, s := range c.Scorings {
		dims := dimensionNames(s)
		seen := map[string]*Band{}
		for _, b := range s.Bands {
			if b.Dimension != "" && b.Dimension != "total" && !slices.Contains(dims, b.Dimension) {
				c.fail(diag.UnknownReference, b, "dimension", fmt.Sprintf("%s has no dimension %q", s.Address, b.Dimension),
					"Its dimensions are %s, and total is their sum.%s", oneOf(dims), diag.DidYouMean(b.Dimension, append(dims, "total")))
			}
			minimum := "no minimum"
			if b.Min != nil {
				minimum = fmt.Sprintf("the minimum %v", *b.Min)
			}
			key := b.Dimension + " " + minimum
			if first := seen[key]; first != nil {
				c.fail(diag.Duplicate, b, "min", fmt.Sprintf("Two bands have %s", minimum), "%s has it too; the band would not be decided. Give each band a minimum of its own.", first.Address)
			} else {
				seen[key] = b
			}
			c.bandField(s, b)
		}
	}
}

func (c *checker) bandField(s *Scoring, b *Band) {
	f := Find[Field](c.Architecture, b.Field)
	if f == nil {
		return
	}
	c.reachable(b, "field", b.Field, s.Object.Name())
	if f.Type.Kind == "enum" {
		c.checkOption(b, "", f, b.Name)
		return
	}
	c.kindIs(b, "field", b.Field, "a band", "enum", "text")
}

func checkRouting(c *checker) {
	for _, r := range c.Routings {
		if r.Fallback == "" {
			c.fail(diag.RoutingFallback, r, "", fmt.Sprintf("%s has no fallback", r.Address),
				"Say who receives what no rule matches: fallback = queue.NAME.")
		}
		c.routingMethod(r, r, r.Method, r.By)
		for _, rule := range r.Rules {
			method, by := rule.Method, rule.By
			if method == "" {
				continue
			}
			if by == "" {
				by = r.By
			}
			c.routingMethod(r, rule, method, by)
		}
	}
}

func (c *checker) routingMethod(r *Routing, b Block, method string, by Address) {
	if by != "" {
		c.reachable(b, "by", by, r.Object.Name())
	}
	if by == "" && (method == "territory" || method == "skill_based") {
		c.fail(diag.MissingAttribute, b, "method", fmt.Sprintf("%s routing needs a field", method),
			"Name the field whose value is looked up among the members' %s: by = %s.NAME.",
			map[string]string{"territory": "territories", "skill_based": "skills"}[method], r.Object.Name())
	}
}
