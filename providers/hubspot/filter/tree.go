package filter

import (
	"slices"
	"strings"
)

// tree is a formula of and and or without not: negation lives in the leaves.
type tree[L any] struct {
	kind kind
	kids []*tree[L] // and, or: two or more
	leaf L
	size int // leaves of and, or; parts that stand in several places count in each
}

type kind int

const (
	isLeaf kind = iota
	isAnd
	isOr
	isTrue
	isFalse
)

func constant[L any](v bool) *tree[L] {
	if v {
		return &tree[L]{kind: isTrue}
	}
	return &tree[L]{kind: isFalse}
}

func leaf[L any](l L) *tree[L] { return &tree[L]{leaf: l} }

// join makes the conjunction (and) or disjunction, flat and without constants.
func join[L any](and bool, kids ...*tree[L]) *tree[L] {
	out := &tree[L]{kind: isOr}
	neutral, absorbing := isFalse, isTrue
	if and {
		out.kind, neutral, absorbing = isAnd, isTrue, isFalse
	}
	for _, k := range kids {
		switch k.kind {
		case absorbing:
			return k
		case neutral:
		case out.kind:
			out.kids = append(out.kids, k.kids...)
		default:
			out.kids = append(out.kids, k)
		}
	}
	for _, k := range out.kids {
		out.size += max(1, k.size)
	}
	switch len(out.kids) {
	case 0:
		return constant[L](and)
	case 1:
		return out.kids[0]
	}
	return out
}

// each calls f for every leaf, in order.
func (t *tree[L]) each(f func(L)) {
	if t.kind == isLeaf {
		f(t.leaf)
	}
	for _, k := range t.kids {
		k.each(f)
	}
}

// replace makes the tree in which f(leaf) stands for each leaf.
func replace[L, M any](t *tree[L], f func(L) *tree[M]) *tree[M] {
	switch t.kind {
	case isLeaf:
		return f(t.leaf)
	case isTrue, isFalse:
		return constant[M](t.kind == isTrue)
	}
	kids := make([]*tree[M], len(t.kids))
	for i, k := range t.kids {
		kids[i] = replace(k, f)
	}
	return join(t.kind == isAnd, kids...)
}

// term is a conjunction of leaves, each with its key, in order of the keys.
type term[L keyed] []L

type keyed interface{ key() string }

// maxProduct bounds the work of dnf: the conjunctions before those that say too much are left out.
const maxProduct = 1000

// dnf is the disjunction of conjunctions that t is; ok is false when it needs more than limit of them.
// One conjunction without leaves is true, no conjunction is false.
func dnf[L keyed](t *tree[L], limit int) (terms []term[L], ok bool) {
	switch t.kind {
	case isTrue:
		return []term[L]{{}}, true
	case isFalse:
		return nil, true
	case isLeaf:
		return []term[L]{{t.leaf}}, true
	}
	if t.kind == isAnd {
		terms = []term[L]{{}}
	}
	for _, k := range t.kids {
		sub, ok := dnf(k, limit)
		if !ok {
			return nil, false
		}
		if t.kind == isOr {
			terms = append(terms, sub...)
		} else {
			if len(terms)*len(sub) > maxProduct {
				return nil, false
			}
			var product []term[L]
			for _, a := range terms {
				for _, b := range sub {
					product = append(product, merge(a, b))
				}
			}
			terms = product
		}
		if terms = absorb(terms); len(terms) > limit {
			return nil, false
		}
	}
	return terms, true
}

func merge[L keyed](a, b term[L]) term[L] {
	out := slices.Concat(a, b)
	slices.SortStableFunc(out, func(x, y L) int { return strings.Compare(x.key(), y.key()) })
	return slices.CompactFunc(out, func(x, y L) bool { return x.key() == y.key() })
}

// absorb leaves out the terms that say more than another one.
func absorb[L keyed](terms []term[L]) []term[L] {
	var out []term[L]
	for i, t := range terms {
		covered := slices.ContainsFunc(out, func(o term[L]) bool { return within(o, t) }) ||
			slices.ContainsFunc(terms[i+1:], func(o term[L]) bool { return len(o) < len(t) && within(o, t) })
		if !covered {
			out = append(out, t)
		}
	}
	return out
}

// within tells whether all leaves of a are in b; both are sorted.
func within[L keyed](a, b term[L]) bool {
	i := 0
	for _, l := range b {
		if i < len(a) && a[i].key() == l.key() {
			i++
		}
	}
	return i == len(a)
}
