package filter

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// TestWords goes through the language: what each part becomes in a list, or why it does not.
func TestWords(t *testing.T) {
	email, fit, seg := path("contact.email"), path("contact.fit"), path("contact.segment")
	born, seen := path("contact.born"), path("contact.seen")
	ago := func(p expr.Expr) expr.Expr { return call("days_since", p) }
	for _, c := range []struct {
		e    expr.Expr
		want string // the lines of Words, or the reason
	}{
		// Missing values: != and ! are told apart.
		{cmp(fit, expr.Eq, 5), "Fit score is equal to 5"},
		{cmp(fit, expr.Ne, 5), "Fit score is not equal to 5"},
		{not(cmp(fit, expr.Eq, 5)), "Fit score is not equal to 5 (or is unknown)"},
		{not(cmp(fit, expr.Ne, 5)), "Fit score is equal to 5 (or is unknown)"},
		{not(cmp(fit, expr.Lt, 5)), "Fit score is greater than or equal to 5 (or is unknown)"},
		{and(set("contact.fit"), not(cmp(fit, expr.Lt, 5))), "Fit score is greater than or equal to 5"},
		{or(not(set("contact.fit")), cmp(fit, expr.Lt, 5)), "Fit score is less than 5 (or is unknown)"},
		{cmp(call("coalesce", fit, 0), expr.Lt, 10), "Fit score is less than 10 (or is unknown)"},
		{cmp(call("coalesce", fit, 20), expr.Lt, 10), "Fit score is less than 10"},
		{set("contact.fit"), "Fit score is known"},
		{not(set("contact.fit")), "Fit score is unknown"},
		{or(set("contact.fit"), not(set("contact.fit"))), "Record ID is known"},
		{and(set("contact.fit"), not(set("contact.fit"))), "Record ID is unknown"},
		{path("contact.demo"), "Requested demo is any of Yes"},
		{not(path("contact.demo")), "Requested demo is any of No (or is unknown)"},
		{cmp(path("contact.demo"), expr.Eq, false), "Requested demo is any of No"},
		// Options.
		{cmp(seg, expr.Eq, "smb"), "Segment is any of v_smb"},
		{or(cmp(seg, expr.Eq, "smb"), cmp(seg, expr.Eq, "mid")), "Segment is any of v_smb, v_mid"},
		{and(cmp(seg, expr.Ne, "smb"), cmp(seg, expr.Ne, "mid")), "Segment is none of v_smb, v_mid"},
		{not(call("contains", list("smb", "mid"), seg)), "Segment is none of v_smb, v_mid (or is unknown)"},
		{cmp(call("lower", seg), expr.Eq, "ent"), "Segment is any of v_Ent"},
		{call("contains", path("contact.interests"), "api"), "Interests is any of v_api"},
		{cmp(path("contact.owner"), expr.Eq, "nobody"), `"nobody" is no option of hubspot_owner_id in the portal.`},
		{cmp(path("contact.topic"), expr.Eq, "api"), "topic is a property of type multiple checkboxes in HubSpot, and the criterion takes it for a text or one option."},
		// Stages.
		{cmp(path("lifecycle.lead"), expr.Ge, path("stage.lead.sal")), "Lifecycle stage is any of lead_sal, lead_sql"},
		{cmp(path("lifecycle.lead"), expr.Lt, path("stage.lead.new")), "Record ID is unknown"},
		{not(cmp(path("lifecycle.lead"), expr.Eq, path("stage.lead.new"))), "Lifecycle stage is none of lead_new (or is unknown)"},
		{call("is_set", path("lifecycle.lead")), "Lifecycle stage is any of lead_new, lead_mql, lead_sal, lead_sql"},
		// Texts.
		{cmp(email, expr.Eq, "+49"), `Email is equal to any of "+49"`},
		{cmp(email, expr.Eq, "A"), `Email is equal to any of "A" [broader]`},
		{cmp(email, expr.Ne, "A"), `Email is not equal to any of "A" [narrower]`},
		{cmp(call("lower", email), expr.Eq, "a"), `Email is equal to any of "a" [narrower]`},
		{cmp(call("lower", email), expr.Eq, "A"), "Record ID is unknown"},
		{call("starts_with", email, "+49"), `Email starts with any of "+49"`},
		{not(call("contains", email, "@")), `Email doesn't contain any of "@" (or is unknown)`},
		{not(call("ends_with", email, "1")), "There is a filter for how a text starts or ends, and none for how it does not."},
		{call("starts_with", email, ""), "Email is known"},
		{call("contains", email, " "), "HubSpot's text filters do not keep spaces at the ends."},
		{call("matches", email, "x"), "There is no filter for patterns."},
		{cmp(call("length", email), expr.Gt, 0), "Email is known"},
		{cmp(call("length", email), expr.Gt, 3), "There is no filter for the length of a value."},
		// Dates.
		{cmp(born, expr.Le, "2000-01-31"), "Date of birth is on or before 2000-01-31"},
		{cmp(born, expr.Gt, "2000-01-31T09:00:00Z"), "Date of birth is after 2000-01-31"},
		{cmp(born, expr.Ge, "2000-01-31T09:00:00Z"), "Date of birth is after 2000-01-31"},
		{cmp(born, expr.Eq, "2000-01-31T09:00:00Z"), "Record ID is unknown"},
		{cmp(seen, expr.Ge, "2000-01-31T09:00:00+02:00"), "Last seen is on or after 2000-01-31 07:00:00 UTC"},
		{cmp(ago(born), expr.Gt, 14), "Date of birth is before 14 days before today"},
		{cmp(ago(born), expr.Ge, -2), "Date of birth is on or before 2 days from today"},
		{cmp(ago(born), expr.Lt, 0.5), "Date of birth is after 1 days before today"},
		{cmp(ago(seen), expr.Gt, 14), "Last seen is before 14 days ago"},
		{cmp(ago(seen), expr.Le, 0.5), "Last seen is after 12h0m0.001s ago"},
		{cmp(ago(seen), expr.Eq, 1), "Filters do not compare the age of a time with one exact number."},
		{cmp(ago(born), expr.Lt, 1e9), "A filter cannot look back or ahead by more than a century."},
		// Related records.
		{cmp(path("company.tier"), expr.Eq, "smb"), "associated Company (primary) where (Tier is any of v_smb)"},
		{and(path("company.target"), cmp(path("company.size"), expr.Ge, 5)), "associated Company (primary) where (Number of employees is greater than or equal to 5 and target is any of Yes)"},
		{not(path("company.target")), "associated Company (primary) where (target is any of No (or is unknown)) | associatedcompanyid is unknown"},
		{and(not(path("company.target")), set("company.size")), "associated Company (primary) where (Number of employees is known and target is any of No (or is unknown))"},
		{call("any", path("deal"), and(path("deal.open"), cmp(path("deal.amount"), expr.Gt, 5))), "associated Deal where (Amount is greater than 5 and open is any of Yes)"},
		{call("any", path("deal"), or(path("deal.open"), cmp(path("deal.amount"), expr.Gt, 5))), "associated Deal where (open is any of Yes) | associated Deal where (Amount is greater than 5)"},
		{and(call("any", path("deal"), path("deal.open")), call("any", path("deal"), cmp(path("deal.amount"), expr.Gt, 5))), "associated Deal where (Amount is greater than 5) and associated Deal where (open is any of Yes)"},
		{call("any", path("deal"), path("company.target")), "associated Deal where (Record ID is known) [broader]"},
		{not(call("any", path("deal"), path("deal.open"))), "Filters can ask that there is an associated record of deal that fits, not that there is none, nor that all fit."},
		{call("all", path("deal"), path("deal.open")), "Filters can ask that there is an associated record of deal that fits, not that there is none, nor that all fit."},
		{cmp(call("count", path("deal")), expr.Ge, 3), "Number of associated deals is greater than or equal to 3"},
		{cmp(call("count", path("deal")), expr.Lt, 3), "Number of associated deals is less than 3 (or is unknown)"},
		{not(call("any", path("deal"))), "Number of associated deals is less than 1 (or is unknown)"},
		{cmp(call("count", path("deal"), path("deal.open")), expr.Gt, 0), "associated Deal where (open is any of Yes)"},
		{cmp(call("count", path("deal"), path("deal.open")), expr.Gt, 1), "Filters ask whether there is an associated record of deal, not how many."},
		// Calculations.
		{cmp(&expr.Neg{X: fit}, expr.Lt, -5), "Fit score is greater than 5"},
		{cmp(call("abs", fit), expr.Gt, 5), "Fit score is greater than 5 | Fit score is less than -5"},
		{cmp(call("max", fit, path("contact.eng")), expr.Lt, 5), "eng_score is less than 5 and Fit score is less than 5"},
		{cmp(calc(fit, expr.Add, 1), expr.Gt, 5), "There is no filter for a calculation."},
		{cmp(fit, expr.Gt, path("contact.eng")), "Filters compare a property only with values that are written down."},
		{cmp(call("round", fit), expr.Gt, 5), "There is no filter for a rounded number."},
		{cmp(call("prior", fit), expr.Gt, 5), "Filters do not see the value before a change."},
		{call("changed", fit), "Filters see how a record is, not that a field has just changed."},
		// Scores and choices.
		{path("scoring.lead.meets.mql"), "Lead score is greater than or equal to 50"},
		{path("scoring.lead.meets.none"), "The portal has no property that holds this score."},
		{call("at_least", 2, path("contact.demo"), path("contact.vip"), cmp(fit, expr.Gt, 5)),
			"Requested demo is any of Yes and vip is any of Yes | Fit score is greater than 5 and Requested demo is any of Yes | Fit score is greater than 5 and vip is any of Yes"},
		{ifelse(path("contact.demo"), path("contact.vip"), cmp(fit, expr.Gt, 5)),
			"Requested demo is any of Yes and vip is any of Yes | Fit score is greater than 5 and Requested demo is any of No (or is unknown)"},
		// A part is lost.
		{and(path("contact.demo"), call("changed", fit)), "Requested demo is any of Yes [broader]"},
		{or(path("contact.demo"), call("changed", fit)), "Requested demo is any of Yes [narrower]"},
	} {
		l := Compile(must(c.e), testEnv()).List
		got := strings.Join(l.Words, " | ")
		switch l.Fit {
		case Exact:
		case Unusable:
			got = l.Notes[0].Why
		default:
			got += " [" + strings.Fields(l.Fit.String())[0] + "]"
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", expr.Format(c.e), got, c.want)
		}
		for _, n := range l.Notes {
			if n.Part == "" || n.Why == "" || n.Instead == "" {
				t.Errorf("%s: a note that says nothing: %+v", expr.Format(c.e), n)
			}
		}
	}
}

