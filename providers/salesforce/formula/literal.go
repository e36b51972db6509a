package formula

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// escapes are those of text literals in the grammar of formulas: \n \r \t \" \' \\. A single
// quote may stand bare between double ones; escaped it is right for every parser.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// quote writes a text literal. ok is false for a text that no formula can hold: metadata is XML,
// which has no other control characters.
func quote(s string) (literal string, ok bool) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unwritable) {
		return "", false
	}
	return `"` + escapes.Replace(s) + `"`, true
}

func unwritable(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f || r == 0xfffe || r == 0xffff
}

// maxDigits is the largest number of digits of a number in Salesforce.
const maxDigits = 18

// number writes a number literal, which has no exponent.
func number(f float64) (literal string, ok bool) {
	s := strconv.FormatFloat(math.Abs(f), 'f', -1, 64)
	if math.IsNaN(f) || len(strings.Trim(strings.Replace(s, ".", "", 1), "0")) > maxDigits || math.Abs(f) >= 1e18 || len(s) > 2*maxDigits {
		return "", false
	}
	if f < 0 {
		return "(-" + s + ")", true
	}
	return s, true
}

func date(t time.Time) string {
	return "DATE(" + strconv.Itoa(t.Year()) + ", " + strconv.Itoa(int(t.Month())) + ", " + strconv.Itoa(t.Day()) + ")"
}

// datetime writes a moment; DATETIMEVALUE reads GMT.
func datetime(t time.Time) string {
	return `DATETIMEVALUE("` + t.UTC().Format(time.DateTime) + `")`
}

// units is the length of a text as LEN and RIGHT count it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }
