package expr

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func record() testEnv {
	score := 55.0
	deal := func(amount any, status string) Env {
		return testEnv{fields: map[string]any{"deal.amount": amount, "deal.status": status, "contact.eng": 3}}
	}
	return testEnv{
		fields: map[string]any{
			"contact.email": "ann@acme.example", "contact.job_title": "VP Sales", "contact.fit_score": 60, "contact.eng": 42.5,
			"contact.requested_demo": true, "contact.born": "1980-02-29", "contact.seen_at": now.Add(-36 * time.Hour),
			"contact.interests": []string{"api", "sso"}, "contact.owner": "u1", "company.segment": "ent", "company.industry": "Software",
		},
		prior: map[string]any{"contact.eng": 30, "contact.phone": "1"},
		stage: "stage.lead.mql", score: &score, meets: true,
		related: []Env{deal(500, "open"), deal(2000, "won"), deal(nil, "open")},
	}
}

func TestEval(t *testing.T) {
	amount := func(op Op, n int) Expr { return cmp2(path("deal.amount"), op, n) }
	tests := []struct {
		e    Expr
		want any
	}{
		{cmp2(path("contact.fit_score"), Ge, 60), true},
		{cmp2(60, Lt, path("contact.fit_score")), false},
		{cmp2(path("company.segment"), Eq, "ent"), true},
		{cmp2(path("company.segment"), Ne, "ent"), false},
		{cmp2(path("contact.born"), Lt, "1980-03-01"), true},
		{cmp2(path("contact.born"), Eq, "1980-02-29"), true},
		{cmp2(path("contact.seen_at"), Gt, "2026-03-14T00:00:01+01:00"), true},
		{cmp2(path("contact.owner"), Eq, "u1"), true},
		{cmp2(path("lifecycle.lead"), Lt, path("stage.lead.sql")), true},
		{cmp2(path("stage.lead.mql"), Ge, path("lifecycle.lead")), true},
		{cmp2(path("lifecycle.lead"), Eq, path("stage.lead.mql")), true},
		{call("contains", list(path("stage.lead.new"), path("stage.lead.mql")), path("lifecycle.lead")), true},
		{cmp2(path("scoring.lead.fit"), Gt, 50), true},
		{path("scoring.lead.meets.mql"), true},
		{call("contains", list("software", "fintech"), call("lower", path("company.industry"))), true},
		{call("contains", path("contact.interests"), "api"), true},
		{call("contains", path("contact.interests"), "price"), false},
		{call("contains", path("contact.job_title"), "Sales"), true},
		{call("contains", path("contact.job_title"), "sales"), false},
		{call("starts_with", path("contact.job_title"), "VP"), true},
		{call("ends_with", path("contact.email"), ".edu"), false},
		{call("matches", path("contact.job_title"), "^(VP|Head)"), true},
		{call("length", path("contact.job_title")), 8.0},
		{call("length", path("contact.interests")), 2.0},
		{call("changed", path("contact.eng")), true},
		{call("changed", path("contact.phone")), true},
		{call("changed", path("contact.interests")), false},
		{call("prior", path("contact.eng")), 30.0},
		{call("days_since", path("contact.seen_at")), 1.5},
		{call("days_since", "2026-03-01"), 14.0},
		{call("at_least", 2, set("contact.email"), set("contact.phone"), path("contact.requested_demo")), true},
		{call("at_least", 3, set("contact.email"), set("contact.phone"), path("contact.requested_demo")), false},
		{call("min", path("contact.eng"), 50, 43), 42.5},
		{call("max", path("contact.eng"), 50, 43), 50.0},
		{cmp2(call("max", path("contact.born"), "1990-01-01"), Eq, "1990-01-01"), true},
		{call("abs", neg(3)), 3.0},
		{call("round", 2.5), 3.0},
		{call("round", -2.345, 2), -2.35},
		{call("round", 1234, -2), 1200.0},
		{ifelse(path("contact.requested_demo"), "a", "b"), "a"},
		{calc(calc(2, Add, 3), Mul, path("contact.eng")), 212.5},
		{call("count", path("deal")), 3.0},
		{call("count", path("object.deal"), amount(Gt, 600)), 1.0},
		{call("any", path("deal"), amount(Gt, 600)), true},
		{call("any", path("deal")), true},
		{call("any", path("deal"), cmp2(path("contact.eng"), Eq, 3)), true},
		{call("all", path("deal"), amount(Gt, 0)), false},
		{call("all", path("deal"), set("deal.status")), true},
	}
	for _, tt := range tests {
		t.Run(Format(tt.e), func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Eval(must(tt.e), record())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFailing(t *testing.T) {
	a, b, c := set("contact.phone"), cmp2(path("contact.fit_score"), Gt, 90), set("contact.email")
	tests := []struct {
		name string
		e    Expr
		want string
	}{
		{"holds", c, ""},
		{"parts of and", and(a, c, b), "is_set(contact.phone); contact.fit_score > 90"},
		{"whole or", and(c, or(a, b)), "is_set(contact.phone) || contact.fit_score > 90"},
		{"not", not(c), "!is_set(contact.email)"},
		{"not or", not(or(c, a)), "!is_set(contact.email)"},
		{"double not", not(not(and(a, c))), "is_set(contact.phone)"},
		{"branch", ifelse(c, and(a, c), c), "is_set(contact.phone)"},
		{"at_least", call("at_least", 2, a, b, c), "at_least(2, is_set(contact.phone), contact.fit_score > 90, is_set(contact.email))"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range Failing(must(tt.e), record()) {
				got = append(got, Format(e))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
