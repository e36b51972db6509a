package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// modelBuilder makes the parts of the view model that every document shares.
type modelBuilder struct {
	a *schema.Architecture
	n expr.Namer
	m *Model

	leaving map[schema.Address][]*schema.Handoff // by lifecycle or pipeline
}

func (b *modelBuilder) definition(x schema.Block, text, typical, state string, owner schema.Address) Definition {
	addr := x.Base().Address
	return Definition{Address: addr, Title: schema.Title(x), Definition: text, Typical: typical,
		Confirmed: state == "confirmed", Owner: b.m.titleOf(owner), Changes: b.m.Changes.Within(addr), Approval: b.m.approval(addr)}
}

// salesOrder is the order in which people speak of pipelines: the first sale before what follows from it.
var salesOrder = []string{"new_business", "proof_of_concept", "expansion", "renewal", "delivery", "support", "other"}

func (b *modelBuilder) track(t *schema.Track) Track {
	out := Track{Address: t.Block.Base().Address, Title: t.Label(), Kind: "lifecycle", Description: t.Description, Object: b.n.Object(t.Object),
		ForwardOnly: t.ForwardOnly, NoSkip: t.NoSkip}
	if t.Pipeline {
		out.Kind = "pipeline"
	}
	switch x := t.Block.(type) {
	case *schema.Lifecycle:
		out.Rollup = b.m.titleOf(x.Rollup)
		if t.Object == "deal" { // steps within a sale
			out.order = 1
		}
	case *schema.Pipeline:
		out.order = slices.Index(salesOrder, x.Type)
	}
	for _, s := range t.Stages {
		stage := b.stage(s)
		out.Stages, b.m.stages[s.Address] = append(out.Stages, stage), stage
	}
	leaving := b.leaving[t.Address]
	slices.SortStableFunc(leaving, func(x, y *schema.Handoff) int {
		return cmp.Or(t.Rank(x.From)-t.Rank(y.From), t.Rank(x.To)-t.Rank(y.To))
	})
	for _, h := range leaving {
		handoff := b.handoff(h)
		out.Handoffs, b.m.handoffs[h.Address] = append(out.Handoffs, handoff), handoff
	}
	return out
}

func (b *modelBuilder) stage(s *schema.Stage) Stage {
	out := Stage{
		Definition: b.definition(s, s.Definition, "", s.State, s.Owner),
		Short:      s.Short, OwnerShort: b.m.shortRole(s.Owner), Golden: s.Golden, Team: diagram.TeamOf(b.a, s.Owner),
		Entry: b.criteria(s.Entry), Exit: b.criteria(s.Exit),
		Requires: b.m.titlesOf(s.Requires), Reasons: b.m.titleOf(s.Reasons), Outcome: s.Outcome,
		Forecast: strings.ReplaceAll(s.Forecast, "_", " "), Aliases: s.Aliases, Customised: s.Customised,
		SameAs: b.m.titleOf(s.SameAs), Follows: b.m.titlesOf(s.Follows), Revisit: b.m.titleOf(s.Revisit), Guidance: s.Guidance,
		RACI: b.m.raci(s.RACI),
	}
	if s.Number != nil {
		out.Number = fmt.Sprintf("Stage %g", *s.Number)
	}
	if s.Probability != nil {
		out.Probability = fmt.Sprintf("%g %%", *s.Probability)
	}
	if !s.StaleAfter.IsZero() {
		out.StaleAfter = diff.Duration(s.StaleAfter)
	}
	return out
}

func (b *modelBuilder) criteria(gates []*schema.Gate) []Criterion {
	var out []Criterion
	for _, g := range gates {
		c := Criterion{Name: schema.Label("", g.Name), Description: g.Description, Then: b.m.titleOf(g.Then),
			Enforced: b.m.rules[g.Address]}
		if !g.When.IsZero() {
			c.Rule = expr.Sentence(g.When.Expr, b.n)
		}
		out = append(out, c)
	}
	return out
}

func (b *modelBuilder) handoff(h *schema.Handoff) Handoff {
	out := Handoff{Address: h.Address, Title: schema.Title(h), From: b.m.titleOf(h.From), To: b.m.titleOf(h.To),
		Decision: h.Decision, Owner: b.m.titleOf(h.Owner), Owes: b.m.titlesOf(h.Owes), Promise: h.Promise,
		FailureMode: h.FailureMode, Reasons: b.m.titleOf(h.Reasons), Recycle: h.Recycle, SLA: b.m.clockWords(h.SLA), Confirmed: h.State == "confirmed",
		Changes: b.m.Changes.Within(h.Address), Approval: b.m.approval(h.Address)}
	if !h.When.IsZero() {
		out.When = expr.Sentence(h.When.Expr, b.n)
	}
	return out
}
