package filter

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// words says an atom as HubSpot's filter editor does.
func words(a *atom) string {
	label := a.prop.Label
	if label == "" {
		label = a.prop.Name
	}
	s := label + " " + demand(a)
	if _, ok := a.test.(known); !ok && a.blank {
		s += " (or is unknown)"
	}
	return s
}

func demand(a *atom) string {
	not := func(plain, inverse string) string {
		if a.inv {
			return inverse
		}
		return plain
	}
	switch t := a.test.(type) {
	case known:
		return not("is known", "is unknown")
	case yes:
		return not("is any of Yes", "is any of No")
	case number:
		return numberWords[inverse(t.op, a.inv)] + " " + strconv.FormatFloat(t.x, 'f', -1, 64)
	case oneOf:
		if isText(a.prop) {
			return not("is equal to any of ", "is not equal to any of ") + quoted(t.values)
		}
		return not("is any of ", "is none of ") + strings.Join(t.values, ", ")
	case affix:
		return map[string]string{"contains": not("contains any of ", "doesn't contain any of "), "starts_with": "starts with any of ", "ends_with": "ends with any of "}[t.how] + quoted([]string{t.s})
	case moment:
		return momentWords(t, inverse(t.op, a.inv))
	}
	return ""
}

func quoted(values []string) string {
	q := make([]string, len(values))
	for i, v := range values {
		q[i] = strconv.Quote(v)
	}
	return strings.Join(q, ", ")
}

var (
	numberWords = map[expr.Op]string{expr.Eq: "is equal to", expr.Ne: "is not equal to", expr.Lt: "is less than",
		expr.Le: "is less than or equal to", expr.Gt: "is greater than", expr.Ge: "is greater than or equal to"}
	timeWords = map[expr.Op]string{expr.Eq: "is equal to", expr.Ne: "is not equal to", expr.Lt: "is before", expr.Le: "is on or before", expr.Gt: "is after", expr.Ge: "is on or after"}
)

func momentWords(m moment, op expr.Op) string {
	switch {
	case m.rel && m.day && m.back == 0:
		return timeWords[op] + " today"
	case m.rel && m.day && m.back < 0:
		return fmt.Sprintf("%s %d days from today", timeWords[op], -m.back)
	case m.rel && m.day:
		return fmt.Sprintf("%s %d days before today", timeWords[op], m.back)
	case m.rel:
		ago, d := "ago", time.Duration(m.back)*time.Millisecond
		if d < 0 {
			ago, d = "from now", -d
		}
		span := d.String()
		if m.back%dayMillis == 0 {
			span = fmt.Sprintf("%d days", int64(d/(24*time.Hour)))
		}
		return fmt.Sprintf("%s %s %s", timeWords[op], span, ago)
	case m.day:
		return timeWords[op] + " " + m.at.Format(time.DateOnly)
	}
	return timeWords[op] + " " + m.at.Format("2006-01-02 15:04:05.999 MST")
}
