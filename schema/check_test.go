package schema

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Most rules are tested with whole files, in hclschema/testdata/bad; these
// tests are about architectures that a program builds.

func percent(f float64) *float64 { return &f }

func codes(l diag.List) map[diag.Code]int {
	out := map[diag.Code]int{}
	for _, d := range l {
		out[d.Code]++
	}
	return out
}

func TestCheckEmpty(t *testing.T) {
	a := &Architecture{}
	a.Index()
	got := codes(a.Check())
	if len(got) != 1 || got[diag.MissingBlock] != 1 {
		t.Errorf("an empty architecture: %v; want that the architecture block is missing", got)
	}
}

// sound is a small architecture that breaks no rule.
func sound() *Architecture {
	gate := func() []*Gate { return []*Gate{{Name: "ready", Description: "It is ready."}} }
	return &Architecture{
		Info:  &Info{Name: "x", Title: "X", Version: "1.0.0", Currency: "EUR"},
		Roles: []*Role{{Name: "ae", Title: "AE"}},
		Pipelines: []*Pipeline{{Name: "sales", Domain: "sales", Object: "object.deal", Flow: Flow{Stages: []*Stage{
			{Name: "open", Owner: "role.ae", Entry: gate(), Exit: gate(), Probability: percent(10)},
			{Name: "won", Owner: "role.ae", Entry: gate(), Outcome: "won", Probability: percent(100)},
		}}}},
	}
}

func TestCheckBuiltByHand(t *testing.T) {
	type test struct {
		name  string
		spoil func(*Architecture)
		want  diag.Code // "" when nothing is wrong
	}
	tests := []test{
		{"sound", func(*Architecture) {}, ""},
		{"a name with a space", func(a *Architecture) { a.Roles[0].Name = "account executive" }, diag.BadName},
		{"an option may be any text", func(a *Architecture) {
			a.Fields = []*Field{{Object: "deal", Name: "size", Type: FieldType{Kind: "enum", Options: []string{"10 – 50"}}, Options: []*FieldOption{{Value: "10 – 50"}}}}
		}, ""},
		{"the last stage needs no exit", func(a *Architecture) { a.Pipelines[0].Stages[1].Outcome = ""; a.Pipelines[0].Stages[1].Exit = nil }, ""},
		{"a first stage needs entry", func(a *Architecture) { a.Pipelines[0].Stages[0].Entry = nil }, diag.StageCriteria},
		{"same_as inherits", func(a *Architecture) {
			a.Lifecycles = []*Lifecycle{{Name: "x", Domain: "sales", Object: "object.deal", Flow: Flow{Stages: []*Stage{{Name: "open", SameAs: "stage.sales.open"}}}}}
		}, ""},
		{"a rollup needs no criteria", func(a *Architecture) {
			a.Lifecycles = []*Lifecycle{
				{Name: "x", Domain: "sales", Object: "object.contact", Flow: Flow{Stages: a.Pipelines[0].Stages[1:]}},
				{Name: "y", Domain: "company", Object: "object.company", Rollup: "lifecycle.x", Flow: Flow{Stages: []*Stage{{Name: "won"}}}},
			}
			a.Pipelines = nil
			a.Lifecycles[0].Stages[0].Probability = nil
		}, ""},
		{"a threshold over the total", func(a *Architecture) { a.Scorings = []*Scoring{scoringWith(map[string]float64{"total": 90})} }, ""},
		{"a threshold over the total and one dimension", func(a *Architecture) {
			a.Scorings = []*Scoring{scoringWith(map[string]float64{"total": 90, "fit": 10})}
		}, ""},
		{"a threshold over one dimension", func(a *Architecture) { a.Scorings = []*Scoring{scoringWith(map[string]float64{"fit": 10})} }, diag.ThresholdBoth},
		{"reasons of the target stage are enough", func(a *Architecture) {
			a.Reasons = []*Reasons{{Name: "why", Kind: "recycling", Codes: []*ReasonCode{{Name: "time"}}}}
			a.Pipelines[0].Stages[0].Reasons = "reasons.why"
			a.Handoffs = []*Handoff{{Name: "back", From: "stage.sales.won", To: "stage.sales.open", Owner: "role.ae", Recycle: true}}
		}, ""},
		{"backward in a flow that permits it", func(a *Architecture) {
			a.Handoffs = []*Handoff{{Name: "back", From: "stage.sales.won", To: "stage.sales.open", Owner: "role.ae"}}
		}, ""},
		{"backward in a flow that forbids it", func(a *Architecture) {
			a.Pipelines[0].ForwardOnly = true
			a.Handoffs = []*Handoff{{Name: "back", From: "stage.sales.won", To: "stage.sales.open", Owner: "role.ae"}}
		}, diag.StageOrder},
	}
	moved := func(object string, by, basis FieldType) func(*Architecture) {
		return func(a *Architecture) {
			a.Fields = []*Field{
				{Object: object, Name: "by", Type: by}, {Object: object, Name: "at", Type: FieldType{Kind: "datetime"}}, {Object: object, Name: "basis", Type: basis},
			}
			a.Pipelines[0].Audit = &Audit{By: FieldAddress(object, "by"), At: FieldAddress(object, "at"), Basis: FieldAddress(object, "basis")}
		}
	}
	text := FieldType{Kind: "text"}
	for _, tt := range append(tests, []test{
		{"the last move is kept on the record", moved("deal", text, FieldType{Kind: "long_text"}), ""},
		{"an automation is no user", moved("deal", FieldType{Kind: "user"}, text), diag.WrongType},
		{"the last move is kept elsewhere", func(a *Architecture) {
			moved("deal", text, text)(a)
			a.Fields = append(a.Fields, &Field{Object: "contact", Name: "at", Type: FieldType{Kind: "datetime"}})
			a.Pipelines[0].Audit.At = "field.contact.at"
		}, diag.ExprUnreachable},
		{"the last move in a field of the CRM itself", func(a *Architecture) {
			moved("deal", text, text)(a)
			a.Pipelines[0].Audit.At = "field.deal.updated_at"
		}, diag.BadValue},
	}...) {
		t.Run(tt.name, func(t *testing.T) {
			a := sound()
			tt.spoil(a)
			a.Index()
			diags := a.Check()
			if tt.want == "" && len(diags) > 0 || tt.want != "" && (len(diags) != 1 || diags[0].Code != tt.want) {
				t.Errorf("got %v; want %q", diags, tt.want)
			}
		})
	}
}

