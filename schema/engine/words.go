package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// formatValue writes a value for people.
func formatValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	case []any, []string:
		return strings.Join(texts(v), ", ")
	}
	return fmt.Sprint(v)
}

// capital makes the first letter large.
func capital(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// lowerFirst makes the first letter small, unless the word is an abbreviation.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 || len(r) > 1 && unicode.IsUpper(r[1]) {
		return s
	}
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

// stop ends a sentence.
func stop(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// stageLabel is what people call a stage.
func stageLabel(s *schema.Stage) string {
	if s == nil {
		return "no stage"
	}
	return schema.Label(s.Label, s.Name)
}

// titleOf is what people call the block at an address.
func titleOf(a *schema.Architecture, addr schema.Address) string {
	if b := a.Lookup(addr); b != nil {
		return schema.Title(b)
	}
	return string(addr)
}

// fieldWords is a field as people read it: "Email (contact.email)".
func fieldWords(a *schema.Architecture, f schema.Address) string {
	return fmt.Sprintf("%s (%s)", titleOf(a, f), written(f))
}

// written is a field as criteria write it: "contact.email".
func written(f schema.Address) string { return strings.TrimPrefix(string(f), "field.") }

// sentence is a condition in words: as described, else as its expression reads.
func sentence(a *schema.Architecture, c schema.Criterion, description string) string {
	if description != "" || c.IsZero() {
		return description
	}
	return inWords(a, c.Expr)
}

// inWords is an expression as people read it.
func inWords(a *schema.Architecture, e expr.Expr) string { return expr.Sentence(e, a.Namer()) }
