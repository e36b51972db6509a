package emulator

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Values of formulas are nil for blank, bool, float64, string and moment.

// moment is a date, which is a midnight in GMT, or a time.
type moment struct {
	time.Time
	day bool
}

// layouts of what records hold.
const (
	dayLayout     = time.DateOnly
	instantLayout = "2006-01-02T15:04:05.000+0000"
)

// stored writes a moment as records hold it.
func (m moment) stored() string {
	if m.day {
		return m.Format(dayLayout)
	}
	return instant(m.Time)
}

// momentOf reads what a record holds; false for what is no date or time.
func momentOf(s string) (moment, bool) {
	if t, err := time.Parse(dayLayout, s); err == nil {
		return moment{t, true}, inYears(t)
	}
	for _, layout := range []string{instantLayout, time.RFC3339, "2006-01-02T15:04:05.999-0700", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return moment{t.UTC(), false}, inYears(t)
		}
	}
	return moment{}, false
}

// inYears tells whether Salesforce has the date: its years are 1700 to 4000 [doc].
func inYears(t time.Time) bool { return t.Year() >= 1700 && t.Year() <= 4000 }

func today(t time.Time) moment {
	t = t.UTC()
	return moment{time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), true}
}

// errNumber is a result that is no value. A formula field shows it as #Error!, and the API as none.
var errNumber = errors.New("#Error")

func blank(v any) bool { return v == nil || v == "" }

func truth(v any) bool {
	b, _ := v.(bool)
	return b
}

// text is a value as a text; a blank one is empty.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case moment:
		if v.day {
			return v.Format(dayLayout)
		}
		return v.Format("2006-01-02 15:04:05Z")
	}
	return ""
}

// same compares two values as = does: a blank one equals a blank one and nothing else.
func same(a, b any) bool {
	if blank(a) || blank(b) {
		return blank(a) && blank(b)
	}
	n, ok := order(a, b)
	return ok && n == 0
}

// order compares two values of one type; false when they have none in common. Numbers are decimal in Salesforce and binary
// here, so that those which differ by a rounding error only are equal.
func order(a, b any) (int, bool) {
	switch a := a.(type) {
	case float64:
		if b, ok := b.(float64); ok {
			if math.Abs(a-b) <= 1e-12*max(math.Abs(a), math.Abs(b)) {
				return 0, true
			}
			return map[bool]int{true: -1, false: 1}[a < b], true
		}
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b), true
		}
	case bool:
		if b, ok := b.(bool); ok && a == b {
			return 0, true
		} else if ok {
			return map[bool]int{false: -1, true: 1}[a], true
		}
	case moment:
		if b, ok := b.(moment); ok {
			return a.Compare(b.Time), true
		}
	}
	return 0, false
}

// units are the characters of a text as LEN counts them.
func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

func cutUnits(u []uint16, from, to int) string {
	from = min(max(from, 0), len(u))
	to = min(max(to, from), len(u))
	return string(utf16.Decode(u[from:to]))
}

// round rounds halves away from zero.
func round(f float64, digits int) float64 {
	if digits > 18 || digits < -18 {
		return f
	}
	// The shortest decimal that is the number, not the number itself, decides on halves, as it does in decimal arithmetic.
	scaled, err := strconv.ParseFloat(strconv.FormatFloat(f, 'f', -1, 64)+"e"+strconv.Itoa(digits), 64)
	if err != nil {
		return f
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(math.Round(scaled), 'f', -1, 64)+"e"+strconv.Itoa(-digits), 64)
	if err != nil {
		return f
	}
	return rounded
}

// finite gives an error for what no number is.
func finite(f float64) (any, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, errNumber
	}
	return f, nil
}

// moved adds days to a date or time.
func moved(m moment, days float64) (any, error) {
	if math.Abs(days) > 2e6 {
		return nil, errNumber
	}
	if m.day {
		days = math.Trunc(days)
	}
	whole := math.Trunc(days)
	out := moment{m.AddDate(0, 0, int(whole)).Add(time.Duration((days - whole) * float64(24*time.Hour))).Round(time.Second), m.day}
	if !inYears(out.Time) {
		return nil, errNumber
	}
	return out, nil
}

// looks are the assertions that stand for what Go has, which knows no others: ends of lines and of the text, and borders of words.
var looks = strings.NewReplacer(
	`(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))`, `\b`,
	`(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))`, `\B`,
	`(?<![^\n])`, `(?m:^)`, `(?![^\n])`, `(?m:$)`, `(?<![\s\S])`, `\A`, `(?![\s\S])`, `\z`, `(?!)`, `[^\x00-\x{10FFFF}]`)

// matches tells whether a pattern of Java matches the whole of a text. Patterns that only Java can read are an error.
func matches(s, pattern string) (bool, error) {
	re, err := regexp.Compile(`\A(?:` + looks.Replace(pattern) + `)\z`)
	if err != nil {
		return false, fmt.Errorf("the emulator cannot read the pattern %s: %w", pattern, err)
	}
	return re.MatchString(s), nil
}
