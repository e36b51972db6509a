package formula

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// The rules of a gate refuse together what does not meet the criterion, however short the rules must be.
func TestAGateIsSplitWithinTheLimit(t *testing.T) {
	type check struct {
		e     expr.Expr
		r     *rec
		rules int
	}
	var asks []ask
	var checks []check
	several := 0
	criteria, records := genCriterion(), genRecordOf()
	for i := range 400 {
		env := testEnv()
		env.Limit = Limit{Characters: []int{250, 700, 3900}[i%3]}
		must := must(and(criteria.Example(2*i), not(or(not(criteria.Example(2*i+1)), not(criteria.Example(2*i+2))))))
		g := env.Gate(must, env.Entering("lifecycle.lead", "stage.lead.mql"))
		if g.Refused != nil {
			continue
		}
		if len(g.Rules) > 1 {
			several++
		}
		for _, r := range g.Rules {
			if !env.Limit.holds(r.Formula) {
				t.Fatalf("a rule of %d characters; the limit is %d", units(r.Formula), env.Limit.Characters)
			}
			if r.Words == "" || r.Must == nil {
				t.Fatalf("a rule that does not say what it demands: %+v", r)
			}
		}
		for k := range 4 {
			r := records.Example(i*4 + k)
			if k%2 == 0 {
				r.new, r.prior = true, nil
				r.stages["lifecycle.lead"] = "stage.lead.mql"
			}
			for _, rule := range g.Rules {
				asks = append(asks, ask{Formula: rule.Formula, Types: types, Values: r.values()})
			}
			checks = append(checks, check{must, r, len(g.Rules)})
		}
	}
	answers := evaluate(t, asks)
	refused, passed := 0, 0
	for _, c := range checks {
		any := false
		for _, a := range answers[:c.rules] {
			if a.Error != "" {
				t.Fatal(a.Error)
			}
			any = any || a.Value == true
		}
		answers = answers[c.rules:]
		entering := c.r.stages["lifecycle.lead"] == "stage.lead.mql" && c.r.new
		if want := entering && !expr.Truth(c.e, c.r); any != want {
			t.Fatalf("%s: refused is %v for %+v", expr.Format(c.e), any, c.r)
		}
		if any {
			refused++
		} else if entering {
			passed++
		}
	}
	t.Logf("%d gates of several rules; %d records refused, %d passed", several, refused, passed)
	if several < 20 || refused < 100 || passed < 20 {
		t.Errorf("%d gates of several rules, %d records refused, %d passed: not enough of each", several, refused, passed)
	}
}

