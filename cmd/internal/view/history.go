package view

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
)

// HistoryReport is history as JSON.
type HistoryReport struct {
	FormatVersion string            `json:"format_version"`
	Environment   string            `json:"environment"`
	Records       []*planner.Record `json:"records"`
}

// NewHistory is the report of an environment's records.
func NewHistory(env string, records []*planner.Record) HistoryReport {
	if records == nil {
		records = []*planner.Record{}
	}
	return HistoryReport{"1.0", env, records}
}

// HistoryEntryReport is history show as JSON: a record with the names of its files.
type HistoryEntryReport struct {
	FormatVersion string          `json:"format_version"`
	Environment   string          `json:"environment"`
	Record        *planner.Record `json:"record"`
	Files         []string        `json:"files"`
}

// NewHistoryEntry is the report of one record.
func NewHistoryEntry(env string, r *planner.Record) HistoryEntryReport {
	head := *r
	head.Sources = nil
	return HistoryEntryReport{"1.0", env, &head, append([]string{}, slices.Sorted(maps.Keys(r.Sources))...)}
}

// History lists records, one a line.
func History(w io.Writer, st terminal.Style, records []*planner.Record) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range records {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\n", r.Serial, moment(r.Time), or(Clean(r.Actor), "-"), r.Kind, or(madeFrom(r.Architecture), "-"), Clean(r.Summary())+leftOut(r))
	}
	_ = t.Flush() // to a stream whose errors nobody can be told about
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func madeFrom(a planner.Architecture) string {
	text := strings.TrimSpace(a.Name + " " + a.Version)
	if a.Commit != "" {
		text += " @ " + a.Commit
	}
	return Clean(text)
}

// leftOut says what an apply left out.
func leftOut(r *planner.Record) string {
	switch {
	case r.Kind != planner.RecordApply || r.Complete:
		return ""
	case len(r.Targeted) > 0:
		return " (only " + Clean(strings.Join(r.Targeted, ", ")) + ")"
	}
	return " (not complete)"
}

// HistoryEntry shows all of a record but the contents of its files.
func HistoryEntry(w io.Writer, st terminal.Style, env string, r *planner.Record) {
	fmt.Fprintf(w, "%s\n\n", st.Bold(fmt.Sprintf("%s of %s, number %d", strings.ToUpper(string(r.Kind[:1]))+string(r.Kind[1:]), Clean(env), r.Serial)))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(t, "%s\t%s\n", name, Clean(value))
		}
	}
	if !r.Time.IsZero() {
		line("When", r.Time.UTC().Format(time.RFC3339))
	}
	line("Who", r.Actor)
	line("Command", r.Command)
	line("Where", r.Host)
	line("Run", r.Run)
	line("What", r.Summary()+leftOut(r))
	line("Version", strings.TrimSpace(r.Architecture.Name+" "+r.Architecture.Version))
	line("Commit", r.Architecture.Commit)
	line("Digest", r.Architecture.Digest)
	line("Plan", r.Plan)
	line("Signed by", report.Signers(r.Architecture.SignedBy))
	for _, name := range slices.Sorted(maps.Keys(r.Vars)) {
		line("Variable", name+" = "+r.Vars[name])
	}
	line("Files", strings.Join(slices.Sorted(maps.Keys(r.Sources)), ", "))
	_ = t.Flush() // to a stream whose errors nobody can be told about
	if r.Result == nil {
		return
	}
	fmt.Fprintln(w)
	for _, o := range r.Result.Applied {
		fmt.Fprintf(w, "  %s %s\n", o.Action.Past(), named(o))
	}
	for _, left := range []struct {
		what string
		list []planner.Outcome
	}{{"failed", r.Result.Failed}, {"skipped", r.Result.Skipped}, {"not reached", r.Result.Remaining}} {
		for _, o := range left.list {
			fmt.Fprintf(w, "  %s: %s %s%s\n", left.what, o.Action, named(o), because(o.Why))
		}
	}
}

func named(o planner.Outcome) string {
	if o.Label == "" {
		return Clean(o.Address)
	}
	return Clean(o.Label) + " (" + Clean(o.Address) + ")"
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + Clean(why)
}
