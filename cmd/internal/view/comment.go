package view

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// The sizes that a comment may have, in characters, with room for a mark that a tool adds.
const (
	GitHubComment = 65_536 - 1_536       // GitHub refuses a body of more than 65,536 characters
	GitLabComment = 1_000_000 - 10_000   // GitLab a note of more than 1,000,000
	StepSummary   = 1<<20 - 16<<10       // GitHub a step summary of more than 1 MiB, counted in bytes; see comment.bytes
	NoLimit       = int(^uint(0) >> 1)   // for a file
	leastLine     = len("\n…\n") + 1<<10 // room for the sentence that says what was left out
)

// comment is a text in sections that is cut to a size at the ends of lines, the less important first.
type comment struct {
	sections []*section
	// url is where all of it can be read; "" when nowhere.
	url string
	// bytes tells to count bytes instead of characters.
	bytes bool
}

// section is a part of a comment. Cut, it has fewer lines and says how many are missing; with none left it is left out.
type section struct {
	// name is what its lines are, for the sentence that tells that they are missing; "" for a section that is all head.
	name  string
	head  string
	lines []line
	// end closes what the lines are in, such as a fence; foot what the section is in. Between the two it is said what is missing.
	end, foot string
	// share is the part of the comment, in percent, that the section gets at least when not all fits; 100 is whatever it
	// needs. Room that others leave is given out in the order of rank.
	share, rank int
}

// line is a line of a section. One that leads is not left at the end.
type line struct {
	text  string
	leads bool
}

func (s *section) add(format string, args ...any) {
	s.lines = append(s.lines, line{text: fmt.Sprintf(format, args...) + "\n"})
}

func (s *section) lead(format string, args ...any) {
	s.lines = append(s.lines, line{fmt.Sprintf(format, args...) + "\n", true})
}

// write prints the comment in at most limit characters.
func (c *comment) write(w io.Writer, limit int) error {
	var b strings.Builder
	cuts := c.fit(limit)
	var gone []string
	for i, s := range c.sections {
		n := cuts[i]
		switch {
		case n == 0 && len(s.lines) > 0:
			gone = append(gone, s.name)
			continue
		case s.empty():
			continue
		}
		b.WriteString(s.head)
		for _, l := range s.lines[:n] {
			b.WriteString(l.text)
		}
		b.WriteString(s.end)
		if left := len(s.lines) - n; left > 0 {
			fmt.Fprintf(&b, "\n%d of %d lines are left out here; %s.\n", left, len(s.lines), c.elsewhere())
		}
		b.WriteString(s.foot)
	}
	if len(gone) > 0 {
		fmt.Fprintf(&b, "\nLeft out for length: %s; %s.\n", strings.Join(gone, ", "), c.elsewhere())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// elsewhere says where the rest is.
func (c *comment) elsewhere() string {
	if c.url == "" {
		return "`stagecraft plan` shows all"
	}
	return fmt.Sprintf("[the run has all](<%s>)", c.url)
}

func (s *section) empty() bool { return len(s.lines) == 0 && s.name != "" }

// fit tells how many lines of each section there is room for.
func (c *comment) fit(limit int) []int {
	cuts := make([]int, len(c.sections))
	total := 0
	for i, s := range c.sections {
		cuts[i] = len(s.lines)
		total += c.size(s, len(s.lines))
	}
	if total <= limit {
		return cuts
	}
	room := limit - leastLine
	granted := make([]int, len(c.sections))
	for i, s := range c.sections { // what each gets for sure
		want := c.size(s, len(s.lines))
		granted[i] = want
		if s.share < 100 {
			granted[i] = min(want, limit*s.share/100)
		}
		room -= granted[i]
	}
	for rank := 0; rank <= len(c.sections); rank++ { // what is left
		for i, s := range c.sections {
			if more := c.size(s, len(s.lines)) - granted[i]; s.rank == rank && more > 0 && room > 0 {
				more = min(more, room)
				granted[i] += more
				room -= more
			}
		}
	}
	for i, s := range c.sections {
		cuts[i] = c.lines(s, granted[i])
	}
	return cuts
}

// lines is how many lines of a section have room.
func (c *comment) lines(s *section, room int) int {
	if c.size(s, len(s.lines)) <= room {
		return len(s.lines)
	}
	room -= c.size(s, 0) + 200 + len(c.url) // for the sentence that says so
	n := 0
	for n < len(s.lines) && c.length(s.lines[n].text) <= room {
		room -= c.length(s.lines[n].text)
		n++
	}
	for n > 0 && s.lines[n-1].leads {
		n--
	}
	return n
}

// size is the length of a section with its first n lines.
func (c *comment) size(s *section, n int) int {
	if s.empty() {
		return 0
	}
	size := c.length(s.head) + c.length(s.end) + c.length(s.foot)
	for _, l := range s.lines[:n] {
		size += c.length(l.text)
	}
	return size
}

// length counts as GitHub does when it refuses: no fewer than code points, characters beyond the first plane as two.
func (c *comment) length(s string) int {
	if c.bytes {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
