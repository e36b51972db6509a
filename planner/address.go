package planner

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// within tells whether the resource of a block (origin) and part belongs to what an address
// names: the block, one around it, or the part itself ("field.contact.band.option.A").
func within(origin schema.Address, part string, of schema.Address) bool {
	return origin.Within(of) || namesPart(of, origin, part)
}

// HolderOf is the block that another one stands in: the lifecycle of a stage, the stage of a criterion; nil for a top-level block.
func HolderOf(a *schema.Architecture, addr schema.Address) schema.Block {
	switch _, kind, labels := addr.Split(); {
	case kind == "stage" && len(labels) == 2:
		if t := a.Track(addr); t != nil {
			return t.Block
		}
	case kind == "member" && len(labels) == 2:
		return a.Lookup(schema.NewAddress(addr.Module(), "team", labels[0]))
	}
	for h := addr.Holder(); h != ""; h = h.Holder() {
		if b := a.Lookup(h); b != nil {
			return b
		}
	}
	return nil
}

// namesPart tells whether addr is the address of a nested block of origin whose label is part.
func namesPart(addr, origin schema.Address, part string) bool {
	rest, ok := strings.CutPrefix(string(addr), string(origin)+".")
	if !ok || part == "" {
		return false
	}
	_, label, ok := strings.Cut(rest, ".")
	return ok && label == part
}

// rewrite gives origin and part after a move of from to to; ok is false when
// the move does not concern them.
func rewrite(origin schema.Address, part string, from, to schema.Address) (schema.Address, string, bool) {
	switch {
	case origin == from:
		return to, part, true
	case strings.HasPrefix(string(origin), string(from)+"."):
		return to + origin[len(from):], part, true
	case namesPart(from, origin, part):
		parent, label := splitLast(string(to))
		parent, _ = splitLast(parent)
		return schema.Address(parent), label, true
	case origin.Within(from): // a stage, or what is in it, of a lifecycle or pipeline
		module, _, labels := to.Split()
		if len(labels) != 1 {
			return "", "", false
		}
		_, kind, old := origin.Split()
		return schema.NewAddress(module, kind, append([]string{labels[0]}, old[1:]...)...), part, true
	}
	return "", "", false
}

func splitLast(s string) (head, last string) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", s
	}
	return s[:i], s[i+1:]
}

// Glob matches a pattern in which * stands for any text and ? for one character.
func Glob(pattern, s string) bool {
	p, star, mark := 0, -1, 0
	for i := 0; i < len(s); {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func globAny(patterns []string, s string) bool {
	for _, p := range patterns {
		if Glob(p, s) {
			return true
		}
	}
	return false
}
