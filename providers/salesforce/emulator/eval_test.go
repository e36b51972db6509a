package emulator

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFormulasAreEvaluated(t *testing.T) {
	clock := newClock()
	clock.move(30 * time.Minute) // 20 November 2026, 9:30
	o := Empty(Clock(clock.Now))
	deployed(t, o, lifecycle())
	rich := map[string]any{"Name": "Big Deal", "StageName": "Discovery", "Amount": 1250.5, "Probability": 20, "CloseDate": "2027-01-31", "Type": "New Customer", "LastStageChangeDate": "2026-11-19T21:30:00Z", "OwnerId": o.state.Users[0].ID}
	for formula, want := range map[string]any{
		`1 + 2 * 3 - 4 / 2`: 5.0, `2 ^ 3 ^ 1`: 8.0, `-(3) + +5`: 2.0, `"a" & "b" & NULL`: "ab", `"a" + "b"`: "ab", `0.1 + 0.2 = 0.3`: true, `NULL + 1`: nil, `Amount * Probability`: 250.1,
		`IF(Amount > 1000, "big", "small")`: "big", `CASE(StageName, "x", 1, "Discovery", 2, 3)`: 2.0, `CASE(MONTH(CloseDate), 2, "b", "other")`: "other",
		`AND(TRUE, ISBLANK(NextStep), NOT(FALSE))`: true, `OR(FALSE, Amount < 0)`: false, `TRUE && (FALSE || TRUE)`: true, `!TRUE`: false, `OR(TRUE, 1/0 > 1)`: true, `AND(FALSE, 1/0 > 1)`: false,
		`ISPICKVAL(StageName, "Discovery")`: true, `ISPICKVAL(LeadSource, "")`: true, `TEXT(StageName)`: "Discovery", `TEXT(Amount)`: "1250.5", `TEXT(CloseDate)`: "2027-01-31", `TEXT(LastStageChangeDate)`: "2026-11-19 21:30:00Z", `ISBLANK(TEXT(LeadSource))`: true,
		`VALUE("12.50")`: 12.5, `VALUE("")`: nil, `CONTAINS(Name, "Deal")`: true, `CONTAINS(Name, "deal")`: false, `BEGINS(Name, "Big")`: true, `BEGINS(NextStep, "x")`: false,
		`REGEX(Name, "[A-Z][a-z]+ .*")`: true, `REGEX(Name, "Big")`: false, `LEN(NextStep)`: 0.0, `LEN("aé😀")`: 4.0, `LEFT(Name, 3)`: "Big", `RIGHT(Name, 4)`: "Deal", `MID(Name, 5, 2)`: "De", `FIND("e", Name)`: 6.0, `FIND("e", Name, 7)`: 0.0,
		`UPPER(LEFT(Name, 1)) & LOWER("ABC") & TRIM(" x ")`: "Babcx", `SUBSTITUTE(Name, "Big", "Small")`: "Small Deal", `LPAD("7", 3, "0")`: "007", `RPAD("7", 3)`: "7  ",
		`TODAY()`: "2026-11-20", `NOW()`: "2026-11-20T09:30:00.000+0000", `CloseDate - TODAY()`: 72.0, `NOW() - LastStageChangeDate`: 0.5, `TODAY() + 1`: "2026-11-21", `NOW() - 0.25`: "2026-11-20T03:30:00.000+0000",
		`DATE(2028, 2, 29)`: "2028-02-29", `ADDMONTHS(CloseDate, 1)`: "2027-02-28", `YEAR(CloseDate) * 100 + MONTH(CloseDate)`: 202701.0, `DAY(TODAY())`: 20.0, `WEEKDAY(TODAY())`: 6.0,
		`DATEVALUE("2026-01-02") < TODAY()`: true, `DATETIMEVALUE("2026-11-20 09:30:00") = NOW()`: true, `DATEVALUE(LastStageChangeDate)`: "2026-11-19",
		`ABS(-2.5)`: 2.5, `ROUND(2.345, 2)`: 2.35, `ROUND(-2.5, 0)`: -3.0, `ROUND(1250, -2)`: 1300.0, `CEILING(-1.2)`: -2.0, `FLOOR(-1.8)`: -1.0, `MFLOOR(-1.2)`: -2.0, `MCEILING(-1.8)`: -1.0, `MOD(7, 4)`: 3.0, `MAX(1, NULL, 3)`: 3.0, `MIN(4, 2)`: 2.0, `SQRT(16)`: 4.0,
		`BLANKVALUE(NextStep, "none")`: "none", `NULLVALUE(Amount, 1)`: 1250.5, `NextStep = ""`: true, `Amount <> NULL`: true, `ExpectedRevenue > 5`: false, `ISNUMBER("1e2")`: true, `ISNUMBER("x")`: false, `ISNULL(Amount)`: false,
		`Owner.Username`: "admin@example.com", `Owner:User.Username`: "admin@example.com", `Owner:Queue.DeveloperName`: nil, `Account.Name = NULL`: true, `$User.Username`: "admin@example.com", `$Profile.Name`: "System Administrator", `$Permission.Bypass`: false, `$Organization.Name`: "Stagecraft emulator",
		`PRIORVALUE(Amount)`: 1000.0, `ISCHANGED(Amount)`: true, `ISCHANGED(Name)`: false, `ISNEW()`: false, `ISCHANGED(StageName) && ISPICKVAL(PRIORVALUE(StageName), "Prospecting")`: true, `/* why */ TRUE`: true,
		`CASESAFEID(OwnerId) = OwnerId`: true, `LEN(BR())`: 1.0, `HYPERLINK("http://example.com", "x")`: "x", `IMAGE("/a", "x")`: "x", `EXP(0) + LN(1) + LOG(100)`: 3.0,
	} {
		prior := maps.Clone(rich)
		prior["Amount"], prior["StageName"] = 1000, "Prospecting"
		got, err := o.Evaluate("Opportunity", formula, rich, prior)
		if err != nil || !sameValue(got, want) {
			t.Errorf("%s\ngives %#v %v\nwant  %#v", formula, got, err, want)
		}
	}
	for formula, want := range map[string]any{`ISNEW()`: true, `ISCHANGED(Amount)`: false, `PRIORVALUE(Amount)`: 1250.5} {
		if got, err := o.Evaluate("Opportunity", formula, rich, nil); err != nil || got != want {
			t.Errorf("%s of a new record gives %v %v", formula, got, err)
		}
	}
	for _, formula := range []string{`1 / 0`, `SQRT(-1)`, `VALUE("x")`, `DATE(2026, 2, 30)`, `TODAY() + 9999999`, `"a" * 2`, `REGEX(Name, "(?<=a)b")`, `NOSUCH(1)`, `Nope__c`, `StageName = "x"`, `1 +`} {
		if got, err := o.Evaluate("Opportunity", formula, rich, nil); err == nil {
			t.Errorf("%s gives %v", formula, got)
		}
	}
}

