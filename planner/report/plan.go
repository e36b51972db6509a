package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Plan prints a plan for people: what changes and why, value by value, what
// is left alone, what must be done by hand, which guards stand in the way, and a summary.
// Unless all is asked for, a new thing speaks for its parts, and what only writes definitions down is counted.
func Plan(w io.Writer, st Style, p *planner.Plan, all bool) {
	if p.Empty() {
		fmt.Fprintf(w, "%s\n", st.Green("No changes.")+" "+noChanges(p))
	} else {
		Changes(w, st, p, all, "--all shows each")
	}
	unmanaged(w, st, p, all)
	manual(w, st, p, all)
	guards(w, st, p)
	if !p.Empty() {
		if p.Rollback > 0 {
			fmt.Fprintf(w, "%s to what apply %d of %s applied.\n", st.Bold("Back"), p.Rollback, Clean(p.Environment))
		}
		fmt.Fprintf(w, "%s %s.\n", st.Bold("Plan:"), Summary(p.Summary))
		for _, crm := range p.Accepted {
			fmt.Fprintf(w, "%s %s would take these changes.\n", st.Bold("Checked:"), Clean(crm))
		}
		if who := SignedBy(p); who != "" {
			fmt.Fprintf(w, "%s %s.\n", st.Bold("Signed:"), Clean(who))
		}
	}
}

// Changes prints the part of Plan that says what changes; nothing when nothing does. more says how to see each of those
// that are only counted; "" when there is no way.
func Changes(w io.Writer, st Style, p *planner.Plan, all bool, more string) {
	if more != "" {
		more = " " + st.Dim("("+more+")")
	}
	var follow []*planner.Change
	documents := map[planner.Action][]*planner.Change{}
	inside, told := Parts(p.Changes)
	if all {
		inside, told = nil, nil
	}
	for _, c := range p.Changes {
		switch {
		case told[c]:
		case c.Documents && c.Risk == planner.Low && !all:
			documents[c.Action] = append(documents[c.Action], c)
		case c.Follows && c.Risk == planner.Low && !all:
			follow = append(follow, c)
		default:
			change(w, st, c, inside[c], all)
		}
	}
	for _, a := range planner.Actions {
		if list := documents[a]; len(list) > 0 {
			fmt.Fprintf(w, "%s %s%s\n", sign(st, a), Counted(list), more)
		}
	}
	followers(w, st, follow, more)
}

// SignedBy says whose signatures the definitions of the architecture have; "" when nobody's.
func SignedBy(p *planner.Plan) string { return Signers(p.Architecture.SignedBy) }

