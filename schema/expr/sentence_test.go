package expr

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

type testNames struct{}

func (testNames) Field(_, name string) string {
	if name == "eng" {
		return "Engagement score"
	}
	return upperFirst(strings.ReplaceAll(name, "_", " "))
}
func (testNames) Stage(a string) string { return strings.ToUpper(a[strings.LastIndex(a, ".")+1:]) }
func (testNames) Flow(a string) string {
	return upperFirst(a[strings.Index(a, ".")+1:]) + " " + a[:strings.Index(a, ".")]
}
func (testNames) Threshold(_, n string) string { return strings.ToUpper(n) }
func (testNames) Object(n string) string       { return upperFirst(n) }
func (testNames) Option(_, _, v string) string {
	if l, ok := map[string]string{"ent": "Enterprise", "mid": "Mid-market", "smb": "Small business", "won": "Won", "api": "API", "price": "Price"}[v]; ok {
		return l
	}
	return v
}
func (testNames) Score(_, d string) string {
	if d == "total" {
		return "lead score"
	}
	return "lead " + d + " score"
}

// TestSentence writes each criterion with its sentence to a golden file, which is to be read by a person.
func TestSentence(t *testing.T) {
	fit, eng := cmp2(path("contact.fit_score"), Ge, 50), cmp2(path("contact.eng"), Ge, 40)
	email, phone, demo := set("contact.email"), set("contact.phone"), path("contact.requested_demo")
	seg := path("company.segment")
	isSeg := call("contains", list("mid", "ent"), seg)
	stage, sql := path("lifecycle.lead"), path("stage.lead.sql")
	big := cmp2(path("deal.amount"), Gt, 50000)
	won := cmp2(path("deal.status"), Eq, "won")
	quiet := cmp2(call("days_since", path("contact.seen_at")), Gt, 14)
	var all []Expr
	add := func(es ...Expr) {
		for _, e := range es {
			all = append(all, e, not(e))
		}
	}
	add(and(fit, eng), email, demo, path("scoring.lead.meets.mql"), isSeg, call("contains", list("ent"), seg), call("contains", list("smb", "mid", "ent"), seg),
		call("contains", path("contact.interests"), "api"), call("contains", path("contact.job_title"), "VP"),
		call("starts_with", path("contact.phone"), "+49"), call("ends_with", path("contact.email"), ".edu"), call("matches", path("contact.phone"), "^[0-9]+$"),
		call("changed", path("contact.owner")), quiet)
	for _, op := range []Op{Eq, Ne, Lt, Le, Gt, Ge} {
		add(cmp2(path("contact.fit_score"), op, 50), cmp2(path("contact.born"), op, "2026-01-31"), cmp2(stage, op, sql),
			cmp2(call("days_since", path("contact.seen_at")), op, 1), cmp2(call("count", path("deal")), op, 2))
	}
	add(cmp2(seg, Eq, "ent"), cmp2("ent", Ne, seg), cmp2(path("company.industry"), Eq, "Software"), cmp2(50, Lt, path("contact.eng")),
		cmp2(demo, Eq, true), cmp2(demo, Eq, false), cmp2(demo, Ne, true), cmp2(path("scoring.lead.meets.mql"), Eq, false),
		cmp2(path("scoring.lead.fit"), Ge, 30), set("scoring.lead.total"), set("lifecycle.lead"),
		cmp2(path("contact.seen_at"), Ge, "2026-01-31T09:30:00Z"),
		cmp2(call("prior", path("contact.eng")), Lt, path("contact.eng")), cmp2(call("prior", seg), Eq, "smb"),
		cmp2(call("lower", path("company.industry")), Eq, "software"), cmp2(call("length", path("contact.job_title")), Gt, 3),
		cmp2(call("coalesce", path("contact.eng"), 0), Lt, 10), cmp2(call("max", path("contact.eng"), path("contact.fit_score")), Gt, 10),
		cmp2(call("round", path("contact.eng"), 1), Le, 12.5), cmp2(call("abs", calc(path("contact.eng"), Sub, path("contact.fit_score"))), Gt, 1234567),
		cmp2(calc(calc(path("contact.eng"), Add, path("contact.fit_score")), Div, 2), Ge, 45), cmp2(calc(path("contact.eng"), Mod, 2), Eq, 1),
		cmp2(path("contact.eng"), Gt, ifelse(demo, 10, 20)))
	add(call("any", path("deal")), call("any", path("deal"), big), call("any", path("deal"), and(big, won)), call("all", path("deal"), won),
		call("all", path("deal"), or(big, won)), cmp2(call("count", path("deal"), won), Gt, 0), cmp2(call("count", path("deal"), won), Eq, 0),
		cmp2(call("count", path("deal"), and(big, won)), Ge, 3), cmp2(call("count", path("deal")), Lt, path("contact.eng")))
	add(call("at_least", 2, email, phone, demo), call("at_least", 1, and(email, phone), or(demo, isSeg)), ifelse(isSeg, fit, eng))
	add(or(fit, eng), and(fit, email, phone), or(fit, email, phone), and(email, or(fit, eng)), and(or(fit, eng), email), or(and(fit, eng), demo),
		or(demo, and(fit, eng, email)), and(or(fit, eng), or(email, phone)), or(and(fit, eng), and(email, phone), demo),
		and(isSeg, fit), and(isSeg, fit, email), or(isSeg, fit), and(or(isSeg, fit), email), and(email, or(fit, and(eng, phone))), or(email, and(fit, or(eng, and(phone, demo)))),
		and(call("any", path("deal"), and(big, won)), email), and(email, call("at_least", 2, email, phone, demo)), and(ifelse(demo, fit, eng), email),
		and(not(or(email, phone)), fit), or(not(and(email, phone)), fit), and(not(email), quiet, cmp2(stage, Lt, sql)))
	var b strings.Builder
	for _, e := range all {
		e = must(e)
		b.WriteString(Format(e) + "\n    " + Sentence(e, testNames{}) + "\n")
	}
	golden := filepath.Join("testdata", "sentences.golden.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

// TestSentenceIsUnambiguous says conditions that differ only in their grouping.
func TestSentenceIsUnambiguous(t *testing.T) {
	a, b, c, d := set("contact.email"), set("contact.phone"), path("contact.requested_demo"), path("scoring.lead.meets.mql")
	seen := map[string]string{}
	for _, e := range []Expr{
		and(a, b, c, d), or(a, b, c, d), and(a, or(b, c), d), and(a, b, or(c, d)), and(or(a, b), c, d), and(or(a, b), or(c, d)), and(a, or(b, c, d)),
		or(a, and(b, c), d), or(a, b, and(c, d)), or(and(a, b), c, d), or(and(a, b), and(c, d)), or(a, and(b, c, d)), or(and(a, b, c), d), and(or(a, b, c), d),
		and(a, or(b, and(c, d))), or(a, and(b, or(c, d))), and(or(a, and(b, c)), d), or(and(a, or(b, c)), d), and(or(and(a, b), c), d), or(and(or(a, b), c), d),
		not(and(a, b, c, d)), not(or(a, b, c, d)),
	} {
		e = must(e)
		s := Sentence(e, testNames{})
		if other, dup := seen[s]; dup {
			t.Errorf("%s and %s are both %q", other, Format(e), s)
		}
		seen[s] = Format(e)
	}
}
