package pyexpr

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
)

// The sorts of instructions in a table.
const (
	opSplit = iota // to both targets
	opEmpty        // to the target, where a condition on the place holds
	opRune         // to the target, over a character in one of the ranges
	opMatch
	opFail
)

// matcher runs a table over a text: all ways through it at once, so that its time is the length of the text times that of
// the table. It is the way in which Go's regexp package works, which criteria are defined by.
const matcher = `def sc_match(s, table, start):
    if s is None:
        return False
    word = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_'
    now = []
    for i in range(len(s) + 1):
        before, after = s[i - 1:i] if i else '', s[i:i + 1]
        edge = (before != '' and before in word) != (after != '' and after in word)
        holds = (1 if i == 0 or before == '\n' else 0) + (2 if after in ('', '\n') else 0) + (4 if i == 0 else 0) + (8 if after == '' else 0) + (16 if edge else 32)
        todo = now + [start]
        seen = set()
        at = []
        while todo:
            n = todo.pop()
            if n in seen:
                continue
            seen.add(n)
            x = table[n]
            if x[0] == 0:
                todo += [x[1], x[2]]
            elif x[0] == 1:
                if x[2] & holds == x[2]:
                    todo.append(x[1])
            elif x[0] == 2:
                at.append(x)
            elif x[0] == 3:
                return True
        now = []
        if after:
            c = ord(after)
            for x in at:
                for low, high in x[2]:
                    if low <= c <= high:
                        now.append(x[1])
                        break
    return False`

// pattern compiles a regular expression to a table for the matcher, and gives where it begins.
func pattern(re string) (table string, start int, err error) {
	parsed, err := syntax.Parse(re, syntax.Perl)
	if err != nil {
		return "", 0, err
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return "", 0, err
	}
	var b strings.Builder
	b.WriteByte('(')
	for _, in := range prog.Inst {
		switch in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			fmt.Fprintf(&b, "(%d, %d, %d), ", opSplit, in.Out, in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			fmt.Fprintf(&b, "(%d, %d, 0), ", opEmpty, in.Out)
		case syntax.InstEmptyWidth:
			fmt.Fprintf(&b, "(%d, %d, %d), ", opEmpty, in.Out, in.Arg)
		case syntax.InstMatch:
			fmt.Fprintf(&b, "(%d,), ", opMatch)
		case syntax.InstFail:
			fmt.Fprintf(&b, "(%d,), ", opFail)
		default:
			fmt.Fprintf(&b, "(%d, %d, (%s)), ", opRune, in.Out, ranges(&in))
		}
	}
	return strings.TrimSuffix(b.String(), " ") + ")", prog.Start, nil
}

// ranges are the characters that an instruction takes.
func ranges(in *syntax.Inst) string {
	var b strings.Builder
	add := func(low, high rune) { fmt.Fprintf(&b, "(%d, %d), ", low, high) }
	switch in.Op {
	case syntax.InstRuneAny:
		add(0, unicode.MaxRune)
	case syntax.InstRuneAnyNotNL:
		add(0, '\n'-1)
		add('\n'+1, unicode.MaxRune)
	default:
		if len(in.Rune) == 1 {
			r := in.Rune[0]
			add(r, r)
			if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
				for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
					add(f, f)
				}
			}
			break
		}
		for i := 0; i+1 < len(in.Rune); i += 2 {
			add(in.Rune[i], in.Rune[i+1])
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}
