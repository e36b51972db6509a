package expr

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Function documents a function of the criteria language.
type Function struct {
	Name      string
	Signature string // contains(list, value)
	Doc       string // one or two sentences
	Example   string // a criterion that uses it
}

// function is what the checker, the evaluator and the sentence know of it.
type function struct {
	Function
	min, max int // number of arguments; max is -1 for any number
	// typ gives the type of a call whose arguments are checked; it may
	// replace arguments and reports what is wrong with them.
	typ func(c *checker, n *Call) Type
	// eval computes the call; args are the values of the arguments.
	eval func(env Env, n *Call, args []any) any
	// say is the English form, with {1}, {2} for arguments and {*} for all of
	// them; not is the form of the negation, of functions that give a bool.
	say, not string
}

// Functions lists every function, by name.
func Functions() []Function {
	out := make([]Function, len(functions))
	for i := range functions {
		out[i] = functions[i].Function
	}
	return out
}

func functionNamed(name string) *function {
	for i := range functions {
		if functions[i].Name == name {
			return &functions[i]
		}
	}
	return nil
}

func functionNames() []string {
	out := make([]string, len(functions))
	for i := range functions {
		out[i] = functions[i].Name
	}
	return out
}

// isQuant tells whether a name is one of the functions over related records,
// which are Quant nodes in a checked tree.
func isQuant(name string) bool { return name == "count" || name == "any" || name == "all" }

var functions = []function{
	{Function: Function{"abs", "abs(number)", "The number without its sign.", "abs(deal.amount - deal.forecast) > 1000"},
		min: 1, max: 1, typ: numbers, say: "the absolute value of {1}",
		eval: func(_ Env, _ *Call, a []any) any { return onNumber(a[0], math.Abs) }},
	{Function: Function{"all", "all(object, condition)", "True when every related record of the object meets the condition; also when there is none.", "all(deal, deal.amount > 0)"},
		min: 2, max: 2},
	{Function: Function{"any", "any(object, condition)", "True when at least one related record of the object meets the condition. Without a condition: when there is a related record.", "any(deal, deal.amount > 1000)"},
		min: 1, max: 2},
	{Function: Function{"at_least", "at_least(n, condition, …)", "True when n or more of the conditions hold.", "at_least(2, is_set(contact.email), is_set(contact.phone), contact.requested_demo)"},
		min: 2, max: -1, typ: typAtLeast, eval: evalAtLeast},
	{Function: Function{"changed", "changed(field)", "True when the change under consideration gives the field another value.", "changed(deal.close_date)"},
		min: 1, max: 1, typ: typChanged, eval: evalChanged, say: "{1} has changed", not: "{1} has not changed"},
	{Function: Function{"coalesce", "coalesce(value, …)", "The first value that is not missing.", "coalesce(deal.discount, 0) < 10"},
		min: 1, max: -1, typ: sameType, eval: evalCoalesce},
	{Function: Function{"contains", "contains(list_or_text, value)", "True when a list, or a field with several options, holds the value, or when a text holds the other text. Upper and lower case differ.", `contains(["software", "fintech"], company.industry)`},
		min: 2, max: 2, typ: typContains, eval: evalContains, say: "{1} contains {2}", not: "{1} does not contain {2}"},
	{Function: Function{"count", "count(object) or count(object, condition)", "How many related records of the object there are, or meet the condition.", "count(deal, deal.amount > 1000) >= 2"},
		min: 1, max: 2},
	{Function: Function{"days_since", "days_since(date)", "The days from a date or time until now: calendar days from a date, days with fractions from a time. Negative for the future.", "days_since(contact.last_activity_at) > 14"},
		min: 1, max: 1, typ: typDaysSince, eval: evalDaysSince, say: "the number of days since {1}"},
	{Function: Function{"ends_with", "ends_with(text, end)", "True when the text ends with the other. Upper and lower case differ.", `ends_with(contact.email, ".edu")`},
		min: 2, max: 2, typ: twoTexts, say: "{1} ends with {2}", not: "{1} does not end with {2}",
		eval: func(_ Env, _ *Call, a []any) any { return onTexts(a, strings.HasSuffix) }},
	{Function: Function{"is_set", "is_set(value)", "True when the value is not missing. A comparison with a missing value is false; is_set is the way to ask.", "is_set(contact.email)"},
		min: 1, max: 1, typ: always(Bool), say: "{1} is filled in", not: "{1} is empty",
		eval: func(_ Env, _ *Call, a []any) any { return !isNull(a[0]) }},
	{Function: Function{"length", "length(text_or_list)", "The number of characters of a text, or of items of a list.", "length(contact.job_title) >= 3"},
		min: 1, max: 1, typ: typLength, eval: evalLength, say: "the length of {1}"},
	{Function: Function{"lower", "lower(text)", "The text in lower case.", `lower(company.country) == "germany"`},
		min: 1, max: 1, typ: texts(Text), say: "{1} in lower case",
		eval: func(_ Env, _ *Call, a []any) any {
			if s, ok := a[0].(string); ok {
				return strings.ToLower(s)
			}
			return nil
		}},
	{Function: Function{"matches", "matches(text, pattern)", "True when the regular expression (RE2) matches somewhere in the text; ^ and $ tie it to the ends.", `matches(contact.phone, "^\\+[0-9 ]+$")`},
		min: 2, max: 2, typ: typMatches, eval: evalMatches, say: "{1} matches the pattern {2}", not: "{1} does not match the pattern {2}"},
	{Function: Function{"max", "max(number_or_date, …)", "The highest of the values; missing if one of them is.", "max(deal.amount, deal.forecast) > 1000"},
		min: 1, max: -1, typ: typExtreme, say: "the highest of {*}",
		eval: func(_ Env, _ *Call, a []any) any { return extreme(Gt, a) }},
	{Function: Function{"min", "min(number_or_date, …)", "The lowest of the values; missing if one of them is.", "min(deal.amount, deal.forecast) > 1000"},
		min: 1, max: -1, typ: typExtreme, say: "the lowest of {*}",
		eval: func(_ Env, _ *Call, a []any) any { return extreme(Lt, a) }},
	{Function: Function{"prior", "prior(field)", "The value of the field before the change under consideration.", "prior(deal.amount) < deal.amount"},
		min: 1, max: 1, typ: typPrior, eval: evalPrior, say: "the previous value of {1}"},
	{Function: Function{"round", "round(number) or round(number, digits)", "The number rounded to that many digits after the point, none if not given; halves away from zero.", "round(deal.discount, 1) <= 12.5"},
		min: 1, max: 2, typ: numbers, eval: evalRound, say: "{1} rounded"},
	{Function: Function{"starts_with", "starts_with(text, start)", "True when the text starts with the other. Upper and lower case differ.", `starts_with(contact.phone, "+49")`},
		min: 2, max: 2, typ: twoTexts, say: "{1} starts with {2}", not: "{1} does not start with {2}",
		eval: func(_ Env, _ *Call, a []any) any { return onTexts(a, strings.HasPrefix) }},
}