// TestNothingToCompile is about criteria that are no conditions.
func TestNothingToCompile(t *testing.T) {
	for _, e := range []expr.Expr{nil, path("contact.email"), &expr.Not{}, &expr.Call{Func: "is_set"}} {
		r := Compile(e, testEnv())
		if r.List.Fit != Unusable || r.Search.Fit != Unusable || len(r.List.Notes) != 1 {
			t.Errorf("%v: %+v", e, r)
		}
	}
	if r := Compile(must(path("contact.demo")), Env{Object: "contact"}); r.Exact() || len(r.Search.Notes) != 1 {
		t.Errorf("without a portal: %+v", r)
	}
}

// wide is a condition of n alternatives that no simplification joins.
func wide(n int) expr.Expr {
	parts := make([]expr.Expr, n)
	for i := range parts {
		parts[i] = cmp(path("contact.fit"), expr.Eq, i)
	}
	return or(parts...)
}

func TestLimits(t *testing.T) {
	env := testEnv()
	for _, c := range []struct {
		e            expr.Expr
		list, search bool
	}{
		{wide(5), true, true},
		{wide(6), true, false},
		{wide(100), true, false},
		{wide(101), false, false},
		{and(wide(9), cmp(path("contact.eng"), expr.Lt, 3), wide(12)), true, false},
		{and(wide(60), wide(60)), false, false},
		{call("at_least", 4, path("contact.demo"), path("contact.vip"), wide(2), wide(3), wide(4), wide(5)), true, true},
	} {
		r := Compile(must(c.e), env)
		if (r.List.Fit == Exact) != c.list || (r.Search.Fit == Exact) != c.search {
			t.Errorf("%.60s: list %v, search %v: %v %v", expr.Format(c.e), r.List.Fit, r.Search.Fit, r.List.Notes, r.Search.Notes)
		}
		if !c.list && !strings.Contains(r.List.Notes[0].String(), "needs") {
			t.Errorf("%.60s: %v", expr.Format(c.e), r.List.Notes)
		}
	}
	// Fewer filters than the limit of a list, groups or filters of a search.
	env.Limits = Limits{ListFilters: 3, SearchFilters: 4, GroupFilters: 2}
	three := and(path("contact.demo"), path("contact.vip"), cmp(path("contact.fit"), expr.Gt, 1))
	if r := Compile(must(three), env); r.List.Fit != Exact || r.Search.Fit != Unusable {
		t.Errorf("%v, %v", r.List.Fit, r.Search.Fit)
	}
	if r := Compile(must(wide(4)), env); r.List.Fit != Unusable || r.Search.Fit != Exact {
		t.Errorf("%v, %v", r.List.Fit, r.Search.Fit)
	}
}

