package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// small is an architecture with one lifecycle, a pipeline and a scoring model.
// at moves every place and criterion text, which must not matter.
func small(line int) *Architecture {
	meta := func(n int) Meta {
		return Meta{Range: diag.Range{File: "a.hcl", Start: diag.Pos{Line: n + line}}}
	}
	when := func(e expr.Expr) Criterion { return Criterion{Expr: e} }
	fit := &expr.Field{Object: "contact", Name: "fit"}
	fit.Typ = expr.Type{Kind: expr.Number}
	fit.Rng = meta(9).Range
	cond := &expr.Compare{Op: expr.Ge, L: fit, R: &expr.Literal{Value: 50.0}}
	cond.Typ = expr.Type{Kind: expr.Bool}
	a := &Architecture{
		Info: &Info{Meta: meta(1), Name: "acme", Title: "Acme", Version: "1.0.0"},
		Fields: []*Field{
			{Meta: meta(2), Object: "contact", Name: "fit", Label: "Fit score", Type: FieldType{Kind: "number"}},
			{Meta: meta(3), Object: "contact", Name: "region", Type: FieldType{Kind: "text"}},
			{Meta: meta(4), Object: "company", Name: "region", Type: FieldType{Kind: "enum", Options: []string{"eu", "us"}},
				Options: []*FieldOption{{Meta: meta(5), Value: "eu", Label: "Europe"}}},
		},
		Lifecycles: []*Lifecycle{{Meta: meta(6), Name: "lead", Domain: "lead", Object: "object.contact", Flow: Flow{
			Stages: []*Stage{
				{Meta: meta(7), Name: "mql", Label: "Marketing qualified", Short: "MQL", Entry: []*Gate{{Meta: meta(8), Name: "fits", When: when(cond)}}},
				{Meta: meta(10), Name: "sales_ready"},
			}}}},
		Pipelines: []*Pipeline{{Meta: meta(11), Name: "new", Domain: "sales", Object: "object.deal", Flow: Flow{Title: "New business"}}},
		Scorings: []*Scoring{{Meta: meta(12), Name: "lead", Title: "Lead scoring model", Object: "object.contact",
			Dimensions: []*Dimension{{Meta: meta(13), Name: "engagement"}},
			Thresholds: []*Threshold{{Meta: meta(14), Name: "mql", Minimum: map[string]float64{"engagement": 40, "fit": 50}}}}},
	}
	a.Index()
	return a
}

