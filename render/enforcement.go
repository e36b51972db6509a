package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Enforced says how one CRM makes each criterion of an architecture hold, as its provider declares it.
type Enforced struct {
	CRM      string // title
	Criteria []providers.Enforcement
}

// classes in the order of their strength.
var classes = []providers.Class{providers.Prevented, providers.Corrected, providers.Detected, providers.Manual}

// enforcedBy says in a few words how CRMs keep the criterion at an address: "prevented in Sandbox CRM".
func enforcedBy(list []Enforced, addr schema.Address) string {
	var parts []string
	for _, e := range list {
		for _, c := range e.Criteria {
			if c.Address == addr {
				parts = append(parts, fmt.Sprintf("%s in %s", c.Class, e.CRM))
			}
		}
	}
	return strings.Join(parts, ", ")
}

// enforcement writes, for each CRM, how every criterion, required fact and rule holds there.
func enforcement(m *Model, list []Enforced) []byte {
	b := &text{}
	b.line("# How Each Rule Is Enforced")
	b.line("")
	b.line("**%s**, version %s.", esc(m.Title), esc(m.Version))
	b.line("")
	b.line("A rule is **prevented** where the CRM refuses a record that breaks it, **corrected** where an automation puts it right afterwards, **detected** where a report or an audit finds it, and **manual** where only people look after it.")
	b.line("")
	for _, e := range list {
		b.line("## %s", esc(e.CRM))
		b.line("")
		counts := map[providers.Class]int{}
		for _, c := range e.Criteria {
			counts[c.Class]++
		}
		var parts []string
		for _, c := range classes {
			if counts[c] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", counts[c], c))
			}
		}
		b.line("%s.", esc(strings.Join(parts, ", ")))
		b.line("")
		b.line("| Where | Rule | Class | How |")
		b.line("| --- | --- | --- | --- |")
		rules := slices.Clone(e.Criteria)
		slices.SortStableFunc(rules, func(x, y providers.Enforcement) int {
			return cmp.Compare(slices.Index(classes, x.Class), slices.Index(classes, y.Class))
		})
		for _, c := range rules {
			b.line("| %s | %s | %s | %s |", cell(c.Address.Written()), cell(c.Criterion), c.Class, cell(c.How))
		}
		b.line("")
	}
	b.line("---")
	b.line("")
	b.line("%s", esc(m.Stamp()))
	return b.bytes()
}
