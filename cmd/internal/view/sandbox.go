package view

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
)

// when is how times of records are shown: in UTC, to the minute.
const when = "2006-01-02 15:04"

// Move says what came of a move: where the record is now and what was set
// off, or every rule that refuses it.
func Move(w io.Writer, st terminal.Style, r *sandbox.MoveResult) {
	if !r.Allowed {
		fmt.Fprintf(w, "%s record %d may not enter %s:\n", st.Red("Refused:"), r.Record, r.To)
		for _, x := range r.Refusals {
			fmt.Fprintf(w, "  - %s %s\n", Clean(x.Message), st.Dim("("+x.Criterion+")"))
		}
		fmt.Fprintln(w, "Nothing was changed. The attempt is in the record's history.")
		return
	}
	from := r.From
	if from == "" {
		from = "no stage"
	}
	fmt.Fprintf(w, "%s record %d went from %s to %s.\n", st.Green("Moved:"), r.Record, from, r.To)
	if r.Owner != "" {
		fmt.Fprintf(w, "  owner: %s\n", r.Owner)
	}
	for _, x := range []struct {
		name string
		list []string
	}{{"clocks started", r.ClocksStarted}, {"clocks stopped", r.ClocksStopped}, {"automations", r.AutomationsRun}, {"enrolled in", r.Enrolled}} {
		if len(x.list) > 0 {
			fmt.Fprintf(w, "  %s: %s\n", x.name, strings.Join(x.list, ", "))
		}
	}
}

// Stages shows how many records are in each stage, by lifecycle and pipeline.
func Stages(w io.Writer, st terminal.Style, stages []sandbox.StageCount) {
	if len(stages) == 0 {
		fmt.Fprintln(w, "The CRM has no stages yet; stagecraft apply makes them.")
		return
	}
	track := ""
	for _, s := range stages {
		if s.Track != track {
			track = s.Track
			fmt.Fprintf(w, "%s %s\n", st.Bold(track), st.Dim("(object "+s.Object+")"))
		}
		fmt.Fprintf(w, "%8d  %s %s\n", s.Records, s.Label, st.Dim("("+s.Stage+")"))
	}
}

// Records lists records, one a line.
func Records(w io.Writer, list []sandbox.Record) {
	if len(list) == 0 {
		fmt.Fprintln(w, "No records.")
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range list {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\n", r.ID, r.Object, strings.Join(positions(r), ", "), clip(pairs(r.Properties), 80))
	}
	_ = t.Flush()
}

// Record shows a record with its scores, clocks, tasks and history.
func Record(w io.Writer, st terminal.Style, r *sandbox.Details) {
	fmt.Fprintf(w, "%s %s\n", st.Bold(fmt.Sprintf("Record %d, %s", r.ID, r.Object)), st.Dim("(created "+r.CreatedAt.UTC().Format(when)+")"))
	for _, p := range positions(r.Record) {
		fmt.Fprintf(w, "  stage: %s\n", p)
	}
	if r.Owner != "" {
		fmt.Fprintf(w, "  owner: %s\n", r.Owner)
	}
	for _, k := range slices.Sorted(maps.Keys(r.Properties)) {
		if v := r.Properties[k]; v != nil {
			fmt.Fprintf(w, "  %s: %s\n", k, plain(v))
		}
	}
	if len(r.Links) > 0 {
		fmt.Fprintf(w, "  related records: %s\n", strings.Join(strings.Fields(strings.Trim(fmt.Sprint(r.Links), "[]")), ", "))
	}
	for _, s := range r.Scores {
		fmt.Fprintf(w, "%s %g", st.Bold(s.Scoring+":"), s.Total)
		if len(s.Meets) > 0 {
			fmt.Fprintf(w, ", meets %s", strings.Join(s.Meets, ", "))
		}
		fmt.Fprintln(w)
		for _, why := range s.Reasons {
			fmt.Fprintf(w, "  - %s\n", why)
		}
	}
	for _, c := range r.Clocks {
		state := "runs"
		switch {
		case c.Stopped != nil && c.Breached:
			state = "stopped too late " + c.Stopped.UTC().Format(when)
		case c.Stopped != nil:
			state = "stopped " + c.Stopped.UTC().Format(when)
		case c.Breached:
			state = "breached"
		}
		fmt.Fprintf(w, "%s due %s, %s\n", st.Bold(c.SLA+":"), c.Due.UTC().Format(when), state)
	}
	for _, t := range r.Tasks {
		who := ""
		if t.Assignee != "" {
			who = " for " + t.Assignee
		}
		fmt.Fprintf(w, "%s %s%s, %s\n", st.Bold(t.Kind+":"), t.Title, who, t.Status)
	}
	history(w, st, r.History)
}

func history(w io.Writer, st terminal.Style, list []sandbox.HistoryEntry) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "%s\n", st.Bold("History"))
	for _, h := range list {
		line := fmt.Sprintf("  %s  %s by %s", h.At.UTC().Format(when), h.Kind, h.Actor)
		if h.Basis != "" {
			line += " (" + h.Basis + ")"
		}
		if d := pairs(h.Detail); d != "" {
			line += ": " + clip(d, 160)
		}
		fmt.Fprintln(w, line)
	}
}

// positions lists the stages of a record, sorted.
func positions(r sandbox.Record) []string { return slices.Sorted(maps.Values(r.Stages)) }

// pairs writes values as "name value, name value".
func pairs(m map[string]any) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if m[k] != nil && m[k] != "" {
			parts = append(parts, k+" "+plain(m[k]))
		}
	}
	return strings.Join(parts, ", ")
}

// plain shows a value; of a list of refusals, the criteria.
func plain(v any) string {
	switch x := v.(type) {
	case string:
		return Clean(x)
	case []any:
		var criteria []string
		for _, y := range x {
			m, _ := y.(map[string]any)
			if c, ok := m["criterion"].(string); ok {
				criteria = append(criteria, c)
			}
		}
		if len(criteria) > 0 {
			return strings.Join(criteria, " and ")
		}
	}
	return report.Value(v)
}

func clip(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}
