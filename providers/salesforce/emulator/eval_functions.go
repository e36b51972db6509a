package emulator

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// strict are the functions that are given the values of all their arguments. How many there are is checked before a
// formula is deployed.
var strict = map[string]func(args []any) (any, error){
	"NOT":      func(a []any) (any, error) { return !truth(a[0]), nil },
	"ISBLANK":  func(a []any) (any, error) { return blank(a[0]), nil },
	"ISNULL":   func(a []any) (any, error) { return blank(a[0]), nil },
	"ISNUMBER": func(a []any) (any, error) { _, err := number(a[0]); return err == nil && !blank(a[0]), nil },
	"ISPICKVAL": func(a []any) (any, error) {
		return same(a[0], a[1]), nil
	},
	"INCLUDES": func(a []any) (any, error) {
		return !blank(a[1]) && slices.Contains(strings.Split(text(a[0]), ";"), text(a[1])), nil
	},
	"TEXT":       func(a []any) (any, error) { return textOrNil(a[0]), nil },
	"VALUE":      func(a []any) (any, error) { return number(a[0]) },
	"CONTAINS":   func(a []any) (any, error) { return strings.Contains(text(a[0]), text(a[1])), nil },
	"BEGINS":     func(a []any) (any, error) { return strings.HasPrefix(text(a[0]), text(a[1])), nil },
	"REGEX":      func(a []any) (any, error) { return matches(text(a[0]), text(a[1])) },
	"LEN":        func(a []any) (any, error) { return float64(len(units(text(a[0])))), nil },
	"TRIM":       func(a []any) (any, error) { return strings.TrimSpace(text(a[0])), nil },
	"LOWER":      func(a []any) (any, error) { return strings.ToLower(text(a[0])), nil },
	"UPPER":      func(a []any) (any, error) { return strings.ToUpper(text(a[0])), nil },
	"CASESAFEID": func(a []any) (any, error) { return a[0], nil },
	"BR":         func([]any) (any, error) { return "\n", nil },
	"HYPERLINK":  func(a []any) (any, error) { return text(a[1]), nil },
	"IMAGE":      func(a []any) (any, error) { return text(a[1]), nil },
	"SUBSTITUTE": func(a []any) (any, error) {
		if text(a[1]) == "" {
			return a[0], nil
		}
		return joined(strings.ReplaceAll(text(a[0]), text(a[1]), text(a[2])))
	},
	"FIND": find, "LEFT": left, "RIGHT": right, "MID": mid, "LPAD": pad(true), "RPAD": pad(false),

	"ABS":      numbers(func(n []float64) (any, error) { return math.Abs(n[0]), nil }),
	"CEILING":  numbers(func(n []float64) (any, error) { return math.Copysign(math.Ceil(math.Abs(n[0])), n[0]) + 0, nil }),
	"FLOOR":    numbers(func(n []float64) (any, error) { return math.Copysign(math.Floor(math.Abs(n[0])), n[0]) + 0, nil }),
	"MCEILING": numbers(func(n []float64) (any, error) { return math.Ceil(n[0]) + 0, nil }),
	"MFLOOR":   numbers(func(n []float64) (any, error) { return math.Floor(n[0]) + 0, nil }),
	"MOD":      numbers(func(n []float64) (any, error) { return finite(math.Mod(n[0], n[1])) }),
	"ROUND":    numbers(func(n []float64) (any, error) { return finite(round(n[0], int(min(max(n[1], -19), 19)))) }),
	"SQRT":     numbers(func(n []float64) (any, error) { return finite(math.Sqrt(n[0])) }),
	"EXP":      numbers(func(n []float64) (any, error) { return finite(math.Exp(n[0])) }),
	"LN":       numbers(func(n []float64) (any, error) { return finite(math.Log(n[0])) }),
	"LOG":      numbers(func(n []float64) (any, error) { return finite(math.Log10(n[0])) }),

	"DATE":          numbers(date),
	"DATEVALUE":     func(a []any) (any, error) { return asMoment(a[0], true) },
	"DATETIMEVALUE": func(a []any) (any, error) { return asMoment(a[0], false) },
	"ADDMONTHS":     addMonths,
	"YEAR":          ofDay(func(t time.Time) int { return t.Year() }),
	"MONTH":         ofDay(func(t time.Time) int { return int(t.Month()) }),
	"DAY":           ofDay(func(t time.Time) int { return t.Day() }),
	"WEEKDAY":       ofDay(func(t time.Time) int { return int(t.Weekday()) + 1 }), // Sunday is 1
}

