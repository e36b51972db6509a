package planner

import (
	"reflect"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// follows tells whether a change does nothing but keep up with what is renamed:
// every attribute that differs has the same value once old keys and addresses are written as new ones.
func (b *build) follows(c *Change) bool {
	w := c.w
	if c.Action != Update && c.Action != Move || c.Drift || c.Conflict || len(c.Diffs) == 0 {
		return false
	}
	for i := range w.typ.Attributes {
		a := &w.typ.Attributes[i]
		d, differs := w.diff(a)
		if !differs {
			continue
		}
		if a.Secret() || d.Before == nil || d.After == nil {
			return false
		}
		if !reflect.DeepEqual(b.readdress(w.crm, w.crm.renamed(a, d.Before)), d.After) {
			return false
		}
	}
	return true
}

// readdress writes the texts of a value with the addresses that moved blocks give, and natural keys with a parent
// ("lead/mql") that are not declared as references with the new ones; a bare word could be anything.
func (b *build) readdress(c *crm, v any) any {
	switch x := v.(type) {
	case string:
		for old, now := range c.renames {
			if old[1] == x && strings.Contains(x, "/") {
				return now
			}
		}
		for _, m := range b.Arch.Moved {
			x = replaceAddress(x, m.From, m.To)
		}
		return x
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = b.readdress(c, x[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k := range x {
			out[k] = b.readdress(c, x[k])
		}
		return out
	}
	return v
}

// replaceAddress writes an address, as a whole and not as a part of a longer word, as another one.
func replaceAddress(text string, from, to schema.Address) string {
	old, now := from.Written(), to.Written()
	var out strings.Builder
	for {
		i := strings.Index(text, old)
		if i < 0 {
			return out.String() + text
		}
		end := i + len(old)
		whole := (i == 0 || !inAddress(text[i-1]) && text[i-1] != '.') && (end == len(text) || !inAddress(text[end]))
		out.WriteString(text[:i])
		if whole {
			out.WriteString(now)
		} else {
			out.WriteString(old)
		}
		text = text[end:]
	}
}

func inAddress(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
