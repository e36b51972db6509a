package view

import (
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
)

// Move says what came of a move: where the record is now and what was set
// off, or every rule that refuses it.
func Move(w io.Writer, st terminal.Style, r *sandbox.MoveResult) {
	if !r.Allowed {
		fmt.Fprintf(w, "%s record %d may not enter %s:\n", st.Red("Refused:"), r.Record, r.To)
		for _, x := range r.Refusals {
			fmt.Fprintf(w, "  - %s %s\n", x.Message, st.Dim("("+x.Criterion+")"))
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

// Sandbox shows a record, a list of records, or counts by stage.
func Sandbox(w io.Writer, st terminal.Style, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		fmt.Fprintln(w, err)
		return
	}
	var x any
	_ = json.Unmarshal(data, &x)
	tree(w, st, x, "")
}

// tree prints JSON values as an indented outline, leaving out what is empty.
func tree(w io.Writer, st terminal.Style, v any, indent string) {
	switch x := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			switch y := x[k].(type) {
			case map[string]any, []any:
				fmt.Fprintf(w, "%s%s:\n", indent, st.Bold(k))
				tree(w, st, y, indent+"  ")
			case nil:
			default:
				fmt.Fprintf(w, "%s%s: %s\n", indent, st.Bold(k), plain(y))
			}
		}
	case []any:
		for _, y := range x {
			if m, ok := y.(map[string]any); ok {
				fmt.Fprintf(w, "%s- %s\n", indent, oneLine(m))
				continue
			}
			fmt.Fprintf(w, "%s- %s\n", indent, plain(y))
		}
	default:
		fmt.Fprintf(w, "%s%s\n", indent, plain(x))
	}
}

func plain(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return Value(v)
}

func oneLine(m map[string]any) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var parts []string
	for _, k := range keys {
		if m[k] != nil {
			parts = append(parts, k+"="+plain(m[k]))
		}
	}
	return strings.Join(parts, "  ")
}
