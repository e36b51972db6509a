package filter

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

func TestRules(t *testing.T) {
	email, fit := path("contact.email"), path("contact.fit")
	length := call("length", email)
	for _, c := range []struct {
		e    expr.Expr
		want string // rules, then ! and the parts of the notes
	}{
		{cmp(fit, expr.Ge, 0), "fit_score MIN_NUMBER 0"},
		{and(cmp(fit, expr.Ge, 0), cmp(100, expr.Ge, fit)), "fit_score MIN_NUMBER 0; fit_score MAX_NUMBER 100"},
		{and(cmp(fit, expr.Ge, 0), cmp(fit, expr.Ge, 5), cmp(fit, expr.Ge, 2)), "fit_score MIN_NUMBER 5"},
		{cmp(fit, expr.Eq, 2.5), "fit_score MIN_NUMBER 2.5; fit_score MAX_NUMBER 2.5"},
		{cmp(fit, expr.Gt, 0), "! contact.fit > 0"},
		{cmp(fit, expr.Ne, 3), "! contact.fit != 3"},
		{or(not(set("contact.fit")), cmp(fit, expr.Le, 9)), "fit_score MAX_NUMBER 9"},
		{or(not(set("contact.eng")), cmp(fit, expr.Le, 9)), "! !is_set(contact.eng) || contact.fit <= 9"},
		{cmp(length, expr.Ge, 2), "email MIN_LENGTH 2"},
		{cmp(length, expr.Gt, 2.5), "email MIN_LENGTH 3"},
		{cmp(length, expr.Lt, 80), "email MAX_LENGTH 79"},
		{cmp(length, expr.Ge, 1), ""},
		{cmp(length, expr.Eq, 2.5), "! length(contact.email) == 2.5"},
		{call("matches", email, "^[^@ ]+@[^@ ]+$"), `email REGEX ^[^@ ]+@[^@ ]+$`},
		{call("matches", email, "a|b"), `email REGEX ^[\s\S]*(?:a|b)[\s\S]*$`},
		{call("matches", email, `(?i)x`), `! matches(contact.email, "(?i)x")`},
		{call("matches", email, `\pL`), `! matches(contact.email, "\\pL")`},
		{call("starts_with", email, "+4"), `email REGEX ^\+4[\s\S]*$`},
		{and(call("contains", email, "@"), call("ends_with", email, ".de")), `email REGEX ^[\s\S]*@[\s\S]*$; ! ends_with(contact.email, ".de")`},
		{set("contact.email"), "! is_set(contact.email)"},
		{cmp(path("company.size"), expr.Ge, 1), "! company.size >= 1"},
		{cmp(path("contact.born"), expr.Gt, "2000-01-01"), `! contact.born > "2000-01-01"`},
		{path("contact.demo"), "! contact.demo"},
	} {
		rules, notes := Rules(must(c.e), testEnv())
		var got []string
		for _, r := range rules {
			got = append(got, fmt.Sprintf("%s %s %s", r.Property, r.Type, strings.Join(r.Arguments, " ")))
		}
		for _, n := range notes {
			got = append(got, "! "+n.Part)
			if n.Why == "" || n.Instead == "" {
				t.Errorf("%s: an empty note", n.Part)
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: got %s, want %s", expr.Format(c.e), s, c.want)
		}
	}
	if rules, notes := Rules(nil, testEnv()); rules != nil || notes != nil {
		t.Error("nothing to check is nothing to say")
	}
	if _, notes := Rules(path("x.y"), testEnv()); len(notes) != 1 {
		t.Error("an unchecked tree is a note")
	}
}

// TestRulesAgree holds rules without notes against the evaluator, for values that are entered.
func TestRulesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SampledFrom([]string{"a", "ab", "a.b", "+49", "x+49y", "a|b", "äö"})
		var e expr.Expr
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			e = cmp(path("contact.fit"), ops.Draw(t, "op"), numbers.Draw(t, "n"))
		case 1:
			e = cmp(call("length", path("contact.email")), ops.Draw(t, "op"), numbers.Draw(t, "n"))
		default:
			e = call(pick(t, "starts_with", "ends_with", "contains", "matches"), path("contact.email"), strings.ReplaceAll(texts.Draw(t, "needle"), "+", "[+]"))
		}
		e = must(e)
		rules, notes := Rules(e, testEnv())
		if len(notes) > 0 {
			return
		}
		fit, email := pick(t, 0.0, 0.5, 1, 2, 2.5, 3, 50), texts.Draw(t, "email")
		r := &rec{object: "contact", vals: map[string]any{"fit": fit, "email": email}}
		ok := true
		for _, rule := range rules {
			arg := rule.Arguments[0]
			n, _ := strconv.ParseFloat(arg, 64)
			switch rule.Type {
			case "MIN_NUMBER":
				ok = ok && fit >= n
			case "MAX_NUMBER":
				ok = ok && fit <= n
			case "MIN_LENGTH":
				ok = ok && float64(utf8.RuneCountInString(email)) >= n
			case "MAX_LENGTH":
				ok = ok && float64(utf8.RuneCountInString(email)) <= n
			case "REGEX":
				part, whole := regexp.MustCompile(arg).MatchString(email), regexp.MustCompile(`\A(?:`+arg+`)\z`).MatchString(email)
				if part != whole {
					t.Fatalf("%s fits part of %q, or the whole, not both", arg, email)
				}
				ok = ok && part
			}
		}
		if want := expr.Truth(e, r); ok != want {
			t.Fatalf("%s is %v for %v and %q, the rules %v say %v", expr.Format(e), want, fit, email, rules, ok)
		}
	})
}
