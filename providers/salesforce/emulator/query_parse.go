package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// soql is a query as it was written.
type soql struct {
	text    string
	selects []operand
	count   bool // SELECT COUNT()
	from    soqlToken
	alias   string
	where   *condition
	group   []operand
	having  *condition
	order   []ordering
	limit   int // -1 is none
	offset  int
	all     bool // ALL ROWS: deleted records, too
}

// operand is a field, or a function of one.
type operand struct {
	fn    string // in upper case
	path  string
	alias string
	pos   int
}

type ordering struct {
	operand
	down, nullsLast bool
}

// condition is AND, OR, NOT of others, or a comparison.
type condition struct {
	op     string
	parts  []*condition
	of     operand
	values []literal
	sub    *soql // of IN
}

// literal is a value in a query. Words are null, true, false and dates such as TODAY or LAST_N_DAYS:3.
type literal struct {
	soqlToken
}

func (l literal) null() bool { return l.kind == wordToken && strings.EqualFold(l.text, "null") }

// deepestQuery is how far parentheses may be nested.
const deepestQuery = 100

// longestQuery is how many characters a query may have [doc].
const longestQuery = 100000

type soqlParser struct {
	tokens []soqlToken
	depth  int
}

func parseSOQL(q string) (*soql, *soqlError) {
	if len(q) > longestQuery {
		return nil, &soqlError{"QUERY_TOO_COMPLICATED", "the query is too long", -1}
	}
	tokens, err := soqlTokens(q)
	if err != nil {
		return nil, err
	}
	p := &soqlParser{tokens: tokens}
	s, err := p.query()
	if err == nil && p.peek().kind != endToken {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	s.text = q
	return s, nil
}

func (p *soqlParser) peek() soqlToken { return p.tokens[0] }

func (p *soqlParser) next() soqlToken {
	t := p.tokens[0]
	if t.kind != endToken {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *soqlParser) unexpected() *soqlError {
	return malformed(p.peek().pos, "unexpected token: '%s'", p.peek().text)
}

// word takes keywords if they come next.
func (p *soqlParser) word(words ...string) bool {
	for i, w := range words {
		if i >= len(p.tokens) || p.tokens[i].kind != wordToken || !strings.EqualFold(p.tokens[i].text, w) {
			return false
		}
	}
	p.tokens = p.tokens[len(words):]
	return true
}

func (p *soqlParser) sign(s string) bool {
	if t := p.peek(); t.kind == signToken && t.text == s {
		p.next()
		return true
	}
	return false
}

func (p *soqlParser) name() (soqlToken, *soqlError) {
	if p.peek().kind != wordToken {
		return soqlToken{}, p.unexpected()
	}
	return p.next(), nil
}

// clauses are words that no alias is.
var clauses = []string{"FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "USING", "WITH", "FOR", "ALL"}

func (p *soqlParser) optionalAlias() string {
	if t := p.peek(); t.kind == wordToken && !slices.Contains(clauses, strings.ToUpper(t.text)) {
		return p.next().text
	}
	return ""
}

func (p *soqlParser) query() (s *soql, err *soqlError) {
	s = &soql{limit: -1}
	if !p.word("SELECT") {
		return nil, p.unexpected()
	}
	for {
		if p.peek().text == "(" {
			return nil, malformed(p.peek().pos, "the emulator does not carry out queries of children")
		}
		o, err := p.operand()
		if err != nil {
			return nil, err
		}
		if o.fn == "COUNT" && o.path == "" {
			s.count = true
		} else {
			o.alias = p.optionalAlias()
			s.selects = append(s.selects, o)
		}
		if !p.sign(",") {
			break
		}
	}
	if s.count && len(s.selects) > 0 {
		return nil, malformed(s.selects[0].pos, "COUNT() must be the only element in the SELECT list")
	}
	if !p.word("FROM") {
		return nil, p.unexpected()
	}
	if s.from, err = p.name(); err != nil {
		return nil, err
	}
	s.alias = p.optionalAlias()
	if p.word("USING", "SCOPE") {
		if _, err = p.name(); err != nil {
			return nil, err
		}
	}
	if p.word("WHERE") {
		if s.where, err = p.condition(); err != nil {
			return nil, err
		}
	}
	p.word("WITH", "SECURITY_ENFORCED")
	if p.word("GROUP", "BY") {
		for more := true; more; more = p.sign(",") {
			o, err := p.operand()
			if err != nil {
				return nil, err
			}
			s.group = append(s.group, o)
		}
		if p.word("HAVING") {
			if s.having, err = p.condition(); err != nil {
				return nil, err
			}
		}
	}
	return s, p.ending(s)
}

// ending reads what comes after the conditions.
func (p *soqlParser) ending(s *soql) (err *soqlError) {
	if p.word("ORDER", "BY") {
		for more := true; more; more = p.sign(",") {
			var o ordering
			if o.operand, err = p.operand(); err != nil {
				return err
			}
			if o.down = p.word("DESC"); !o.down {
				p.word("ASC")
			}
			if o.nullsLast = p.word("NULLS", "LAST"); !o.nullsLast {
				p.word("NULLS", "FIRST")
			}
			s.order = append(s.order, o)
		}
	}
	if p.word("LIMIT") {
		if s.limit, err = p.natural(); err != nil {
			return err
		}
	}
	if p.word("OFFSET") {
		if s.offset, err = p.natural(); err != nil {
			return err
		}
		if s.offset > 2000 {
			return &soqlError{"NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000", -1}
		}
	}
	for p.word("FOR") {
		if _, err = p.name(); err != nil {
			return err
		}
	}
	s.all = p.word("ALL", "ROWS")
	return nil
}

func (p *soqlParser) natural() (int, *soqlError) {
	t := p.peek()
	n, err := strconv.Atoi(t.text)
	if t.kind != numberToken || err != nil || n < 0 {
		return 0, p.unexpected()
	}
	p.next()
	return n, nil
}

func (p *soqlParser) operand() (operand, *soqlError) {
	t, err := p.name()
	if err != nil {
		return operand{}, err
	}
	o := operand{path: t.text, pos: t.pos}
	if !p.sign("(") {
		return o, nil
	}
	o.fn, o.path = strings.ToUpper(t.text), ""
	if p.sign(")") {
		if o.fn != "COUNT" {
			return o, malformed(t.pos, "unexpected token: ')'")
		}
		return o, nil
	}
	inner, err := p.name()
	if err != nil {
		return o, err
	}
	o.path, o.pos = inner.text, inner.pos
	if !p.sign(")") {
		return o, p.unexpected()
	}
	return o, nil
}
