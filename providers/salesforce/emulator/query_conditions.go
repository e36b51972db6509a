package emulator

import (
	"slices"
	"strings"
)

// condition reads comparisons that are all joined by AND or all by OR; a mixture needs parentheses.
func (p *soqlParser) condition() (*condition, *soqlError) {
	if p.depth++; p.depth > deepestQuery {
		return nil, malformed(p.peek().pos, "the query is nested too deep")
	}
	defer func() { p.depth-- }()
	first, err := p.single()
	if err != nil {
		return nil, err
	}
	for _, op := range []string{"AND", "OR"} {
		if !p.word(op) {
			continue
		}
		c := &condition{op: op, parts: []*condition{first}}
		for {
			part, err := p.single()
			if err != nil {
				return nil, err
			}
			c.parts = append(c.parts, part)
			if !p.word(op) {
				break
			}
		}
		if t := p.peek(); t.kind == wordToken && (strings.EqualFold(t.text, "AND") || strings.EqualFold(t.text, "OR")) {
			return nil, p.unexpected()
		}
		return c, nil
	}
	return first, nil
}

func (p *soqlParser) single() (*condition, *soqlError) {
	if p.word("NOT") {
		if p.depth++; p.depth > deepestQuery {
			return nil, malformed(p.peek().pos, "the query is nested too deep")
		}
		defer func() { p.depth-- }()
		part, err := p.single()
		return &condition{op: "NOT", parts: []*condition{part}}, err
	}
	if p.sign("(") {
		c, err := p.condition()
		if err == nil && !p.sign(")") {
			err = p.unexpected()
		}
		return c, err
	}
	o, err := p.operand()
	if err != nil {
		return nil, err
	}
	return p.comparison(o)
}

func (p *soqlParser) comparison(o operand) (*condition, *soqlError) {
	c := &condition{of: o}
	switch t := p.peek(); {
	case t.kind == signToken && slices.Contains([]string{"=", "!=", "<>", "<", "<=", ">", ">="}, t.text):
		c.op = p.next().text
		if c.op == "<>" {
			c.op = "!="
		}
	case p.word("LIKE"):
		c.op = "LIKE"
	case p.word("IN"), p.word("NOT", "IN"), p.word("INCLUDES"), p.word("EXCLUDES"):
		c.op = strings.ToUpper(t.text)
		if c.op == "NOT" {
			c.op = "NOT IN"
		}
		return c, p.list(c)
	default:
		return nil, p.unexpected()
	}
	l, err := p.literal()
	c.values = []literal{l}
	return c, err
}

// list reads the values of IN, or the query that gives them.
func (p *soqlParser) list(c *condition) (err *soqlError) {
	if !p.sign("(") {
		return p.unexpected()
	}
	if t := p.peek(); t.kind == wordToken && strings.EqualFold(t.text, "SELECT") && strings.HasSuffix(c.op, "IN") {
		if c.sub, err = p.query(); err != nil {
			return err
		}
	} else {
		for more := true; more; more = p.sign(",") {
			l, err := p.literal()
			if err != nil {
				return err
			}
			c.values = append(c.values, l)
		}
	}
	if !p.sign(")") {
		return p.unexpected()
	}
	return nil
}

func (p *soqlParser) literal() (literal, *soqlError) {
	switch p.peek().kind {
	case stringToken, numberToken, dayToken, timeToken, wordToken:
		return literal{p.next()}, nil
	}
	return literal{}, p.unexpected()
}
