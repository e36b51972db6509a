package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Progress shows an apply as it goes: a live line with a bar on a terminal,
// a line for each finished change elsewhere.
type Progress struct {
	w     io.Writer
	st    terminal.Style
	live  bool
	quiet bool
	width int
	drawn bool
	start time.Time
	same  map[string]int // how often something failed for a reason
}

// NewProgress shows progress on standard error; quiet shows only waits and failures.
func NewProgress(s *terminal.Streams, quiet bool) *Progress {
	width := s.Columns
	if width == 0 {
		width = 80
	}
	return &Progress{w: s.Err, st: s.ErrStyle(), live: s.ErrTTY, quiet: quiet, width: width, start: time.Now(), same: map[string]int{}}
}

// Event takes one event of an apply.
func (p *Progress) Event(e planner.Event) {
	label := e.Change.Label
	if label == "" {
		label = e.Change.Address
	}
	label = Clean(label)
	switch e.Kind {
	case planner.EventStarted:
		if p.live && !p.quiet {
			p.bar(e, label)
		}
	case planner.EventDone:
		switch {
		case p.quiet:
		case p.live:
			p.bar(e, label)
		default:
			fmt.Fprintf(p.w, "[%d/%d] %s %s%s\n", e.Finished, e.Total, e.Change.Action.Past(), label, movedNote(e.Moved))
		}
	case planner.EventFailed:
		if p.same[e.Err.Error()]++; p.same[e.Err.Error()] > alike {
			return // the result counts them
		}
		p.line("%s %s %s: %v", p.st.Red("failed:"), e.Change.Action, label, e.Err)
	case planner.EventSkipped:
		p.line("%s %s %s: %s", p.st.Yellow("skipped:"), e.Change.Action, label, e.Note)
	case planner.EventWaiting:
		p.line("%s %s before trying %s again: %s", p.st.Yellow("waiting"), e.Wait.Round(100*time.Millisecond), label, e.Note)
	}
}

func movedNote(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s moved)", Count(n, "record"))
}

// bar draws the live line: bar, counts, rate, what is being done.
func (p *Progress) bar(e planner.Event, label string) {
	const size = 24
	filled := size * e.Finished / max(e.Total, 1)
	rate := ""
	if s := time.Since(p.start).Seconds(); s > 1 && e.Finished > 0 {
		rate = fmt.Sprintf(" %.0f/s", float64(e.Finished)/s)
	}
	line := fmt.Sprintf("%s%s %d/%d%s %s %s", strings.Repeat("█", filled), strings.Repeat("░", size-filled),
		e.Finished, e.Total, rate, e.Change.Action, label)
	if r := []rune(line); len(r) >= p.width {
		line = string(r[:p.width-1])
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", line)
	p.drawn = true
}

func (p *Progress) line(format string, args ...any) {
	p.Close()
	fmt.Fprintf(p.w, format+"\n", args...)
}

// Close ends the live line.
func (p *Progress) Close() {
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = false
	}
}

// Applied says what an apply did, honestly: done, failed, skipped, left.
func Applied(w io.Writer, st terminal.Style, p *planner.Plan, r *planner.Result) {
	if len(r.Applied)+len(r.Failed)+len(r.Skipped)+len(r.Remaining) == 0 {
		return
	}
	done := r.Done()
	head := st.Green("Applied")
	switch {
	case r.Interrupted:
		head = st.Yellow("Stopped. Applied in part")
	case !r.Complete():
		head = st.Yellow("Applied in part")
	}
	if done == "" {
		head, done = st.Yellow("Applied nothing"), "nothing was changed"
	}
	fmt.Fprintf(w, "%s to %s: %s", head, p.Environment, done)
	if r.RecordsMoved > 0 {
		fmt.Fprintf(w, "; %s moved", Count(r.RecordsMoved, "record"))
	}
	fmt.Fprintln(w, ".")
	outcomes(w, "Failed", r.Failed)
	outcomes(w, "Skipped", r.Skipped)
	if n := len(r.Remaining); n > 0 { // all for the same reason: it was stopped
		fmt.Fprintf(w, "Not reached: %d\n", n)
	}
	switch {
	case len(r.Failed) > 0:
		fmt.Fprintln(w, "Settle what failed and run apply again to finish.")
	case !r.Complete():
		fmt.Fprintln(w, "Run apply again to finish.")
	}
}

// alike is how many failures are told one by one that have the same reason.
const alike = 3

// outcomes lists the first of what did not come about, each with its reason. What many share the reason of comes last, in one line.
func outcomes(w io.Writer, name string, list []planner.Outcome) {
	const shown = 10
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "%s: %d\n", name, len(list))
	counts := map[string]int{}
	for _, o := range list {
		counts[o.Why]++
	}
	var lines, shared []string
	for _, o := range list {
		switch n := counts[o.Why]; {
		case n > alike:
			shared = append(shared, fmt.Sprintf("%s %s and %d others: %s", o.Action, report.Address(o.Address), n-1, o.Why))
			counts[o.Why] = 0
		case n > 0:
			lines = append(lines, fmt.Sprintf("%s %s: %s", o.Action, report.Address(o.Address), o.Why))
		}
	}
	for _, line := range lines[:min(len(lines), shown)] {
		fmt.Fprintf(w, "  %s\n", line)
	}
	if n := len(lines) - shown; n > 0 {
		fmt.Fprintf(w, "  … and %d more\n", n)
	}
	for _, line := range shared {
		fmt.Fprintf(w, "  %s\n", line)
	}
}

// ApplyReport is the JSON form of a result.
func ApplyReport(r *planner.Result, ds diag.List) any {
	if ds == nil {
		ds = diag.List{}
	}
	return map[string]any{"format_version": "1.0", "result": r, "complete": r.Complete(), "diagnostics": ds.Sorted()}
}