// Signers says who signed for which role.
func Signers(list []signoff.Approver) string {
	var out []string
	for _, a := range list {
		s := fmt.Sprintf("%s for %s, %s", a.Signer, strings.TrimPrefix(string(a.Role), "role."), diag.Count(a.Definitions, "definition"))
		if a.Verified > 0 {
			s += fmt.Sprintf(", %d verified", a.Verified)
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// followers counts, by kind, the changes that only keep up with a rename.
func followers(w io.Writer, st Style, list []*planner.Change, more string) {
	if len(list) == 0 {
		return
	}
	verb := "refer"
	if len(list) == 1 {
		verb = "refers"
	}
	fmt.Fprintf(w, "%s %s that only %s to what is renamed: %s%s\n", sign(st, planner.Update),
		diag.Count(len(list), "object"), verb, Counted(list), more)
}

func noChanges(p *planner.Plan) string {
	return fmt.Sprintf("%s %s is in place in %s: %s.", p.Architecture.Name, p.Architecture.Version, p.Environment, diag.Count(p.Summary.NoOp, "object"))
}

// Summary counts a plan in words: "12 to create, 1 to delete; 3 unmanaged".
func Summary(s planner.Summary) string {
	var parts []string
	for _, x := range []struct {
		n    int
		verb string
	}{{s.Create, "to create"}, {s.Update, "to update"}, {s.Move, "to rename"}, {s.Replace, "to replace"},
		{s.Delete, "to delete"}, {s.Adopt, "to adopt"}, {s.Forget, "to forget"}, {s.NoOp, "unchanged"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.verb))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing to do"}
	}
	t := strings.Join(parts, ", ")
	if s.Drift > 0 {
		t += fmt.Sprintf("; %d drifted", s.Drift)
	}
	if s.Conflict > 0 {
		t += fmt.Sprintf("; %s", diag.Count(s.Conflict, "conflict"))
	}
	if s.Unmanaged > 0 {
		t += fmt.Sprintf("; %d unmanaged", s.Unmanaged)
	}
	return t
}

// Signs are the marks in front of changes.
var signs = map[planner.Action]string{
	planner.Create: "+", planner.Update: "~", planner.Replace: "±", planner.Delete: "-",
	planner.Adopt: "⊕", planner.Forget: "⊖", planner.Move: "→",
}

func sign(st Style, a planner.Action) string {
	s := signs[a]
	switch a {
	case planner.Create, planner.Adopt:
		return st.Green(s)
	case planner.Delete, planner.Replace:
		return st.Red(s)
	}
	return st.Yellow(s)
}

// Label is what people call the thing that a change is about.
func Label(c *planner.Change) string {
	if c.Label == "" {
		return c.Key
	}
	return c.Label
}

// change prints one change, and how many parts it comes with.
func change(w io.Writer, st Style, c *planner.Change, inside []*planner.Change, all bool) {
	note := c.Address
	if c.Origin != "" {
		note = Address(c.Address)
	}
	if len(c.Diffs) == 0 {
		note += ", " + c.Reason
	}
	with := ""
	if len(inside) > 0 {
		with = " with " + Counted(inside)
	}
	fmt.Fprintf(w, "%s %s%s %s\n", sign(st, c.Action), st.Bold(Clean(Label(c))), Clean(with), st.Dim("("+Clean(note)+")"))
	if c.Action == planner.Create && all {
		values(w, st.Green("+"), c.After)
	}
	if len(c.Diffs) > 0 {
		fmt.Fprintf(w, "    %s\n", st.Dim(c.Reason))
	}
	told := slices.ContainsFunc(c.Diffs, func(d planner.AttrDiff) bool { return !d.Technical })
	for _, d := range c.Diffs {
		if all || !told || !d.Technical || d.Drift || d.Conflict {
			attrDiff(w, st, d)
		}
	}
	Impact(w, st, c)
	if c.Risk == planner.High {
		fmt.Fprintf(w, "    %s %s\n", st.Red("high risk:"), strings.Join(c.Why, "; "))
	}
}

// Address is a resource address without its type: the block as it is written in
// HCL, and the part of the block that the resource is made of, if any. --target takes it.
func Address(resource string) string {
	_, origin, part := providers.SplitAddress(resource)
	text := string(origin)
	if part != "" {
		text += "#" + part
	}
	return text
}

// Impact says how many live records a change concerns.
func Impact(w io.Writer, st Style, c *planner.Change) {
	im := c.Impact
	if im == nil {
		return
	}
	if n := im.Records; n != nil && *n != 0 {
		who, verb := records(*n), "move"
		switch {
		case c.Origin.Kind() == "field": // a property, an option
			who = "the values of " + who
		case *n == 1:
			verb = "moves"
		}
		text := records(*n) + " here"
		switch {
		case c.Discard:
			text = fmt.Sprintf("%s %s; where the CRM keeps a history of records, the old value stays in it", records(*n), Lose(*n))
		case c.Action == planner.Replace:
			text += " are carried over"
		case im.MovedTo != "":
			text = fmt.Sprintf("%s %s to %s", who, verb, im.MovedTo)
		}
		fmt.Fprintf(w, "    %s %s\n", st.Yellow("!"), text)
	}
	for _, m := range im.Missing {
		if m.Records != 0 {
			verb := "lack"
			if m.Records == 1 {
				verb = "lacks"
			}
			fmt.Fprintf(w, "    %s %s in %s %s %s\n", st.Yellow("!"), records(m.Records), m.In, verb, m.Property)
		}
	}
}

func records(n int64) string {
	if n < 0 {
		return "an unknown number of records"
	}
	return diag.Count(n, "record")
}

// Lose says what happens to n records whose values a retired block discards.
func Lose(n int64) string {
	if n == 1 {
		return "loses its value"
	}
	return "lose their value"
}

func attrDiff(w io.Writer, st Style, d planner.AttrDiff) {
	note := ""
	switch {
	case d.Drift && !d.Conflict && Value(d.Base) == Value(d.After):
		note = st.Yellow("  # drift: goes back to what was applied")
	case d.Conflict:
		note = st.Red(fmt.Sprintf("  # conflict: was applied as %s, changed in the CRM and here", Value(d.Base)))
	case d.Drift:
		note = st.Yellow(fmt.Sprintf("  # drift: was applied as %s", Value(d.Base)))
	}
	if d.Replaces {
		note += st.Red("  # cannot be changed in place")
	}
	switch {
	case d.Before == nil:
		fmt.Fprintf(w, "    %s %s = %s%s\n", st.Green("+"), d.Path, Value(d.After), note)
	case d.After == nil:
		fmt.Fprintf(w, "    %s %s = %s%s\n", st.Red("-"), d.Path, Value(d.Before), note)
	default:
		fmt.Fprintf(w, "    %s %s = %s → %s%s\n", st.Yellow("~"), d.Path, Value(d.Before), Value(d.After), note)
	}
}

func values(w io.Writer, mark string, v providers.Values) {
	names := make([]string, 0, len(v))
	for k := range v {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		if lines := texts(v[k]); len(lines) > 0 {
			fmt.Fprintf(w, "    %s %s:\n", mark, k)
			for _, l := range lines {
				fmt.Fprintf(w, "        %s\n", Clean(l))
			}
			continue
		}
		fmt.Fprintf(w, "    %s %s = %s\n", mark, k, Value(v[k]))
	}
}

// texts are the elements of a list of texts that has no room in a line; nil for any other value.
func texts(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			return nil
		}
		out = append(out, s)
	}
	if len(strings.Join(out, "")) < longest {
		return nil
	}
	return out
}

