package emulator

import (
	"fmt"
	"regexp"
	"strings"
)

// soqlToken is a word, a literal or a sign of a query, with the place of its first byte.
type soqlToken struct {
	kind soqlKind
	text string
	pos  int
}

type soqlKind int

const (
	endToken soqlKind = iota
	wordToken
	stringToken
	numberToken
	dayToken
	timeToken
	signToken
)

// soqlError is what is wrong with a query, and where.
type soqlError struct {
	code, message string
	pos           int
}

func malformed(pos int, format string, args ...any) *soqlError {
	return &soqlError{"MALFORMED_QUERY", fmt.Sprintf(format, args...), pos}
}

func wrongField(pos int, format string, args ...any) *soqlError {
	return &soqlError{"INVALID_FIELD", fmt.Sprintf(format, args...), pos}
}

// refusal words an error as Salesforce does: the line up to the place, a caret under it, row and column, the message.
func (e *soqlError) refusal(query string) *apiError {
	if e.pos < 0 {
		return bad(e.code, "%s", e.message)
	}
	pos := min(e.pos, len(query))
	start := strings.LastIndexByte(query[:pos], '\n') + 1
	end := len(query)
	if i := strings.IndexByte(query[pos:], '\n'); i >= 0 {
		end = pos + i
	}
	const context = 60 // bytes to either side; Salesforce shows a part of the line, too
	from, to := max(start, pos-context), min(end, pos+context)
	return bad(e.code, "\n%s\n%s^\nERROR at Row:%d:Column:%d\n%s", strings.ToValidUTF8(query[from:to], "?"), strings.Repeat(" ", pos-from),
		strings.Count(query[:start], "\n")+1, pos-start+1, e.message)
}

var (
	soqlNumber = regexp.MustCompile(`^[+-]?\d+(\.\d+)?$`)
	soqlDay    = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	soqlTime   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$`)
)

func wordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// soqlTokens cuts a query into tokens; the last one is the end.
func soqlTokens(q string) ([]soqlToken, *soqlError) {
	var out []soqlToken
	add := func(k soqlKind, text string, pos int) { out = append(out, soqlToken{k, text, pos}) }
	for i := 0; i < len(q); {
		c := q[i]
		switch {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
		case c == '\'':
			s, n, ok := soqlString(q[i:])
			if !ok {
				return nil, malformed(i, "line 1:%d no viable alternative at character '<EOF>'", len(q))
			}
			add(stringToken, s, i)
			i += n
		case c >= '0' && c <= '9' || (c == '-' || c == '+') && i+1 < len(q) && q[i+1] >= '0' && q[i+1] <= '9':
			j := i + 1
			for j < len(q) && (wordByte(q[j]) || strings.IndexByte(".:+-", q[j]) >= 0) {
				j++
			}
			text := q[i:j]
			switch {
			case soqlNumber.MatchString(text):
				add(numberToken, text, i)
			case soqlDay.MatchString(text):
				add(dayToken, text, i)
			case soqlTime.MatchString(text):
				add(timeToken, text, i)
			default:
				return nil, malformed(i, "unexpected token: '%s'", text)
			}
			i = j
		case wordByte(c):
			j := i + 1
			for j < len(q) && (wordByte(q[j]) || (q[j] == '.' || q[j] == ':') && j+1 < len(q) && wordByte(q[j+1])) {
				j++
			}
			add(wordToken, q[i:j], i)
			i = j
		default:
			n := 1
			for _, two := range []string{"!=", "<>", "<=", ">="} {
				if strings.HasPrefix(q[i:], two) {
					n = 2
				}
			}
			if strings.IndexByte("()=<>,!", c) < 0 {
				return nil, malformed(i, "unexpected token: '%s'", string([]rune(q[i:])[:1]))
			}
			add(signToken, q[i:i+n], i)
			i += n
		}
	}
	add(endToken, "<EOF>", len(q))
	return out, nil
}

// soqlString reads a string in single quotes. A backslash before % or _ stays, as LIKE needs it.
func soqlString(q string) (s string, length int, ok bool) {
	var b strings.Builder
	for i := 1; i < len(q); i++ {
		switch c := q[i]; {
		case c == '\'':
			return b.String(), i + 1, true
		case c == '\\' && i+1 < len(q):
			i++
			switch e := q[i]; e {
			case 'n', 'N':
				b.WriteByte('\n')
			case 'r', 'R':
				b.WriteByte('\r')
			case 't', 'T':
				b.WriteByte('\t')
			case '%', '_':
				b.WriteString(`\` + string(e))
			default:
				b.WriteByte(e)
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", 0, false
}