func sameValue(a, b any) bool {
	if a == nil || b == nil {
		return a == b
	}
	n, ok := order(a, b)
	return ok && n == 0
}

// Whatever a deploy accepts can be evaluated.
func TestEveryFunctionCanBeEvaluated(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		if strict[name] == nil && specials[name] == nil {
			t.Errorf("%s is accepted and not evaluated", name)
		}
	}
	for name := range strict {
		if functions[name].gives == "" && name != "CASESAFEID" {
			t.Errorf("%s is evaluated and not accepted", name)
		}
	}
}

func FuzzFormula(f *testing.F) {
	clock := newClock()
	o := Empty(Clock(clock.Now))
	if err := o.Seed(lifecycle()); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{`AND(ISCHANGED(StageName), CASE(StageName, "a", 1, 0) < CASE(PRIORVALUE(StageName), "b", 2, 0))`, `LPAD(Name, 99999999, "x") & RPAD(Name, -1)`, `DATE(9999, 99, 99) - TODAY() + 1e9`,
		`ADDMONTHS(TODAY(), -9999999999)`, `REGEX(Name, "(a+)+$")`, `MID(Name, -5, 99999999999)`, `ROUND(1e17 * Amount, 99) ^ 99`, `SUBSTITUTE(Name, "a", Name)`, `MOD(Amount, 0)`, `FIND("", Name, -3)`, `INCLUDES(Type, "x")`, `$User.Nope & $Setup.X`} {
		f.Add(seed, "Deal", 12.5)
	}
	f.Fuzz(func(t *testing.T, formula, name string, amount float64) {
		if len(formula) > 2000 || strings.ContainsRune(name, 0) {
			return
		}
		values := map[string]any{"Name": name, "Amount": amount, "StageName": "Discovery", "CloseDate": "2026-12-31"}
		_, _ = o.Evaluate("Opportunity", formula, values, nil)
		_, _ = o.Evaluate("Opportunity", formula, values, map[string]any{"Name": "x"})
	})
}