func scoringWith(threshold map[string]float64) *Scoring {
	signal := func(points float64) []*Signal {
		return []*Signal{{Name: "s", Points: points, Event: "e"}}
	}
	return &Scoring{Name: "lead", Object: "object.contact", Thresholds: []*Threshold{{Name: "mql", Minimum: threshold}},
		Dimensions: []*Dimension{{Name: "fit", Signals: signal(-5)}, {Name: "engagement", Signals: signal(5)}}}
}

func TestParseHours(t *testing.T) {
	tests := []struct {
		in      string
		minutes int
		ok      bool
	}{
		{"", 0, true},
		{"09:00-17:00", 480, true},
		{"09:00-12:00, 13:00-17:00", 420, true},
		{"00:00-24:00", 1440, true},
		{"9-17", 0, false},
		{"9:00-17:00", 0, false},
		{"17:00-09:00", 0, false},
		{"09:00-12:00, 11:00-17:00", 0, false},
		{"09:00", 0, false},
		{"09:00-25:00", 0, false},
		{",", 0, false},
	}
	for _, tt := range tests {
		minutes, problem := parseHours(tt.in)
		if minutes != tt.minutes || (problem == "") != tt.ok {
			t.Errorf("parseHours(%q) = %d, %q", tt.in, minutes, problem)
		}
	}
}

func TestWritten(t *testing.T) {
	for in, want := range map[Address]string{
		"field.contact.email":                       "contact.email",
		"stage.lead.mql":                            "stage.lead.mql",
		"scoring.lead.threshold.mql":                "scoring.lead.mql",
		`module.eu["a.b"].scoring.lead.threshold.x`: `module.eu["a.b"].scoring.lead.x`,
		"member.sales.ana":                          "member.sales.ana",
	} {
		if got := in.Written(); got != want {
			t.Errorf("%s is written %s; want %s", in, got, want)
		}
	}
}
