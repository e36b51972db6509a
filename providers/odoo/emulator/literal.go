package emulator

import (
	"fmt"
	"strconv"
	"strings"
)

// literal reads a Python literal of lists, tuples, texts, numbers, True, False and None: a domain as automation rules and teams have it.
func literal(s string) (any, error) {
	p := &reader{s: s}
	v, err := p.value()
	if p.space(); err == nil && p.at < len(s) {
		err = p.wrong()
	}
	return v, err
}

type reader struct {
	s     string
	at    int
	depth int
}

func (p *reader) wrong() error { return fmt.Errorf("cannot be read at character %d", p.at+1) }

func (p *reader) space() {
	for p.at < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.at]) >= 0 {
		p.at++
	}
}

func (p *reader) value() (any, error) {
	p.space()
	if p.at == len(p.s) || p.depth > 100 {
		return nil, p.wrong()
	}
	switch c := p.s[p.at]; c {
	case '[', '(':
		return p.list(map[byte]byte{'[': ']', '(': ')'}[c])
	case '\'', '"':
		return p.quoted(c)
	}
	end := p.at
	for end < len(p.s) && strings.IndexByte(" \t\r\n,)]", p.s[end]) < 0 {
		end++
	}
	word := p.s[p.at:end]
	switch word {
	case "True":
		p.at = end
		return true, nil
	case "False", "None":
		p.at = end
		return false, nil
	}
	n, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return nil, p.wrong()
	}
	p.at = end
	return n, nil
}

func (p *reader) list(end byte) (any, error) {
	p.at++
	p.depth++
	defer func() { p.depth-- }()
	out := []any{}
	for {
		if p.space(); p.at < len(p.s) && p.s[p.at] == end {
			p.at++
			return out, nil
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if p.space(); p.at < len(p.s) && p.s[p.at] == ',' {
			p.at++
		} else if p.at == len(p.s) || p.s[p.at] != end {
			return nil, p.wrong()
		}
	}
}

// escapes of one character; \xNN, \uNNNN and \UNNNNNNNN are numbers.
var escapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': `\`, '\'': "'", '"': `"`, '0': "\x00", 'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v"}

func (p *reader) quoted(end byte) (any, error) {
	var b strings.Builder
	for p.at++; p.at < len(p.s); p.at++ {
		c := p.s[p.at]
		if c == end {
			p.at++
			return b.String(), nil
		}
		if c == '\n' {
			break
		}
		if c != '\\' || p.at+1 == len(p.s) {
			b.WriteByte(c)
			continue
		}
		p.at++
		c = p.s[p.at]
		if digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]; digits > 0 {
			if p.at+digits >= len(p.s) {
				break
			}
			n, err := strconv.ParseInt(p.s[p.at+1:p.at+1+digits], 16, 32)
			if err != nil {
				break
			}
			b.WriteRune(rune(n))
			p.at += digits
		} else if s, known := escapes[c]; known {
			b.WriteString(s)
		} else {
			b.WriteString(p.s[p.at-1 : p.at+1])
		}
	}
	return nil, p.wrong()
}

// repr writes a value as Python does, for messages.
func repr(v any) string {
	switch x := v.(type) {
	case nil:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[x]
	case string:
		return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(x) + "'"
	case []any:
		parts := make([]string, len(x))
		for i := range x {
			parts[i] = repr(x[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}