// TestLarge compiles a criterion that doubles with each level when it is written out.
func TestLarge(t *testing.T) {
	e := path("contact.demo")
	for i := range 60 {
		e = ifelse(e, cmp(path("contact.fit"), expr.Eq, i), cmp(path("contact.eng"), expr.Lt, i))
	}
	if r := Compile(must(e), testEnv()); r.List.Fit == Exact || len(r.List.Notes) == 0 {
		t.Errorf("%v", r.List.Fit)
	}
}

func TestSearchClock(t *testing.T) {
	e := must(cmp(call("days_since", path("contact.born")), expr.Ge, 14))
	env := testEnv()
	env.Zone = "America/New_York"
	env.Now = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC) // still February there
	s := Compile(e, env).Search
	want := fmt.Sprint(time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC).UnixMilli())
	if s.Fit != Exact || !s.AsOf.Equal(env.Now) || s.Words[0] != "date_of_birth LT "+want {
		t.Errorf("%+v, want %s", s, want)
	}
	env.Now = time.Time{}
	if s := Compile(e, env).Search; s.Fit != Unusable {
		t.Errorf("without a time: %+v", s)
	}
	if s := Compile(must(path("contact.demo")), testEnv()).Search; !s.AsOf.IsZero() {
		t.Error("a search that does not depend on the time says it does")
	}
}

