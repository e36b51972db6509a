package expr

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	missing = path("contact.phone") // has no value in any test
	present = path("contact.email")
	noNum   = path("contact.eng")
	noBool  = path("contact.requested_demo")
)

var base = map[string]any{"contact.email": "ann@acme.example", "contact.fit_score": 40}

func TestNull(t *testing.T) {
	yes, no := lit(true), lit(false)
	tests := []struct {
		e    Expr
		want any
	}{
		{cmp2(missing, Eq, text("x")), false},
		{cmp2(missing, Ne, text("x")), false},
		{cmp2(text("x"), Ne, missing), false},
		{cmp2(missing, Eq, missing), false},
		{cmp2(noNum, Lt, 5), false},
		{cmp2(noNum, Le, 5), false},
		{cmp2(noNum, Gt, 5), false},
		{cmp2(noNum, Ge, 5), false},
		{not(cmp2(noNum, Gt, 5)), true},
		{not(cmp2(missing, Ne, text("x"))), true},
		{cmp2(noBool, Eq, false), false},
		{cmp2(noBool, Ne, true), false},
		{noBool, nil},
		{not(noBool), true},
		{not(not(noBool)), false},
		{and(noBool, yes), false},
		{and(yes, yes), true},
		{or(noBool, yes), true},
		{or(noBool, noBool), false},
		{or(noBool, no), false},
		{ifelse(noBool, 1, 2), 2.0},
		{calc(noNum, Add, 1), nil},
		{calc(1, Sub, noNum), nil},
		{calc(noNum, Mul, 0), nil},
		{calc(1, Div, 0), nil},
		{calc(1, Mod, 0), nil},
		{calc(1e308, Mul, 10), nil},
		{calc(7, Mod, 4), 3.0},
		{neg(noNum), nil},
		{cmp2(calc(1, Div, 0), Ne, 1), false},
		{set("contact.phone"), false},
		{set("contact.email"), true},
		{set("lifecycle.lead"), false},
		{set("scoring.lead.fit"), false},
		{cmp2(path("lifecycle.lead"), Ne, path("stage.lead.sql")), false},
		{cmp2(path("lifecycle.lead"), Lt, path("stage.lead.sql")), false},
		{cmp2(path("scoring.lead.fit"), Lt, 10), false},
		{call("contains", missing, "x"), false},
		{call("contains", present, missing), false},
		{call("contains", list("a", "b"), missing), false},
		{call("contains", path("contact.interests"), "api"), false},
		{call("starts_with", missing, ""), false},
		{call("ends_with", missing, "x"), false},
		{call("matches", missing, ".*"), false},
		{call("lower", missing), nil},
		{call("length", missing), nil},
		{call("length", path("contact.interests")), nil},
		{call("days_since", path("contact.born")), nil},
		{cmp2(call("days_since", path("contact.seen_at")), Lt, 100), false},
		{call("abs", noNum), nil},
		{call("round", noNum), nil},
		{call("min", noNum, 1), nil},
		{call("max", 1, noNum), nil},
		{call("coalesce", noNum, 7), 7.0},
		{call("coalesce", noNum, lit(nil)), nil},
		{call("at_least", 1, noBool, cmp2(noNum, Gt, 1)), false},
		{call("at_least", 1, noBool, not(noBool)), true},
		{call("changed", missing), false},
		{call("prior", missing), nil},
		{call("count", path("deal")), 0.0},
		{call("any", path("deal"), cmp2(path("deal.amount"), Gt, 1)), false},
		{call("all", path("deal"), cmp2(path("deal.amount"), Gt, 1)), true},
	}
	for _, tt := range tests {
		t.Run(Format(tt.e), func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Eval(must(tt.e), testEnv{fields: base})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCoerce(t *testing.T) {
	berlin := time.FixedZone("", 3600)
	three := 3.0
	day := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	type name string
	tests := []struct {
		in   any
		kind Kind
		want any
	}{
		{3, Number, 3.0},
		{int64(3), Number, 3.0},
		{json.Number("3.5"), Number, 3.5},
		{json.Number("x"), Number, nil},
		{"3.5", Number, 3.5},
		{"many", Number, nil},
		{&three, Number, 3.0},
		{(*float64)(nil), Number, nil},
		{true, Number, nil},
		{"true", Bool, true},
		{"perhaps", Bool, nil},
		{1, Bool, nil},
		{"", Text, nil},
		{name("x"), Text, "x"},
		{12, Text, "12"},
		{"2026-01-31", Date, day},
		{"2026-01-31T23:30:00+01:00", Date, day},
		{time.Date(2026, 1, 31, 0, 30, 0, 0, berlin), Date, day},
		{"2026-01-31T00:00:00Z", DateTime, day},
		{"soon", Date, nil},
		{time.Time{}, Date, nil},
		{[]string{"a", "b"}, Options, []any{"a", "b"}},
		{"a", Options, []any{"a"}},
		{[]string{}, Options, nil},
		{[]any{nil, ""}, Options, nil},
		{struct{}{}, Text, nil},
		{nil, Text, nil},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%T %v as %s", tt.in, tt.in, tt.kind), func(t *testing.T) {
			if diff := cmp.Diff(tt.want, coerce(tt.in, Type{Kind: tt.kind})); diff != "" {
				t.Error(diff)
			}
		})
	}
}