func textOrNil(v any) any {
	if blank(v) {
		return nil
	}
	return text(v)
}

// number reads a number out of a text.
func number(v any) (any, error) {
	if blank(v) {
		return nil, nil
	}
	if f, ok := v.(float64); ok {
		return f, nil
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(text(v)), 64)
	if err != nil {
		return nil, errNumber
	}
	return finite(f)
}

// numbers wraps a function of numbers, which is blank where one of them is.
func numbers(f func([]float64) (any, error)) func([]any) (any, error) {
	return func(args []any) (any, error) {
		in := make([]float64, len(args))
		for i, a := range args {
			if a == nil {
				return nil, nil
			}
			n, ok := a.(float64)
			if !ok {
				return nil, errNumber
			}
			in[i] = n
		}
		return f(in)
	}
}

// whole is an argument that counts; blank is 0.
func whole(v any) int {
	f, _ := v.(float64)
	return int(min(max(f, -longestText), longestText))
}

// find gives the place of a text in another, from 1; 0 when it is not there.
func find(a []any) (any, error) {
	start := 1
	if len(a) > 2 {
		start = max(whole(a[2]), 1)
	}
	u := units(text(a[1]))
	rest := cutUnits(u, start-1, len(u))
	i := strings.Index(rest, text(a[0]))
	if text(a[0]) == "" || i < 0 {
		return 0.0, nil
	}
	return float64(start + len(units(rest[:i]))), nil
}

func left(a []any) (any, error) { return cutUnits(units(text(a[0])), 0, whole(a[1])), nil }

func right(a []any) (any, error) {
	u := units(text(a[0]))
	return cutUnits(u, len(u)-max(whole(a[1]), 0), len(u)), nil
}

func mid(a []any) (any, error) {
	start := max(whole(a[1]), 1) - 1
	return cutUnits(units(text(a[0])), start, start+whole(a[2])), nil
}

func pad(front bool) func([]any) (any, error) {
	return func(a []any) (any, error) {
		u, n, with := units(text(a[0])), whole(a[1]), " "
		if len(a) > 2 {
			with = text(a[2])
		}
		if len(u) >= n {
			return cutUnits(u, 0, n), nil
		}
		if with == "" {
			return text(a[0]), nil
		}
		fill := cutUnits(units(strings.Repeat(with, (n-len(u))/len(units(with))+1)), 0, n-len(u))
		if front {
			return joined(fill + text(a[0]))
		}
		return joined(text(a[0]) + fill)
	}
}

func date(n []float64) (any, error) {
	y, m, d := int(min(max(n[0], 0), 9999)), int(min(max(n[1], 0), 99)), int(min(max(n[2], 0), 99))
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if !inYears(t) || int(t.Month()) != m || t.Day() != d {
		return nil, errNumber
	}
	return moment{t, true}, nil
}

// asMoment reads a date or time out of a text or of one of the other kind.
func asMoment(v any, day bool) (any, error) {
	if blank(v) {
		return nil, nil
	}
	m, ok := v.(moment)
	if !ok {
		s, _ := v.(string)
		if m, ok = momentOf(strings.Replace(strings.TrimSpace(s), " ", "T", 1)); !ok {
			return nil, errNumber
		}
	}
	if day {
		return today(m.Time), nil
	}
	return moment{m.Time, false}, nil
}

// addMonths keeps to the end of shorter months.
func addMonths(a []any) (any, error) {
	m, ok := a[0].(moment)
	if !ok || a[1] == nil {
		return nil, nil
	}
	first := time.Date(m.Year(), m.Month(), 1, m.Hour(), m.Minute(), m.Second(), 0, time.UTC).AddDate(0, min(max(whole(a[1]), -40000), 40000), 0)
	last := first.AddDate(0, 1, -1).Day()
	out := first.AddDate(0, 0, min(m.Day(), last)-1)
	if !inYears(out) {
		return nil, errNumber
	}
	return moment{out, m.day}, nil
}

func ofDay(f func(time.Time) int) func([]any) (any, error) {
	return func(a []any) (any, error) {
		m, ok := a[0].(moment)
		if !ok {
			return nil, nil
		}
		return float64(f(m.Time)), nil
	}
}
