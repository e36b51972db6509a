package render

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// enforcement puts rules under their class and the way in which they hold; nil when there are none.
func (m *Model) enforcement(list []providers.Enforcement) *Enforcement {
	if len(list) == 0 {
		return nil
	}
	out := &Enforcement{}
	var counts []string
	for _, class := range classes {
		x := EnforcedClass{Title: upperFirst(string(class))}
		ways := map[string]*ruleTable{}
		var order []string
		for _, r := range list {
			if r.Class != class {
				continue
			}
			x.Count++
			if ways[r.How] == nil {
				ways[r.How] = &ruleTable{}
				order = append(order, r.How)
			}
			ways[r.How].add(m.whereWords(r.Address), m.ruleWords(r))
		}
		if x.Count == 0 {
			continue
		}
		counts = append(counts, fmt.Sprintf("%d %s", x.Count, class))
		var single []EnforcedRule
		for _, how := range order {
			rules := ways[how].rows()
			if len(rules) > 2 {
				x.Ways = append(x.Ways, EnforcedWay{how, rules})
				continue
			}
			for _, r := range rules {
				single = append(single, EnforcedRule{r.Where, r.Rule, how})
			}
		}
		if len(single) > 0 {
			x.Ways = append(x.Ways, EnforcedWay{Rules: single})
		}
		out.Classes = append(out.Classes, x)
	}
	out.Counts = strings.Join(counts, ", ")
	return out
}

// ruleTable collects rules that hold in the same way, in order.
type ruleTable struct {
	places []string
	rules  map[string][]string // by place
}

func (t *ruleTable) add(where, rule string) {
	if t.rules == nil {
		t.rules = map[string][]string{}
	}
	if t.rules[where] == nil {
		t.places = append(t.places, where)
	}
	t.rules[where] = appendNew(t.rules[where], rule)
}

// rows has the rules of one place in one row, and places with the same rules in one row.
func (t *ruleTable) rows() []EnforcedRule {
	var out []EnforcedRule
	at := map[string]int{}
	for _, where := range t.places {
		rule := strings.Join(t.rules[where], "; ")
		if i, ok := at[rule]; ok {
			out[i].Where += "; " + where
			continue
		}
		at[rule] = len(out)
		out = append(out, EnforcedRule{Where: where, Rule: rule})
	}
	return out
}

// whereWords says where a rule holds: "MQL, entry “Qualified”", "Company: Domain".
func (m *Model) whereWords(addr schema.Address) string {
	switch addr.Kind() {
	case "field":
		if len(labels(addr)) == 2 {
			return m.fieldOf(addr)
		}
	case "stage":
		if l := labels(addr); len(l) == 4 { // a criterion: stage.TRACK.NAME.entry.CRITERION
			return fmt.Sprintf("%s, %s “%s”", m.stageWords(schema.NewAddress(addr.Module(), "stage", l[:2]...)), l[2], m.titleOf(addr))
		}
		return m.stageWords(addr)
	}
	if l := labels(addr); len(l) > 2 { // a part of something: handoff.NAME.outcome.PART
		if holder := schema.NewAddress(addr.Module(), addr.Kind(), l[:len(l)-2]...); m.arch.Lookup(holder) != nil {
			return fmt.Sprintf("%s, %s “%s”", m.titleOf(holder), words(l[len(l)-2]), m.titleOf(addr))
		}
	}
	return m.titleOf(addr)
}

// labels are the parts of an address behind the kind of block.
func labels(addr schema.Address) []string {
	_, _, l := addr.Split()
	return l
}

// ruleWords is a rule as a sentence; in the words of the provider where it is no condition of the architecture.
func (m *Model) ruleWords(r providers.Enforcement) string {
	var c schema.Criterion
	switch b := m.arch.Lookup(r.Address).(type) {
	case *schema.Gate:
		c = b.When
	case *schema.Field:
		c = b.Validation
	case *schema.Handoff:
		c = b.When
	}
	if !c.IsZero() && expr.Format(c.Expr) == r.Criterion {
		return m.sentence(c)
	}
	return upperFirst(r.Criterion)
}
