package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var actionRules = []func(*checker){checkActions}

// actionNeeds lists what each kind of action must say, and what else it may.
var actionNeeds = map[string]struct{ needs, takes []string }{
	"set_field":     {needs: []string{"field", "value"}},
	"clear_field":   {needs: []string{"field"}},
	"move_to":       {needs: []string{"stage"}},
	"set_status":    {needs: []string{"status"}},
	"assign":        {needs: []string{"to"}, takes: []string{"sla"}},
	"route":         {needs: []string{"routing"}, takes: []string{"sla"}},
	"create_task":   {takes: []string{"to", "sla"}},
	"notify":        {needs: []string{"to"}},
	"create_record": {needs: []string{"object"}, takes: []string{"stage", "to"}},
	"enroll":        {needs: []string{"sequence"}},
	"reset_score":   {needs: []string{"scoring"}, takes: []string{"dimension"}},
	"send":          {takes: []string{"to"}},
	"wait":          {needs: []string{"after"}},
	"webhook":       {needs: []string{"message"}},
	"enrich":        {takes: []string{"field"}},
}

func checkActions(c *checker) {
	for _, a := range c.Automations {
		for _, x := range a.Actions {
			c.checkAction(x)
		}
	}
	for _, s := range c.Sequences {
		for _, x := range s.Steps {
			c.checkAction(x)
		}
	}
}

func (c *checker) checkAction(x *Action) {
	rule, known := actionNeeds[x.Do]
	if !known {
		return // the loader reports the enum
	}
	given := map[string]bool{
		"field": x.Field != "", "value": x.Value != nil, "stage": x.Stage != "", "status": x.Status != "",
		"to": x.To != "", "routing": x.Routing != "", "sla": x.SLA != "", "sequence": x.Sequence != "",
		"scoring": x.Scoring != "", "dimension": x.Dimension != "", "object": x.Object != "",
	}
	for _, attr := range rule.needs {
		has := given[attr] || attr == "after" && !x.After.IsZero() || attr == "message" && x.Message != ""
		if !has {
			c.fail(diag.MissingAttribute, x, "", fmt.Sprintf("%s needs %s", x.Address, attr), "What do = %q does is said with %s.", x.Do, strings.Join(rule.needs, " and "))
		}
	}
	for _, attr := range sortedKeys(given) {
		if given[attr] && !slices.Contains(rule.needs, attr) && !slices.Contains(rule.takes, attr) {
			c.fail(diag.NotAllowedHere, x, attr, fmt.Sprintf("do = %q has no use for %s", x.Do, attr), "Remove it, or make another action of it.")
		}
	}
	if f := Find[Field](c.Architecture, x.Field); f != nil && x.Do == "set_field" {
		c.checkValue(x, "value", f, x.Value)
	}
	if s := Find[Scoring](c.Architecture, x.Scoring); s != nil && x.Dimension != "" {
		if dims := dimensionNames(s); !slices.Contains(dims, x.Dimension) {
			c.fail(diag.UnknownReference, x, "dimension", fmt.Sprintf("%s has no dimension %q", s.Address, x.Dimension),
				"Its dimensions are %s.%s", oneOf(dims), diag.DidYouMean(x.Dimension, dims))
		}
	}
}
