package formula

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Numbers are quarters and divisors powers of two: exact in Go's binary numbers and in Salesforce's decimal
// ones, so that a difference between the two engines is never one of rounding.
var (
	ops      = rapid.SampledFrom([]expr.Op{expr.Eq, expr.Ne, expr.Lt, expr.Le, expr.Gt, expr.Ge})
	equals   = rapid.SampledFrom([]expr.Op{expr.Eq, expr.Ne})
	numbers  = rapid.SampledFrom([]float64{0, 1, 2, 3, -1, 50, 0.5, 2.25, -2.5, 7, 49.75})
	texts    = rapid.SampledFrom([]string{"germany", "Germany", "ger", "many", "a b", " x", `say "hi"`, `it's`, `c:\temp`, `\`, `"`, "straße", "x/*y*/", "NULL", "TRUE", "日本"})
	patterns = rapid.SampledFrom([]string{"^[a-z]+$", "ger", "(?i)^GER", `^\S+ \S+$`, `["']`, `\\`, `^.$`, `a|b`, `^(?:g|s).*\b`, `ß`, `[^a-z]`, `^[[:alpha:]]{2,6}$`, `\.|-|%|/`, `(?m)^a`})
	dates    = rapid.SampledFrom([]string{"2026-03-01", "2026-03-08", "2026-03-07", "2025-12-31"})
	times    = rapid.SampledFrom([]string{"2026-03-08T18:30:00Z", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00+02:00", "2026-03-08T06:30:00Z"})
)

func pick[T any](t *rapid.T, of ...T) T { return rapid.SampledFrom(of).Draw(t, "pick") }

// ofKind lists the fields of a contact and its company that hold a kind of value.
func ofKind(k expr.Kind, of string) []string {
	var out []string
	for _, n := range fieldNames {
		f := fieldDefs[n]
		if f.typ.Kind == k && (strings.HasPrefix(n, "contact.") || strings.HasPrefix(n, "company.") && of == "") && n != "contact.signed" && n != "contact.wrong" {
			out = append(out, n)
		}
	}
	return out
}

func field(t *rapid.T, k expr.Kind) expr.Expr { return path(pick(t, ofKind(k, "")...)) }

// own is a field of the contact, or its value before the change.
func own(t *rapid.T, k expr.Kind) expr.Expr {
	return call("prior", path(pick(t, ofKind(k, "contact")...)))
}

func genNumber(t *rapid.T, depth int) expr.Expr {
	if depth == 0 {
		return pick(t, field(t, expr.Number), lit(numbers.Draw(t, "n")), path("scoring.lead.fit"), call("count", path("deal")))
	}
	sub := func() expr.Expr { return genNumber(t, depth-1) }
	switch rapid.IntRange(0, 14).Draw(t, "number") {
	case 0, 1:
		return calc(sub(), pick(t, expr.Add, expr.Sub, expr.Mul), sub())
	case 2:
		return calc(sub(), pick(t, expr.Div, expr.Mod), pick(t, lit(2), lit(4), lit(-0.5), lit(0), calc(field(t, expr.Number), expr.Mul, 0)))
	case 3:
		return pick(t, call("abs", sub()), expr.Expr(&expr.Neg{X: sub()}))
	case 4:
		return pick(t, call("round", sub()), call("round", sub(), pick(t, 0, 1, -1)))
	case 5, 6:
		return call(pick(t, "min", "max"), sub(), sub(), sub())
	case 7:
		return call("coalesce", sub(), sub())
	case 8:
		return ifelse(genCond(t, depth-1), sub(), pick(t, sub(), expr.Expr(&expr.Literal{})))
	case 9:
		return call("days_since", genDay(t, depth-1))
	case 10:
		return call("length", pick(t, genText(t, depth-1), path("contact.interests")))
	case 11:
		return own(t, expr.Number)
	}
	return field(t, expr.Number)
}

func genText(t *rapid.T, depth int) expr.Expr {
	if depth == 0 {
		return pick(t, field(t, expr.Text), field(t, expr.Option))
	}
	sub := func() expr.Expr { return genText(t, depth-1) }
	switch rapid.IntRange(0, 7).Draw(t, "text") {
	case 0:
		return call("lower", sub())
	case 1:
		return call("coalesce", sub(), pick(t, sub(), lit(texts.Draw(t, "s"))))
	case 2:
		return ifelse(genCond(t, depth-1), sub(), sub())
	case 3:
		return own(t, pick(t, expr.Text, expr.Option))
	}
	return genText(t, 0)
}

func genDay(t *rapid.T, depth int) expr.Expr {
	if depth == 0 {
		return pick(t, field(t, expr.Date), field(t, expr.DateTime))
	}
	sub := func() expr.Expr { return genDay(t, depth-1) }
	switch rapid.IntRange(0, 6).Draw(t, "day") {
	case 0:
		return call(pick(t, "min", "max"), sub(), sub())
	case 1:
		return call("coalesce", sub(), sub())
	case 2:
		return ifelse(genCond(t, depth-1), sub(), sub())
	case 3:
		return own(t, pick(t, expr.Date, expr.DateTime))
	}
	return genDay(t, 0)
}

// genTest draws a condition about values.
func genTest(t *rapid.T, depth int) expr.Expr {
	switch rapid.IntRange(0, 22).Draw(t, "test") {
	case 0, 1, 2:
		return cmp(genNumber(t, depth), ops.Draw(t, "op"), genNumber(t, depth))
	case 3:
		return cmp(genText(t, depth), equals.Draw(t, "op"), texts.Draw(t, "s"))
	case 4:
		return cmp(genText(t, depth), equals.Draw(t, "op"), genText(t, depth))
	case 5, 6:
		return cmp(path(pick(t, "contact.segment", "company.tier")), equals.Draw(t, "op"), pick(t, segments...))
	case 7:
		return cmp(path("contact.size"), equals.Draw(t, "op"), pick(t, "s", "l"))
	case 8:
		return cmp(genDay(t, depth), ops.Draw(t, "op"), pick(t, lit(dates.Draw(t, "date")), lit(times.Draw(t, "time")), genDay(t, depth)))
	case 9:
		return call(pick(t, "contains", "starts_with", "ends_with"), genText(t, depth), pick(t, lit(texts.Draw(t, "s")), lit(""), genText(t, 0)))
	case 10:
		return call("matches", genText(t, depth), patterns.Draw(t, "pattern"))
	case 11:
		return call("contains", pick(t, listOf("smb", "Ent"), listOf("mid"), listOf("smb", "mid", "Ent")), path(pick(t, "contact.segment", "company.tier")))
	case 12:
		return call("contains", listOf("germany", `say "hi"`, "it's", ""), genText(t, depth))
	case 13:
		return call("contains", path("contact.interests"), pick(t, interests...))
	case 14:
		return call("contains", call("prior", path("contact.interests")), pick(t, interests...))
	case 15:
		return call("changed", path(pick(t, slices.DeleteFunc(slices.Clone(fieldNames), func(n string) bool {
			return !strings.HasPrefix(n, "contact.") || n == "contact.wrong" || n == "contact.signed"
		})...)))
	case 16, 17:
		return genStage(t)
	case 18:
		return cmp(field(t, expr.Bool), equals.Draw(t, "op"), pick(t, lit(true), lit(false), field(t, expr.Bool), own(t, expr.Bool), genCond(t, max(depth-1, 0))))
	case 19:
		return pick(t, cmp(path("contact.owner"), equals.Draw(t, "op"), pick(t, "ann", "bob")), cmp(path("contact.owner"), equals.Draw(t, "op"), call("prior", path("contact.owner"))),
			cmp(path("contact.manager"), equals.Draw(t, "op"), path("contact.owner")), cmp(path("contact.owner"), equals.Draw(t, "op"), path("contact.email")))
	case 20:
		return pick(t, path("scoring.lead.meets.mql"), call("any", path("deal")), cmp(call("count", path("deal")), ops.Draw(t, "op"), 1))
	case 21: // what formulas cannot say
		return pick(t, call("any", path("deal"), cmp(path("deal.amount"), expr.Gt, 2)), cmp(path("contact.manager"), expr.Eq, "ann"), path("scoring.lead.meets.none"),
			cmp(path("contact.wrong"), expr.Gt, 1), call("all", path("deal"), cmp(path("deal.status"), expr.Eq, "smb")), cmp(path("contact.segment"), expr.Eq, "mid"))
	}
	return call("is_set", pick(t, field(t, expr.Number), field(t, expr.Text), field(t, expr.Option), field(t, expr.DateTime), path("company.target"), own(t, expr.Bool),
		path("contact.interests"), path("lifecycle.lead"), path("contact.owner"), genNumber(t, depth), genText(t, depth), genDay(t, depth)))
}

func genStage(t *rapid.T) expr.Expr {
	lead := func() expr.Expr {
		return path(pick(t, "stage.lead.new", "stage.lead.mql", "stage.lead.sal", "stage.lead.sql"))
	}
	switch rapid.IntRange(0, 4).Draw(t, "stage") {
	case 0:
		return cmp(lead(), ops.Draw(t, "op"), path("lifecycle.lead"))
	case 1:
		return call("contains", listOf(lead(), lead()), path("lifecycle.lead"))
	case 2:
		return cmp(path("lifecycle.account"), ops.Draw(t, "op"), path("stage.account.customer"))
	case 3:
		return cmp(ifelse(genCond(t, 0), path("lifecycle.lead"), lead()), ops.Draw(t, "op"), lead())
	}
	return cmp(path("lifecycle.lead"), ops.Draw(t, "op"), lead())
}

func genCond(t *rapid.T, depth int) expr.Expr {
	if depth == 0 {
		return pick(t, field(t, expr.Bool), cmp(field(t, expr.Number), ops.Draw(t, "op"), numbers.Draw(t, "n")), call("is_set", field(t, expr.Text)))
	}
	sub := func() expr.Expr { return genCond(t, depth-1) }
	switch rapid.IntRange(0, 12).Draw(t, "node") {
	case 0, 1:
		return and(sub(), sub())
	case 2:
		return or(sub(), sub(), sub())
	case 3, 4:
		return not(sub())
	case 5:
		return call("at_least", 2, sub(), sub(), sub())
	case 6:
		return ifelse(sub(), sub(), sub())
	case 7:
		return call("coalesce", pick(t, own(t, expr.Bool), field(t, expr.Bool)), sub())
	}
	return genTest(t, min(depth-1, 2))
}

// genRecord draws a contact of which any value may be missing but those of checkboxes.
func genRecord(t *rapid.T) *rec {
	r := &rec{object: "contact", now: testNow, new: rapid.Bool().Draw(t, "new"), vals: genValues(t, "contact"), stages: map[string]string{}}
	if rapid.Bool().Draw(t, "company") {
		r.company = &rec{object: "company", vals: genValues(t, "company"), stages: map[string]string{"lifecycle.account": pick(t, "", "stage.account.prospect", "stage.account.customer")}}
	}
	if !r.new {
		r.prior = genValues(t, "contact")
		for _, n := range fieldNames {
			if o, name, _ := strings.Cut(n, "."); o == "contact" && rapid.Bool().Draw(t, "unchanged") {
				if v, ok := r.vals[name]; ok {
					r.prior[name] = v
				} else {
					delete(r.prior, name)
				}
			}
		}
	}
	r.stages["lifecycle.lead"] = pick(t, "", "stage.lead.new", "stage.lead.mql", "stage.lead.sal", "stage.lead.sql")
	if rapid.Bool().Draw(t, "scored") {
		r.score = new(float64)
		*r.score = pick(t, 0.0, 49.75, 50, 80)
	}
	for range rapid.IntRange(0, 2).Draw(t, "deals") {
		r.deals = append(r.deals, &rec{object: "deal", vals: genValues(t, "deal")})
	}
	return r
}

func genValues(t *rapid.T, object string) map[string]any {
	out := map[string]any{}
	for _, n := range fieldNames {
		o, name, _ := strings.Cut(n, ".")
		def := fieldDefs[n]
		if o != object || def.typ.Kind != expr.Bool && rapid.IntRange(0, 3).Draw(t, "missing") == 0 {
			continue
		}
		switch def.typ.Kind {
		case expr.Bool:
			out[name] = rapid.Bool().Draw(t, n)
		case expr.Number:
			out[name] = numbers.Draw(t, n)
		case expr.Date:
			out[name] = dates.Draw(t, n)
		case expr.DateTime:
			out[name] = pick(t, times, dates).Draw(t, n)
			if def.org.Type == Date {
				out[name] = dates.Draw(t, n)
			}
		case expr.Option:
			out[name] = pick(t, def.typ.Options...)
		case expr.Options:
			if some := slices.DeleteFunc(slices.Clone(interests), func(string) bool { return rapid.Bool().Draw(t, n) }); len(some) > 0 {
				out[name] = some
			}
		case expr.Ref:
			out[name] = pick(t, "ann", "bob")
		default:
			out[name] = texts.Draw(t, n)
		}
	}
	return out
}

func genCriterion() *rapid.Generator[expr.Expr] {
	return rapid.Custom(func(t *rapid.T) expr.Expr {
		for {
			e, diags := expr.CheckBool(genCond(t, rapid.IntRange(1, 4).Draw(t, "depth")), scope{"contact"})
			if !diags.HasErrors() {
				return e
			}
		}
	})
}

func genRecordOf() *rapid.Generator[*rec] { return rapid.Custom(genRecord) }