// TestJSON keeps the wire form of each kind of filter.
func TestJSON(t *testing.T) {
	var out strings.Builder
	for _, e := range []expr.Expr{
		and(cmp(path("contact.fit"), expr.Ne, 0), not(path("contact.demo")), cmp(path("contact.segment"), expr.Eq, "smb")),
		or(call("starts_with", path("contact.phone"), "+49"), not(set("contact.email"))),
		and(cmp(path("contact.born"), expr.Eq, "2000-01-31"), cmp(path("contact.seen"), expr.Lt, "2000-01-31T09:00:00.5Z")),
		and(cmp(call("days_since", path("contact.signed")), expr.Lt, 14), cmp(call("days_since", path("contact.seen")), expr.Gt, 1.25)),
		and(path("company.target"), call("any", path("deal"), cmp(path("deal.amount"), expr.Gt, 1000))),
	} {
		env := testEnv()
		env.Zone = "Europe/Berlin"
		r := Compile(must(e), env)
		fmt.Fprintf(&out, "%s\n", expr.Format(e))
		for _, v := range []any{r.List.Branch, r.Search.Groups} {
			b, err := json.MarshalIndent(v, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%s\n", b)
		}
	}
	golden(t, "json.golden.txt", out.String())
}

// TestSame compiles twice and compares bytes.
func TestSame(t *testing.T) {
	e := must(call("at_least", 2, path("contact.demo"), path("company.target"), not(path("company.target")), call("any", path("deal"), path("deal.open"))))
	first, _ := json.Marshal(Compile(e, testEnv()))
	for range 20 {
		if again, _ := json.Marshal(Compile(e, testEnv())); string(again) != string(first) {
			t.Fatalf("%s\n%s", first, again)
		}
	}
}

func TestFit(t *testing.T) {
	fits := []Fit{Exact, Broader, Narrower, Differs, Unusable}
	for _, f := range fits {
		if f.and(Exact) != f || Exact.and(f) != f || f.and(f) != f || f.opposite().opposite() != f {
			t.Errorf("%v", f)
		}
		if !slices.Contains(fits, f.and(Broader)) {
			t.Errorf("%v", f)
		}
	}
	if Broader.and(Narrower) != Differs || Narrower.and(Broader) != Differs || Differs.and(Unusable) != Unusable {
		t.Error("fits are added wrongly")
	}
}