// longest is how many characters of a value are shown on one line.
const longest = 160

// Value shows a JSON value on one line, shortened when long.
func Value(v any) string {
	if v == nil {
		return "(none)"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	s := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(Clean(string(b)))
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}

// manual lists what people do. Unless all is asked for, only what comes before the apply is named.
func manual(w io.Writer, st Style, p *planner.Plan, all bool) {
	for _, t := range p.Targets {
		if len(t.Manual) == 0 {
			continue
		}
		var before, after []providers.ManualStep
		for _, m := range t.Manual {
			if m.Before {
				before = append(before, m)
			} else {
				after = append(after, m)
			}
		}
		if all {
			handwork(w, st, "To do by hand in "+t.Title+", before the apply:", before, 1)
			handwork(w, st, "To do by hand in "+t.Title+":", after, 1+len(before))
			fmt.Fprintln(w)
			continue
		}
		fmt.Fprintf(w, "%s in %s must be done by hand; --all lists them.\n", diag.Count(len(t.Manual), "step"), t.Title)
		for _, m := range before {
			fmt.Fprintf(w, "  before the apply: %s\n", Clean(m.Title))
		}
	}
}

// handwork prints manual steps under a heading, numbered from a number on.
func handwork(w io.Writer, st Style, heading string, list []providers.ManualStep, from int) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", st.Bold(heading))
	for i, m := range list {
		origin := string(m.Origin)
		if len(m.Also) > 0 {
			origin += fmt.Sprintf(" and %d more", len(m.Also))
		}
		fmt.Fprintf(w, "%3d. %s %s\n", from+i, st.Bold(Clean(m.Title)), st.Dim("("+origin+")"))
		fmt.Fprintf(w, "     %s\n", st.Dim(Clean(m.Why)))
		for _, s := range m.Steps {
			fmt.Fprintf(w, "       - %s\n", Clean(s))
		}
	}
}

func guards(w io.Writer, st Style, p *planner.Plan) {
	for _, g := range p.Guards {
		fmt.Fprintf(w, "%s %s Applying needs %s.\n", st.Red("Guard:"), g.What, st.Bold(g.Flag))
	}
}