func TestNamer(t *testing.T) {
	n := small(0).Namer()
	tests := []struct{ name, got, want string }{
		{"label", n.Field("contact", "fit"), "Fit score"},
		{"shared label", n.Field("company", "region"), "Company region"},
		{"shared label of other", n.Field("contact", "region"), "Contact region"},
		{"built-in field", n.Field("deal", "created_at"), "Deal created at"},
		{"unknown field", n.Field("deal", "close_date"), "Close date"},
		{"short stage", n.Stage("stage.lead.mql"), "MQL"},
		{"plain stage", n.Stage("stage.lead.sales_ready"), "Sales ready"},
		{"unknown stage", n.Stage("stage.lead.nope"), "Nope"},
		{"lifecycle", n.Flow("lifecycle.lead"), "Lead lifecycle"},
		{"pipeline", n.Flow("pipeline.new"), "New business pipeline"},
		{"total", n.Score("scoring.lead", "total"), "lead score"},
		{"dimension", n.Score("scoring.lead", "engagement"), "lead engagement score"},
		{"threshold of a stage", n.Threshold("scoring.lead", "mql"), "MQL"},
		{"threshold", n.Threshold("scoring.lead", "very_hot"), "Very hot"},
		{"object", n.Object("deal"), "Deal"},
		{"option label", n.Option("company", "region", "eu"), "Europe"},
		{"option", n.Option("company", "region", "us"), "us"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestDigest(t *testing.T) {
	base := small(0)
	if got := small(100).Digest(); got != base.Digest() {
		t.Error("the digest depends on places")
	}
	shuffled := small(0)
	f := shuffled.Fields
	f[0], f[2] = f[2], f[0]
	shuffled.Index()
	if shuffled.Digest() != base.Digest() {
		t.Error("the digest depends on the order of top-level blocks")
	}
	if len(base.Digest()) != 64 {
		t.Errorf("%q is no SHA-256 in hex", base.Digest())
	}
	zero := 0.0
	seen := map[string]string{base.Digest(): "base"}
	changes := map[string]func(*Architecture){
		"label":       func(a *Architecture) { a.Fields[1].Label = "Region" },
		"title":       func(a *Architecture) { a.Info.Title = "Acme Inc" },
		"version":     func(a *Architecture) { a.Info.Version = "1.0.1" },
		"option":      func(a *Architecture) { a.Field("company", "region").Type.Options[0] = "apac" },
		"stage order": func(a *Architecture) { s := a.Lifecycles[0].Stages; s[0], s[1] = s[1], s[0] },
		"explicit 0":  func(a *Architecture) { a.Lifecycles[0].Stages[0].Number = &zero },
		"threshold":   func(a *Architecture) { a.Scorings[0].Thresholds[0].Minimum["fit"] = 51 },
		"duration":    func(a *Architecture) { a.Lifecycles[0].Stages[0].StaleAfter = Duration{Days: 3} },
		"months":      func(a *Architecture) { a.Lifecycles[0].Stages[0].StaleAfter = Duration{Months: 3} },
		"criterion": func(a *Architecture) {
			a.Lifecycles[0].Stages[0].Entry[0].When.Expr.(*expr.Compare).Op = expr.Gt
		},
		"less":   func(a *Architecture) { a.Lifecycles[0].Stages[0].Entry[0].When.Expr = nil },
		"module": func(a *Architecture) { a.Scorings[0].Address = "module.core.scoring.lead" },
	}
	for name, change := range changes {
		a := small(0)
		change(a)
		if other, dup := seen[a.Digest()]; dup {
			t.Errorf("%s and %s have the same digest", name, other)
		}
		seen[a.Digest()] = name
	}
}

func TestDigestOfBlock(t *testing.T) {
	a, b := small(0), small(100)
	digests := map[string]Address{}
	for _, block := range a.Blocks() {
		addr := block.Base().Address
		d := Digest(block)
		if other, dup := digests[d]; dup {
			t.Errorf("%s and %s have the same digest", addr, other)
		}
		digests[d] = addr
		if Digest(b.Lookup(addr)) != d {
			t.Errorf("the digest of %s depends on places", addr)
		}
	}
	b.Lifecycles[0].Stages[1].Label = "Ready"
	for addr, changed := range map[Address]bool{"stage.lead.sales_ready": true, "lifecycle.lead": true, "stage.lead.mql": false} {
		if (Digest(a.Lookup(addr)) != Digest(b.Lookup(addr))) != changed {
			t.Errorf("digest of %s: changed is not %v", addr, changed)
		}
	}
	if Digest(nil) != "" || Digest((*Stage)(nil)) != "" {
		t.Error("nil has a digest")
	}
}

func TestNamerInSentence(t *testing.T) {
	a := small(0)
	got := expr.Sentence(Find[Stage](a, "stage.lead.mql").Entry[0].When.Expr, a.Namer())
	if diff := cmp.Diff("Fit score is at least 50", got); diff != "" {
		t.Error(diff)
	}
}

func TestLabel(t *testing.T) {
	for _, c := range []struct{ label, name, want string }{
		{"MQL", "mql", "MQL"},
		{"", "first_touch", "First touch"},
		{"", "mql_to_sal", "MQL to SAL"},
		{"", "inside_icp", "Inside ICP"},
		{"", "sales", "Sales"},
		{"", "überfällig", "Überfällig"},
		{"", "électricien", "Électricien"},
		{"", "客户", "客户"},
		{"", "", ""},
	} {
		if got := Label(c.label, c.name); got != c.want {
			t.Errorf("Label(%q, %q) = %q, want %q", c.label, c.name, got, c.want)
		}
	}
}
