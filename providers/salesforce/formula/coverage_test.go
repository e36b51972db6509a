package formula

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Each node and function of the language as Salesforce has it, in a validation rule and in a formula field:
// a formula, or after "!" the reason why there is none.
var coverage = []struct {
	of           string // function or node
	e            expr.Expr
	rule, column string // column is "" where it is as the rule
}{
	{"Literal", lit(true), "TRUE", ""},
	{"Field", path("contact.demo"), "Requested_Demo__c", ""},
	{"Field", path("company.target"), "AND(NOT(ISBLANK(AccountId)), Account.Target__c)", ""},
	{"Field", cmp(path("contact.wrong"), expr.Gt, 1), "!a field of type Text", ""},
	{"Field", cmp(path("contact.signed"), expr.Eq, "2026-03-01"), "!depends on the time zone", ""},
	{"Field", call("is_set", path("contact.about")), "LEN(About__c) > 0", "!long text"},
	{"Field", cmp(path("contact.discount"), expr.Lt, 10), "AND(NOT(ISBLANK(Discount__c)), (Discount__c * 100) < 10)", ""},
	{"Field", cmp(path("contact.segment"), expr.Eq, "mid"), `ISPICKVAL(Segment__c, "mid")`, ""},
	{"Field", cmp(path("contact.source"), expr.Eq, "unknown"), "!has no value for unknown", ""},
	{"Field", cmp(path("contact.owner"), expr.Eq, "nobody"), "!no such record or user", ""},
	{"Field", cmp(path("contact.manager"), expr.Eq, "ann"), "!differs from org to org", ""},
	{"Field", cmp(path("contact.born"), expr.Lt, "2026-03-08"), "AND(NOT(ISBLANK(Birthdate)), Birthdate < DATE(2026, 3, 8))", ""},
	{"Field", cmp(path("contact.seen"), expr.Lt, "2026-03-08T06:30:00Z"), `AND(NOT(ISBLANK(Last_Seen__c)), Last_Seen__c < DATETIMEVALUE("2026-03-08 06:30:00"))`, ""},
	{"Field", cmp(path("contact.seen"), expr.Lt, "2026-03-08T06:30:00.5Z"), "!whole seconds", ""},
	{"Field", cmp(path("contact.born"), expr.Gt, "0900-01-01"), "!1700 to 4000", ""},
	{"Field", cmp(path("contact.eng"), expr.Gt, 1e300), "!18 digits", ""},
	{"Field", cmp(path("contact.country"), expr.Eq, "a\x01b"), "!control characters", ""},
	{"Field", cmp(path("contact.country"), expr.Eq, "a\"\\\n'"), `Country__c = "a\"\\\n\'"`, ""},
	{"FlowStage", call("is_set", path("lifecycle.lead")), `CASE(Lifecycle_Stage__c, "v_new", 1, "v_mql", 1, "v_sal", 1, "v_sql", 1, 0) = 1`, ""},
	{"StageLit", cmp(path("lifecycle.lead"), expr.Ge, path("stage.lead.sal")), `OR(ISPICKVAL(Lifecycle_Stage__c, "v_sal"), ISPICKVAL(Lifecycle_Stage__c, "v_sql"))`, ""},
	{"Score", cmp(path("scoring.lead.fit"), expr.Ge, 50), "AND(NOT(ISBLANK(Lead_Score__c)), Lead_Score__c >= 50)", ""},
	{"Score", cmp(path("scoring.lead.hidden"), expr.Ge, 50), "!no number field that holds this score", ""},
	{"Meets", path("scoring.lead.meets.mql"), "AND(NOT(ISBLANK(Lead_Score__c)), Lead_Score__c >= 50)", ""},
	{"Meets", path("scoring.lead.meets.none"), "!what this threshold demands", ""},
	{"Compare", cmp(path("contact.fit"), expr.Ne, path("contact.eng")), "AND(NOT(ISBLANK(Fit_Score__c)), NOT(ISBLANK(Engagement__c)), Fit_Score__c <> Engagement__c)", ""},
	{"Arith", cmp(calc(path("contact.fit"), expr.Div, path("contact.eng")), expr.Gt, 1),
		"AND(NOT(ISBLANK(Fit_Score__c)), NOT(ISBLANK(Engagement__c)), Engagement__c <> 0, (Fit_Score__c / Engagement__c) > 1)", ""},
	{"Arith", cmp(calc(path("contact.fit"), expr.Mod, 4), expr.Eq, 1), "AND(NOT(ISBLANK(Fit_Score__c)), MOD(Fit_Score__c, 4) = 1)", ""},
	{"Logic", and(path("contact.demo"), or(path("contact.vip"), call("is_set", path("contact.email")))), "AND(Requested_Demo__c, OR(VIP__c, NOT(ISBLANK(Email))))", ""},
	{"Not", not(cmp(path("contact.fit"), expr.Gt, 1)), "OR(ISBLANK(Fit_Score__c), Fit_Score__c <= 1)", ""},
	{"Neg", cmp(&expr.Neg{X: path("contact.fit")}, expr.Gt, 1), "AND(NOT(ISBLANK(Fit_Score__c)), (-Fit_Score__c) > 1)", ""},
	{"Cond", ifelse(path("contact.demo"), path("contact.vip"), call("is_set", path("contact.email"))), "IF(Requested_Demo__c, VIP__c, NOT(ISBLANK(Email)))", ""},
	{"ListLit", call("contains", listOf("smb", "mid", "Ent"), path("contact.segment")), `CASE(Segment__c, "smb", 1, "mid", 1, "Ent", 1, 0) = 1`, ""},
	{"Quant", call("any", path("deal"), cmp(path("deal.amount"), expr.Gt, 2)), "!not the records of deal below it", ""},
	{"abs", cmp(call("abs", path("contact.fit")), expr.Gt, 1), "AND(NOT(ISBLANK(Fit_Score__c)), ABS(Fit_Score__c) > 1)", ""},
	{"all", call("all", path("deal"), cmp(path("deal.amount"), expr.Gt, 2)), "!not the records of deal below it", ""},
	{"any", call("any", path("deal")), "BLANKVALUE(Deals__c, 0) > 0", ""},
	{"at_least", call("at_least", 2, path("contact.demo"), path("contact.vip"), call("is_set", path("contact.email"))),
		"IF(Requested_Demo__c, 1, 0) + IF(VIP__c, 1, 0) + IF(NOT(ISBLANK(Email)), 1, 0) >= 2", ""},
	{"changed", call("changed", path("contact.fit")), "OR(AND(ISNEW(), NOT(ISBLANK(Fit_Score__c))), ISCHANGED(Fit_Score__c))", "!not how it was"},
	{"coalesce", cmp(call("coalesce", path("contact.fit"), 0), expr.Lt, 1), "BLANKVALUE(Fit_Score__c, 0) < 1", ""},
	{"contains", call("contains", path("contact.country"), "er"), `AND(NOT(ISBLANK(Country__c)), CONTAINS(Country__c, "er"))`, ""},
	{"contains", call("contains", path("contact.interests"), "api"), `INCLUDES(Interests__c, "api")`, ""},
	{"contains", call("contains", path("contact.interests"), path("contact.country")), "!INCLUDES takes a field and an option that is written down", ""},
	{"count", cmp(call("count", path("deal")), expr.Ge, 2), "BLANKVALUE(Deals__c, 0) >= 2", ""},
	{"count", cmp(call("count", path("deal"), cmp(path("deal.amount"), expr.Gt, 2)), expr.Ge, 2), "!not the records of deal below it", ""},
	{"days_since", cmp(call("days_since", path("contact.born")), expr.Gt, 14), "AND(NOT(ISBLANK(Birthdate)), (TODAY() - Birthdate) > 14)", ""},
	{"days_since", cmp(call("days_since", path("contact.seen")), expr.Gt, 0.5), "AND(NOT(ISBLANK(Last_Seen__c)), (NOW() - Last_Seen__c) > 0.5)", ""},
	{"ends_with", call("ends_with", path("contact.email"), ".edu"), `AND(NOT(ISBLANK(Email)), RIGHT(Email, 4) = ".edu")`, ""},
	{"is_set", call("is_set", path("contact.segment")), "NOT(ISBLANK(TEXT(Segment__c)))", ""},
	{"length", cmp(call("length", path("contact.country")), expr.Ge, 3), "AND(NOT(ISBLANK(Country__c)), LEN(Country__c) >= 3)", ""},
	{"lower", cmp(call("lower", path("contact.country")), expr.Eq, "germany"), `LOWER(Country__c) = "germany"`, ""},
	{"matches", call("matches", path("contact.email"), `^\+[0-9 ]+$`), `AND(NOT(ISBLANK(Email)), REGEX(Email, "\\+[ 0-9]+"))`, "!REGEX is not for formula fields"},
	{"matches", call("matches", path("contact.email"), `\p{L}`), "!the syntax of Java", "!REGEX is not for formula fields"},
	{"max", cmp(call("max", path("contact.fit"), 2), expr.Gt, 1), "AND(NOT(ISBLANK(Fit_Score__c)), MAX(Fit_Score__c, 2) > 1)", ""},
	{"min", cmp(call("min", path("contact.born"), "2026-03-08"), expr.Gt, "2026-03-01"),
		"AND(NOT(ISBLANK(Birthdate)), IF(Birthdate < DATE(2026, 3, 8), Birthdate, DATE(2026, 3, 8)) > DATE(2026, 3, 1))", ""},
	{"prior", cmp(call("prior", path("contact.fit")), expr.Lt, path("contact.fit")),
		"AND(NOT(ISNEW()), NOT(ISBLANK(PRIORVALUE(Fit_Score__c))), NOT(ISBLANK(Fit_Score__c)), PRIORVALUE(Fit_Score__c) < Fit_Score__c)", "!not how it was"},
	{"prior", call("contains", listOf("smb", "mid"), call("prior", path("contact.segment"))),
		`AND(NOT(ISNEW()), OR(ISPICKVAL(PRIORVALUE(Segment__c), "smb"), ISPICKVAL(PRIORVALUE(Segment__c), "mid")))`, "!not how it was"},
	{"matches", call("matches", path("contact.about"), "a.b"), `AND(LEN(About__c) > 0, REGEX(About__c, "[\\s\\S]*a[^\\n]b[\\s\\S]*"))`, "!long text"},
	{"prior", call("is_set", call("prior", path("company.size"))), "!only of the record that is saved", "!not how it was"},
	{"round", cmp(call("round", path("contact.fit"), 1), expr.Le, 12.5), "AND(NOT(ISBLANK(Fit_Score__c)), ROUND(Fit_Score__c, 1) <= 12.5)", ""},
	{"round", cmp(call("round", path("contact.fit"), path("contact.eng")), expr.Le, 12.5), "!a number of digits that is written down", ""},
	{"starts_with", call("starts_with", path("contact.country"), "Ger"), `AND(NOT(ISBLANK(Country__c)), BEGINS(Country__c, "Ger"))`, ""},
}