func onNumber(v any, f func(float64) float64) any {
	if x, ok := v.(float64); ok {
		return finite(f(x))
	}
	return nil
}

func onTexts(a []any, f func(a, b string) bool) any {
	x, ok := a[0].(string)
	y, ok2 := a[1].(string)
	return ok && ok2 && f(x, y)
}

func evalAtLeast(_ Env, _ *Call, a []any) any {
	n, ok := a[0].(float64)
	held := 0
	for _, v := range a[1:] {
		if truth(v) {
			held++
		}
	}
	return ok && float64(held) >= n
}

func evalChanged(env Env, n *Call, a []any) any {
	f, ok := n.Args[0].(*Field)
	if !ok {
		return false
	}
	was := coerce(env.Prior(f.Object, f.Name), f.Typ)
	return !same(a[0], was)
}

func evalPrior(env Env, n *Call, _ []any) any {
	if f, ok := n.Args[0].(*Field); ok {
		return coerce(env.Prior(f.Object, f.Name), f.Typ)
	}
	return nil
}

func evalCoalesce(_ Env, _ *Call, a []any) any {
	for _, v := range a {
		if !isNull(v) {
			return v
		}
	}
	return nil
}

func evalContains(_ Env, _ *Call, a []any) any {
	switch hay := a[0].(type) {
	case []any:
		for _, v := range hay {
			if compare(Eq, v, a[1]) {
				return true
			}
		}
	case string:
		return onTexts(a, strings.Contains)
	}
	return false
}

func evalDaysSince(env Env, n *Call, a []any) any {
	t, ok := a[0].(time.Time)
	if !ok {
		return nil
	}
	now := env.Now()
	if n.Args[0].Type().Kind == Date {
		now = dayOf(now)
	}
	return now.Sub(t).Hours() / 24
}

func evalLength(_ Env, _ *Call, a []any) any {
	switch v := a[0].(type) {
	case string:
		return float64(utf8.RuneCountInString(v))
	case []any:
		return float64(len(v))
	}
	return nil
}

var patterns sync.Map // string → *regexp.Regexp; nil for a bad one

func evalMatches(_ Env, _ *Call, a []any) any {
	return onTexts(a, func(s, pattern string) bool {
		cached, ok := patterns.Load(pattern)
		if !ok {
			re, err := regexp.Compile(pattern)
			if err != nil {
				re = nil
			}
			cached, _ = patterns.LoadOrStore(pattern, re)
		}
		re := cached.(*regexp.Regexp)
		return re != nil && re.MatchString(s)
	})
}

// extreme is the value of a that compares as op with all others.
func extreme(op Op, a []any) any {
	best := a[0]
	for _, v := range a {
		if isNull(v) {
			return nil
		}
		if compare(op, v, best) {
			best = v
		}
	}
	return best
}

func evalRound(_ Env, _ *Call, a []any) any {
	x, ok := a[0].(float64)
	if !ok {
		return nil
	}
	digits := 0
	if len(a) == 2 {
		d, ok := a[1].(float64)
		if !ok || d != math.Trunc(d) || math.Abs(d) > 15 {
			return nil
		}
		digits = int(d)
	}
	if digits < 0 {
		p := math.Pow10(-digits)
		return finite(math.Round(x/p) * p)
	}
	p := math.Pow10(digits)
	if r := math.Round(x*p) / p; !math.IsInf(x*p, 0) {
		f, err := strconv.ParseFloat(strconv.FormatFloat(r, 'f', digits, 64), 64)
		if err == nil {
			return finite(f)
		}
	}
	return finite(x)
}
