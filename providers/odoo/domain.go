package odoo

import (
	"slices"
	"strings"
)

// sameDomain tells whether two domains are the same list, however it is written.
func sameDomain(want, live any) bool { return canonical(text(want)) == canonical(text(live)) }

// canonical writes a domain in one way: without white space outside texts, tuples as lists, texts in double quotes.
func canonical(domain string) string {
	var b strings.Builder
	for i := 0; i < len(domain); i++ {
		c := domain[i]
		switch {
		case c == '\'' || c == '"':
			b.WriteByte('"')
			for i++; i < len(domain) && domain[i] != c; i++ {
				switch {
				case domain[i] == '\\' && i+1 < len(domain):
					i++
					if domain[i] == '\'' {
						b.WriteByte('\'')
						continue
					}
					b.WriteString(domain[i-1 : i+1])
				case domain[i] == '"':
					b.WriteString(`\"`)
				default:
					b.WriteByte(domain[i])
				}
			}
			b.WriteByte('"')
		case c == '(':
			b.WriteByte('[')
		case c == ')', c == ']':
			s := strings.TrimSuffix(b.String(), ",")
			b.Reset()
			b.WriteString(s + "]")
		case c == ' ', c == '\n', c == '\t', c == '\r':
		default:
			b.WriteByte(c)
		}
	}
	if b.Len() == 0 {
		return "[]"
	}
	return b.String()
}

// among tells whether every wanted text is among the live ones.
func among(want, live any) bool {
	w, _ := want.([]any)
	l, _ := live.([]any)
	return !slices.ContainsFunc(w, func(x any) bool { return !slices.Contains(l, x) })
}
