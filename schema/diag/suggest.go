package diag

import (
	"fmt"
	"strings"
)

// Suggest returns the candidate nearest to name, or "" when none is near:
// the edit distance must be about a third of the longer word, and never more than half.
func Suggest(name string, candidates []string) string {
	best, bestDist := "", -1
	for _, c := range candidates {
		d := distance(strings.ToLower(name), strings.ToLower(c))
		if longer := max(len([]rune(name)), len([]rune(c))); d > longer/3+1 || 2*d > longer {
			continue
		}
		if bestDist < 0 || d < bestDist || d == bestDist && c < best {
			best, bestDist = c, d
		}
	}
	return best
}

// DidYouMean renders a suggestion as a sentence with a leading space, or "".
func DidYouMean(name string, candidates []string) string {
	s := Suggest(name, candidates)
	switch {
	case s == "":
		return ""
	case strings.Contains(s, `"`): // module.core["emea"].role.sdr
		return fmt.Sprintf(" Did you mean %s?", s)
	}
	return fmt.Sprintf(" Did you mean %q?", s)
}

// distance is the Levenshtein distance between a and b.
func distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	row := make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range ra {
		prev := row[0]
		row[0] = i + 1
		for j, y := range rb {
			cur := row[j+1]
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(row[j+1]+1, row[j]+1, prev+cost)
			prev = cur
		}
	}
	return row[len(rb)]
}