func TestEveryNodeAndFunctionIsSaidOrRefused(t *testing.T) {
	covered := map[string]bool{}
	for _, c := range coverage {
		covered[c.of] = true
		e, diags := expr.CheckBool(c.e, scope{"contact"})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		if c.column == "" {
			c.column = c.rule
		}
		for use, want := range map[Use]string{Validation: c.rule, Column: c.column} {
			env := testEnv()
			env.Use = use
			got := Compile(e, env)
			why, isRefused := strings.CutPrefix(want, "!")
			switch {
			case !isRefused && (got.Formula != want || got.Refused != nil):
				t.Errorf("%s: %s\ngot  %s %v\nwant %s", c.of, expr.Format(e), got.Formula, got.Refused, want)
			case isRefused && (got.Formula != "" || len(got.Refused) != 1 || !strings.Contains(got.Refused[0].Why, why)):
				t.Errorf("%s: %s\ngot %s, refused %v\nwant %s", c.of, expr.Format(e), got.Formula, got.Refused, why)
			}
			for _, n := range append(got.Refused, got.Notes...) {
				if n.Part == "" || !strings.HasSuffix(n.Why, ".") || !strings.HasSuffix(n.Instead, ".") {
					t.Errorf("%s: a note that is no sentences: %+v", c.of, n)
				}
			}
		}
	}
	for _, f := range expr.Functions() {
		if !covered[f.Name] {
			t.Errorf("nothing says what becomes of %s", f.Signature)
		}
	}
	for _, node := range []string{"Literal", "ListLit", "Field", "FlowStage", "StageLit", "Score", "Meets", "Compare", "Arith", "Logic", "Not", "Neg", "Cond", "Quant"} {
		if !covered[node] {
			t.Errorf("nothing says what becomes of %s", node)
		}
	}
}

