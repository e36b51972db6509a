package view

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
)

// table prints rows in columns; the first row is the heading, and a row of one cell is one for those below it.
func table(w io.Writer, st terminal.Style, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, c := range r {
			if len(r) == 1 {
				continue
			}
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	for n, r := range rows {
		var b strings.Builder
		for i, c := range r {
			b.WriteString(marked(st, c) + strings.Repeat(" ", max(0, width[i]-utf8.RuneCountInString(c)+2)))
		}
		line := strings.TrimRight(b.String(), " ")
		if n == 0 || len(r) == 1 {
			line = st.Bold(line)
		}
		fmt.Fprintln(w, line)
	}
}

// marked is a cell with its mark in colour.
func marked(st terminal.Style, cell string) string {
	switch {
	case strings.HasPrefix(cell, "✓"):
		return st.Green("✓") + strings.TrimPrefix(cell, "✓")
	case strings.HasPrefix(cell, "○"):
		return st.Yellow("○") + strings.TrimPrefix(cell, "○")
	case strings.HasPrefix(cell, "✗"):
		return st.Red("✗") + strings.TrimPrefix(cell, "✗")
	}
	return cell
}
