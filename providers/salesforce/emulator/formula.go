package emulator

import (
	"fmt"
	"strconv"
	"strings"
)

// term is a part of a formula: a literal, a field, a call, an operation. Operators are calls under their sign.
type term struct {
	kind termKind
	name string // of a field or function, in the function's case upper
	text string
	num  float64
	args []*term
}

type termKind int

const (
	textTerm termKind = iota
	numberTerm
	fieldTerm
	callTerm
)

// deepestFormula is how far parentheses may be nested.
const deepestFormula = 200

// notFormula is what Salesforce says of a text that is no formula.
type notFormula string

func (e notFormula) Error() string { return "Syntax error.  " + string(e) }

func syntaxError(format string, args ...any) error { return notFormula(fmt.Sprintf(format, args...)) }

// parser reads a formula by precedence: || && comparison & + * ^ unary.
type parser struct {
	tokens []string
	depth  int
}

// operators by how tightly they bind, loosest first. Comparisons do not chain in any order that matters.
var operators = [][]string{{"||"}, {"&&"}, {"=", "==", "<>", "!=", "<", ">", "<=", ">="}, {"&", "+", "-"}, {"*", "/"}, {"^"}}

func parseFormula(s string) (*term, error) {
	tokens, err := lex(s)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	t, err := p.binary(0)
	if err == nil && len(p.tokens) > 0 {
		err = syntaxError("Extra '%s'", p.tokens[0])
	}
	return t, err
}

func (p *parser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *parser) next() string {
	t := p.peek()
	if t != "" {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) binary(level int) (*term, error) {
	if level == len(operators) {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	for err == nil {
		op := ""
		for _, o := range operators[level] {
			if p.peek() == o {
				op = o
			}
		}
		if op == "" {
			return left, nil
		}
		p.next()
		var right *term
		right, err = p.binary(level + 1)
		switch op {
		case "==":
			op = "="
		case "!=":
			op = "<>"
		}
		left = &term{kind: callTerm, name: op, args: []*term{left, right}}
	}
	return nil, err
}

func (p *parser) unary() (*term, error) {
	if p.depth++; p.depth > deepestFormula {
		return nil, syntaxError("The formula is nested too deep")
	}
	defer func() { p.depth-- }()
	switch t := p.peek(); t {
	case "-", "+", "!":
		p.next()
		arg, err := p.unary()
		if t == "+" || err != nil {
			return arg, err
		}
		return &term{kind: callTerm, name: map[string]string{"-": "negate", "!": "NOT"}[t], args: []*term{arg}}, nil
	}
	return p.primary()
}

func (p *parser) primary() (*term, error) {
	t := p.next()
	switch {
	case t == "":
		return nil, syntaxError("Found end of formula")
	case t == "(":
		inner, err := p.binary(0)
		if err == nil && p.next() != ")" {
			err = syntaxError("Missing ')'")
		}
		return inner, err
	case t[0] == '"':
		return &term{kind: textTerm, text: t[1:]}, nil
	case t[0] >= '0' && t[0] <= '9' || t[0] == '.':
		n, err := strconv.ParseFloat(t, 64)
		if err != nil {
			return nil, syntaxError("Found '%s'", t)
		}
		return &term{kind: numberTerm, num: n}, nil
	case !nameStart(t[0]):
		return nil, syntaxError("Found '%s'", t)
	case p.peek() != "(":
		return &term{kind: fieldTerm, name: t}, nil
	}
	p.next()
	call := &term{kind: callTerm, name: strings.ToUpper(t)}
	if p.peek() == ")" {
		p.next()
		return call, nil
	}
	for {
		arg, err := p.binary(0)
		if err != nil {
			return nil, err
		}
		call.args = append(call.args, arg)
		switch t := p.next(); t {
		case ",":
		case ")":
			return call, nil
		case "":
			return nil, syntaxError("Missing ')'")
		default:
			return nil, syntaxError("Found '%s'", t)
		}
	}
}

func nameStart(c byte) bool {
	return c == '$' || c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// lex cuts a formula into tokens. A text literal is one that starts with a quotation mark and has none at its end.
func lex(s string) ([]string, error) {
	var out []string
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case strings.HasPrefix(s[i:], "/*"):
			end := strings.Index(s[i:], "*/")
			if end < 0 {
				return nil, syntaxError("Missing '*/'")
			}
			i += end + 2
		case c == '"' || c == '\'':
			var b strings.Builder
			j := i + 1
			for ; j < len(s) && s[j] != c; j++ {
				if s[j] == '\\' && j+1 < len(s) {
					j++
					if unescaped, ok := map[byte]byte{'n': '\n', 't': '\t', 'r': '\r'}[s[j]]; ok {
						b.WriteByte(unescaped)
						continue
					}
				}
				b.WriteByte(s[j])
			}
			if j >= len(s) {
				return nil, syntaxError("Missing '%c'", c)
			}
			out, i = append(out, `"`+b.String()), j+1
		case nameStart(c) || c >= '0' && c <= '9' || c == '.':
			j := i + 1
			for j < len(s) && (nameStart(s[j]) || s[j] >= '0' && s[j] <= '9' || s[j] == '.' || s[j] == ':' && j+1 < len(s) && nameStart(s[j+1])) {
				j++
			}
			out, i = append(out, s[i:j]), j
		default:
			n := 1
			for _, two := range []string{"||", "&&", "<>", "!=", "==", "<=", ">="} {
				if strings.HasPrefix(s[i:], two) {
					n = 2
				}
			}
			out, i = append(out, s[i:i+n]), i+n
		}
	}
	return out, nil
}

// walk visits a term and all below it.
func (t *term) walk(visit func(*term)) {
	visit(t)
	for _, a := range t.args {
		a.walk(visit)
	}
}
