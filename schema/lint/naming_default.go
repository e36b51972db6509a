package lint

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// defaultStages are the stages with which CRMs are delivered and which guides recommend to begin with, as plain names in order.
var defaultStages = []struct {
	of     string
	stages []string
}{
	{"the lifecycle stages of HubSpot", stagesOf("subscriber, lead, marketing qualified lead, sales qualified lead, opportunity, customer, evangelist, other")},
	{"the sales pipeline of HubSpot", stagesOf("appointment scheduled, qualified to buy, presentation scheduled, decision maker bought in, contract sent, closed won, closed lost")},
	{"the opportunity stages of Salesforce", stagesOf("prospecting, qualification, needs analysis, value proposition, id decision makers, perception analysis, proposal price quote, negotiation review, closed won, closed lost")},
	{"the usual lead stages", stagesOf("anonymous visitor, known lead, marketing engaged, marketing qualified lead, sales accepted lead, sales qualified lead")},
	{"the usual sales stages", stagesOf("sales qualified lead, sales accepted opportunity, evaluation use case, proposal negotiation, closed won, closed lost")},
	{"the usual customer stages", stagesOf("pre onboarding, onboarding, implementation, early adoption, mature adoption")},
	{"the usual stages of a data contract", stagesOf("signal, scored, assigned, qualified, opportunity, won, cs handoff")},
}

// fewestTaken are as many stages as must be the same to be no coincidence.
const fewestTaken = 4

// longForms are what the usual abbreviations stand for.
var longForms = map[string]string{"mql": "marketing qualified lead", "sal": "sales accepted lead", "sql": "sales qualified lead",
	"sao": "sales accepted opportunity"}

func stagesOf(names string) []string { return strings.Split(names, ", ") }

func checkDefaultStages(p *Pass) {
	for _, t := range p.Tracks() {
		if len(t.Stages) < fewestTaken || followsOther(t) || slices.ContainsFunc(t.Stages, saysOwn) {
			continue
		}
		for _, d := range defaultStages {
			if takenOver(t.Stages, d.stages) {
				p.Report(t.Block, "", "All stages are those of a default",
					"The %d stages of %s are %s, and none says what it means here. Give them entry criteria with a when, or say in customised what is different.",
					len(t.Stages), t.Label(), d.of)
				break
			}
		}
	}
}

// saysOwn tells whether a stage says something about this business.
func saysOwn(s *schema.Stage) bool {
	return s.Customised != "" || slices.ContainsFunc(s.Entry, func(g *schema.Gate) bool { return !g.When.IsZero() })
}

// takenOver tells whether all stages stand in a default, in its order.
func takenOver(stages []*schema.Stage, from []string) bool {
	for _, s := range stages {
		name := plainLabel(schema.Label(s.Label, s.Name))
		if long := longForms[name]; long != "" {
			name = long
		}
		i := slices.Index(from, name)
		if i < 0 {
			return false
		}
		from = from[i+1:]
	}
	return true
}

// decidedByFacts tells whether something of this business decides on entry to a stage: a fact, a score or the stage of another flow; or
// whether it says why not.
func decidedByFacts(p *Pass, s *schema.Stage) bool {
	if s.Customised != "" || len(s.Requires) > 0 {
		return true
	}
	own := ""
	if t := p.Track(s.Address); t != nil {
		own = string(t.Address)
	}
	return slices.ContainsFunc(s.Entry, func(g *schema.Gate) bool {
		found := false
		expr.Walk(g.When.Expr, func(e expr.Expr) bool {
			switch n := e.(type) {
			case *expr.Field, *expr.Score, *expr.Meets, *expr.Quant:
				found = true
			case *expr.FlowStage:
				found = found || n.Flow != own
			}
			return !found
		})
		return found
	})
}
