package formula

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// op is the kind of a condition.
type op int

const (
	isFalse op = iota
	isTrue
	isLeaf   // a formula
	isAll    // AND of parts
	isAny    // OR of parts
	isChoice // IF(parts[0], parts[1], parts[2])
	isCount  // need or more of parts hold
	isLost   // what formulas cannot say
)

// cond is a condition as a tree in which negation has moved into the leaves.
type cond struct {
	op    op
	text  string // leaf
	neg   *cond  // leaf: its negation; nil for NOT(text)
	parts []*cond
	need  int
	size  int // length of the text, about
	// Of what is lost:
	part         expr.Expr
	why, instead string
}

var (
	yes = &cond{op: isTrue, size: 4}
	no  = &cond{op: isFalse, size: 5}
)

func truth(v bool) *cond {
	if v {
		return yes
	}
	return no
}

func leaf(text string) *cond { return &cond{op: isLeaf, text: text, size: len(text)} }

// either is a leaf with its negation.
func either(text, not string) *cond {
	c := leaf(text)
	c.neg = leaf(not)
	c.neg.neg = c
	return c
}

// guarded is a leaf that is false without a value even unguarded; its negation has to ask.
func guarded(set *cond, text, not string) *cond {
	c := leaf(text)
	c.neg = anyOf(negate(set), leaf(not))
	return c
}

func lose(part expr.Expr, why, instead string) *cond {
	return &cond{op: isLost, part: part, why: why, instead: instead}
}

// maxSize bounds a condition while it is made, far above what a formula may have.
const maxSize = 40000

// join makes a conjunction or disjunction, flat, without constants and without leaves that stand there already.
func join(kind op, parts []*cond) *cond {
	absorbing, neutral := no, yes
	if kind == isAny {
		absorbing, neutral = yes, no
	}
	out := &cond{op: kind}
	seen := map[string]bool{}
	for _, p := range parts {
		list := []*cond{p}
		if p.op == kind {
			list = p.parts
		}
		for _, q := range list {
			switch {
			case q.op == absorbing.op:
				return absorbing
			case q.op == neutral.op || q.op == isLeaf && seen[q.text]:
				continue
			case q.op == isLeaf:
				seen[q.text] = true
			}
			out.parts = append(out.parts, q)
			out.size += q.size + 2
		}
	}
	switch len(out.parts) {
	case 0:
		return neutral
	case 1:
		return out.parts[0]
	}
	return out
}

func all(parts ...*cond) *cond   { return join(isAll, parts) }
func anyOf(parts ...*cond) *cond { return join(isAny, parts) }

// choose is: if c then a, else b.
func choose(c, a, b *cond) *cond {
	if l := c.lost(); l != nil {
		return l
	}
	switch {
	case c.op == isTrue:
		return a
	case c.op == isFalse:
		return b
	case a.op == isTrue || b.op == isFalse:
		if a.op == isTrue {
			return anyOf(c, b)
		}
		return all(c, a)
	case a.op == isFalse || b.op == isTrue:
		if a.op == isFalse {
			return all(negate(c), b)
		}
		return anyOf(negate(c), a)
	case a == b || a.op == isLeaf && b.op == isLeaf && a.text == b.text:
		return a
	}
	return &cond{op: isChoice, parts: []*cond{c, a, b}, size: c.size + a.size + b.size + 8}
}

// atLeast is: need or more of parts hold.
func atLeast(need int, parts []*cond) *cond {
	out := &cond{op: isCount}
	for _, p := range parts {
		switch p.op {
		case isTrue:
			need--
		case isFalse:
		default:
			out.parts = append(out.parts, p)
			out.size += p.size + 12
		}
	}
	out.need = need
	switch {
	case need <= 0:
		return yes
	case need > len(out.parts):
		return no
	case need == 1:
		return anyOf(out.parts...)
	case need == len(out.parts):
		return all(out.parts...)
	}
	return out
}

func negate(c *cond) *cond {
	switch c.op {
	case isFalse, isTrue:
		return truth(c.op == isFalse)
	case isLeaf:
		if c.neg != nil {
			return c.neg
		}
		n := leaf("NOT(" + c.text + ")")
		n.neg = c
		return n
	case isAll:
		return anyOf(each(c.parts, negate)...)
	case isAny:
		return all(each(c.parts, negate)...)
	case isChoice:
		return choose(c.parts[0], negate(c.parts[1]), negate(c.parts[2]))
	case isCount:
		return atLeast(len(c.parts)-c.need+1, each(c.parts, negate))
	}
	return c
}

func each(parts []*cond, f func(*cond) *cond) []*cond {
	out := make([]*cond, len(parts))
	for i, p := range parts {
		out[i] = f(p)
	}
	return out
}

// lost is the first part of c that formulas cannot say.
func (c *cond) lost() *cond {
	if c.op == isLost {
		return c
	}
	for _, p := range c.parts {
		if l := p.lost(); l != nil {
			return l
		}
	}
	return nil
}

// refusals adds a note for each part of c that formulas cannot say.
func (c *cond) refusals(to []Note) []Note {
	if c.op == isLost {
		return addNotes(to, note(c.part, c.why, c.instead))
	}
	for _, p := range c.parts {
		to = p.refusals(to)
	}
	return to
}

// String is the formula of a condition of which nothing is lost.
func (c *cond) String() string {
	switch c.op {
	case isTrue:
		return "TRUE"
	case isFalse:
		return "FALSE"
	case isLeaf:
		return c.text
	case isAll:
		return "AND(" + list(c.parts) + ")"
	case isAny:
		return "OR(" + list(c.parts) + ")"
	case isChoice:
		return "IF(" + list(c.parts) + ")"
	case isCount:
		terms := make([]string, len(c.parts))
		for i, p := range c.parts {
			terms[i] = "IF(" + p.String() + ", 1, 0)"
		}
		return fmt.Sprintf("%s >= %d", strings.Join(terms, " + "), c.need)
	}
	return "" // lost
}

func list(parts []*cond) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.String()
	}
	return strings.Join(out, ", ")
}