func TestAGateSaysWhatNoRuleDemands(t *testing.T) {
	env := testEnv()
	said := must(call("is_set", path("contact.email")))
	unsaid := must(call("any", path("deal"), cmp(path("deal.amount"), expr.Gt, 2)))
	long := must(call("contains", listOf(strings.Repeat("x", 4000)), path("contact.country")))
	enter := env.Entering("lifecycle.lead", "stage.lead.mql")
	for _, c := range []struct {
		name    string
		must    expr.Expr
		guards  []Guard
		rules   []string
		refused string
	}{
		{"all of it", said, []Guard{enter, env.Unless("Bypass")},
			[]string{`AND(ISPICKVAL(Lifecycle_Stage__c, "v_mql"), OR(ISNEW(), ISCHANGED(Lifecycle_Stage__c)), NOT($Permission.Bypass), ISBLANK(Email))`}, ""},
		{"while a field is written", said, []Guard{env.Saving(&expr.Field{Node: expr.Node{Typ: expr.Type{Kind: expr.Text}}, Object: "contact", Name: "email"}), Except(env.Created("Was_Lead__c"))},
			[]string{`AND(OR(ISNEW(), ISCHANGED(Email)), OR(NOT(ISNEW()), NOT(Was_Lead__c)), ISBLANK(Email))`}, ""},
		{"a part", must(and(said, unsaid)), nil, []string{"ISBLANK(Email)"}, "not the records of deal below it"},
		{"one of two", must(or(said, unsaid)), nil, nil, "not the records of deal below it"},
		{"what always holds", must(lit(true)), nil, nil, ""},
		{"what never holds", must(lit(false)), []Guard{env.At("lifecycle.lead", "stage.lead.new")}, []string{`ISPICKVAL(Lifecycle_Stage__c, "v_new")`}, ""},
		{"too long", must(and(long, said)), nil, []string{"ISBLANK(Email)"}, "Salesforce takes 3900"},
		{"judged by people", nil, nil, nil, "People judge this"},
		{"an unknown stage", said, []Guard{env.At("lifecycle.lead", "stage.lead.gone")}, nil, "no value for stage.lead.gone"},
		{"an unknown flow", said, []Guard{env.Entering("lifecycle.gone", "x")}, nil, "no picklist for this lifecycle"},
		{"moves of another record", said, []Guard{env.Entering("lifecycle.account", "stage.account.customer")}, nil, "only of the record that is saved"},
		{"no guard", said, []Guard{{}}, nil, "without a guard"},
		{"a guard that cannot be said", said, []Guard{env.When(unsaid)}, nil, "not the records of deal below it"},
		{"a permission with a bad name", said, []Guard{env.Unless("A) + (B")}, nil, "cannot be the name"},
		{"approval", must(not(cmp(path("contact.eng"), expr.Gt, 20))), []Guard{enter, env.Unless("Deal_Desk"), env.When(must(not(path("contact.vip"))))},
			[]string{`AND(ISPICKVAL(Lifecycle_Stage__c, "v_mql"), OR(ISNEW(), ISCHANGED(Lifecycle_Stage__c)), NOT($Permission.Deal_Desk), NOT(VIP__c), NOT(ISBLANK(Engagement__c)), Engagement__c > 20)`}, ""},
		{"a reason", OneOf(&expr.Field{Node: expr.Node{Typ: segment}, Object: "contact", Name: "segment"}, "smb", "mid"), nil, []string{`AND(NOT(ISPICKVAL(Segment__c, "smb")), NOT(ISPICKVAL(Segment__c, "mid")))`}, ""},
		{"a fact", Filled(&expr.Field{Node: expr.Node{Typ: segment}, Object: "contact", Name: "segment"}), nil, []string{`ISBLANK(TEXT(Segment__c))`}, ""},
	} {
		g := env.Gate(c.must, c.guards...)
		var rules []string
		for _, r := range g.Rules {
			rules = append(rules, r.Formula)
		}
		why := ""
		for _, n := range g.Refused {
			why += n.Why
		}
		if !slices.Equal(rules, c.rules) || (c.refused == "") != (why == "") || !strings.Contains(why, c.refused) {
			t.Errorf("%s:\n%q\nrefused %q", c.name, rules, why)
		}
	}
}

func TestGuardsOfFlowsNameTheRecord(t *testing.T) {
	env := testEnv()
	env.Use = Entry
	for got, want := range map[string]string{
		env.Entering("lifecycle.lead", "stage.lead.mql").String():              `AND(ISPICKVAL({!$Record.Lifecycle_Stage__c}, "v_mql"), OR(ISNEW(), ISCHANGED({!$Record.Lifecycle_Stage__c})))`,
		env.Unless("Bypass").String():                                          `NOT({!$Permission.Bypass})`,
		Compile(must(cmp(path("company.size"), expr.Gt, 2)), env).Formula:      `AND(NOT(ISBLANK({!$Record.Account.NumberOfEmployees})), {!$Record.Account.NumberOfEmployees} > 2)`,
		Compile(must(cmp(path("contact.owner"), expr.Eq, "ann")), env).Formula: `AND(NOT(ISBLANK({!$Record.OwnerId})), {!$Record.Owner.Username} = "ann@example.com")`,
	} {
		if got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	env.Use = Column
	if s := env.At("lifecycle.lead", "stage.lead.mql").String(); s != "" {
		t.Errorf("formula fields see moves: %s", s)
	}
}

// flat is an org whose contacts hold the facts of their company themselves.
type flat struct{ org }

func (flat) Parent(_, _ string) (Parent, bool) { return Parent{}, true }

func TestARecordMayHoldTheFactsOfItsParent(t *testing.T) {
	env := Env{Object: "contact", Org: flat{}}
	if got, want := Compile(must(cmp(path("company.size"), expr.Gt, 2)), env).Formula, "AND(NOT(ISBLANK(NumberOfEmployees)), NumberOfEmployees > 2)"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got, want := Compile(must(path("company.target")), env).Formula, "Target__c"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// alone is an org in which nothing belongs to a record.
type alone struct{ org }

func (alone) Count(string, *expr.Quant) (Field, bool) { return Field{Type: Number}, true }

func TestWhatNothingBelongsTo(t *testing.T) {
	env := testEnv()
	env.Org = alone{}
	any := must(call("any", path("deal"), cmp(path("deal.amount"), expr.Gt, 2)))
	if r := Compile(any, env); r.Formula != "FALSE" || r.Refused != nil {
		t.Errorf("%+v", r)
	}
	if r := Refuse(any, env); r.Formula != "TRUE" || r.Refused != nil {
		t.Errorf("%+v", r)
	}
}