// A stage of a pipeline is that of records with its record type.
func TestPipelinesShareAPicklist(t *testing.T) {
	env := Env{Object: "deal", Org: org{}}
	e, diags := expr.CheckBool(cmp(path("pipeline.sales"), expr.Eq, path("stage.sales.won")), scope{"deal"})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	if got, want := Compile(e, env).Formula, `AND(RecordType.DeveloperName = "Sales", ISPICKVAL(StageName, "v_won"))`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestWhatIsNoCheckedCriterionIsRefused(t *testing.T) {
	unchecked := cmp(path("contact.fit"), expr.Gt, 1)
	for name, r := range map[string]Result{
		"nil": Compile(nil, testEnv()), "unchecked": Compile(unchecked, testEnv()), "no org": Refuse(must(path("contact.demo")), Env{Object: "contact"}),
		"a reference as a fact": Value(mustBe(path("contact.owner")), column()), "a stage as a fact": Value(mustBe(path("lifecycle.lead")), column()),
	} {
		if r.Formula != "" || len(r.Refused) != 1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	r := Compile(must(call("is_set", path("contact.demo"))), testEnv())
	if r.Formula != "TRUE" || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Why, "never empty") {
		t.Errorf("a checkbox that is asked for: %+v", r)
	}
}

// mustBe checks a tree of any type.
func mustBe(e expr.Expr) expr.Expr {
	out, diags := expr.Check(e, scope{"contact"})
	if err := diags.Err(); err != nil {
		panic(err)
	}
	return out
}
