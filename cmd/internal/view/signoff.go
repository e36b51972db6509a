package view

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// SignoffReport is the JSON form of a status, with the strategic checkpoint.
func SignoffReport(s *signoff.Status, checkpoint []signoff.Item) any {
	return struct {
		FormatVersion string `json:"format_version"`
		*signoff.Status
		Checkpoint []signoff.Item `json:"checkpoint"`
	}{"1.0", s, checkpoint}
}

// Signoffs prints who has signed what: a row for each definition, a column for each role
// of the council; then why signatures do not count, and what is to be done. dir is the directory of the architecture.
func Signoffs(w io.Writer, st terminal.Style, s *signoff.Status, dir string) {
	rows := [][]string{{"Definition", "State"}}
	for _, r := range s.Council {
		rows[0] = append(rows[0], r.Title)
	}
	group := ""
	for i := range s.Definitions {
		e := &s.Definitions[i]
		if e.Group != group {
			group = e.Group
			rows = append(rows, []string{Clean(group)})
		}
		row := signoffRow(s, e)
		row[0] = "  " + row[0]
		rows = append(rows, row)
	}
	table(w, st, rows)
	if len(s.Definitions) == 0 {
		fmt.Fprintln(w, "Nothing here can be signed: no definition is assumed or confirmed.")
		return
	}
	fmt.Fprintf(w, "\n%s\n", st.Dim("✓ verified   ○ signed, not verified   ✗ stale or withdrawn   · not signed"))
	for _, r := range remarks(s) {
		fmt.Fprintf(w, "\n%s\n", Clean(r.heading))
		for _, l := range r.lines {
			fmt.Fprintf(w, "  %s\n", Clean(l))
		}
	}
	fmt.Fprintln(w)
	signoffSummary(w, s, dir)
}

func signoffRow(s *signoff.Status, e *signoff.Entry) []string {
	state := "assumed"
	if e.Confirmed {
		state = "confirmed"
	}
	row := []string{Clean(e.Title), state}
	for _, sig := range e.Signatures[:len(s.Council)] {
		row = append(row, signatureCell(sig))
	}
	return row
}

// signatureCell is a mark, the signer's name and the day.
func signatureCell(sig signoff.Signature) string {
	who, _, _ := strings.Cut(sig.Signer.Email, "@")
	who = Clean(who) + " " + sig.Time.UTC().Format(time.DateOnly)
	switch {
	case sig.State == signoff.Missing:
		return "·"
	case sig.State != signoff.Valid:
		return "✗ " + who
	case sig.Verified:
		return "✓ " + who
	}
	return "○ " + who
}

// remark is a heading with sentences.
type remark struct {
	heading string
	lines   []string
}

// remarks say why signatures do not count or are not verified, who else signed, and what is contested.
func remarks(s *signoff.Status) []remark {
	var out []remark
	doubts, questions := newLedger(), newLedger()
	for _, e := range s.Definitions {
		out = append(out, lost(&e)...)
		for i, sig := range e.Signatures {
			if sig.State == signoff.Valid && i >= len(s.Council) {
				out = append(out, remark{fmt.Sprintf("%s: %s: also signed by %s.", e.Group, e.Title, signer(sig)), nil})
			}
			if sig.State == signoff.Valid && !sig.Verified {
				doubts.add(fmt.Sprintf("%s: %s", sig.Signer.Email, sig.Unverified), e.Title)
			}
		}
		for _, q := range e.Contested {
			questions.add(q, e.Title)
		}
	}
	if len(doubts.order) > 0 {
		r := remark{heading: "Not verified:"}
		for _, d := range doubts.order {
			r.lines = append(r.lines, fmt.Sprintf("%s of %s.", Count(len(doubts.of[d]), "signature"), d))
		}
		out = append(out, r)
	}
	if len(questions.order) > 0 {
		r := remark{heading: "Contested, by open questions:"}
		for _, q := range questions.order {
			r.lines = append(r.lines, fmt.Sprintf("%s (%s)", q, strings.Join(slices.Compact(questions.of[q]), ", ")))
		}
		out = append(out, r)
	}
	return out
}

// lost says which signatures of a definition no longer count; those for the same reason together.
func lost(e *signoff.Entry) []remark {
	reasons := newLedger()
	why := map[string][]string{}
	for _, sig := range e.Signatures {
		if sig.State == signoff.Stale || sig.State == signoff.Withdrawn {
			k := string(sig.State) + "\n" + strings.Join(sig.Why, "\n")
			reasons.add(k, signer(sig))
			why[k] = sig.Why
		}
	}
	var out []remark
	for _, k := range reasons.order {
		state, _, _ := strings.Cut(k, "\n")
		noun, verb := "signature", "is"
		if len(reasons.of[k]) > 1 {
			noun, verb = "signatures", "are"
		}
		out = append(out, remark{fmt.Sprintf("%s: %s: the %s of %s %s %s.", e.Group, e.Title, noun, strings.Join(reasons.of[k], ", "), verb, state), why[k]})
	}
	return out
}

// signer names a signature: the role, the person and the day.
func signer(sig signoff.Signature) string {
	return fmt.Sprintf("%s (%s, %s)", sig.RoleTitle, sig.Signer.Email, sig.Time.UTC().Format(time.DateOnly))
}

// ledger collects texts under keys, in the order in which these appear.
type ledger struct {
	of    map[string][]string
	order []string
}

func newLedger() *ledger { return &ledger{of: map[string][]string{}} }

func (l *ledger) add(key, text string) {
	if l.of[key] == nil {
		l.order = append(l.order, key)
	}
	l.of[key] = append(l.of[key], text)
}

// signoffSummary says how much is signed, who has still to sign, and what can be confirmed.
func signoffSummary(w io.Writer, s *signoff.Status, dir string) {
	if len(s.Council) == 0 {
		fmt.Fprintln(w, "Nobody has to sign: the architecture names no council. Those who sign are named there: council = [role.NAME].")
		return
	}
	fmt.Fprintf(w, "%d of %s signed by the whole council, %d verified.", s.Summary.Complete, Count(s.Summary.Definitions, "definition"), s.Summary.Verified)
	if s.Summary.Stale > 0 {
		fmt.Fprintf(w, " %d with a signature that no longer counts.", s.Summary.Stale)
	}
	fmt.Fprintln(w)
	if s.Summary.Unsigned > 0 {
		fmt.Fprintf(w, "%s confirmed in the files without the signature of the whole council.\n", Count(s.Summary.Unsigned, "definition"))
	}
	for i, n := range s.Remaining() {
		if n > 0 {
			r := s.Council[i]
			who := "held by nobody yet"
			if len(r.Holders) > 0 {
				who = strings.Join(r.Holders, ", ")
			}
			fmt.Fprintf(w, "Still to sign: %s (%s), %s. %s\n", Clean(r.Title), Clean(who), Count(n, "definition"), signCommand(dir, r.Address))
		}
	}
	if agreed := s.Agreed(); len(agreed) > 0 {
		fmt.Fprintf(w, "Signed by all and still assumed: %s. %s\n", titles(agreed), command("signoff confirm", dir))
	}
}

// command is a command line to go on with in a directory.
func command(name, dir string) string {
	if dir != "." {
		name += " " + dir
	}
	return "stagecraft " + name
}

func signCommand(dir string, role schema.Address) string {
	return command("signoff", dir) + " --role " + strings.TrimPrefix(string(role), "role.")
}

// titles lists definitions; of many, the first ones.
func titles(entries []*signoff.Entry) string {
	const most = 12
	var out []string
	for i, e := range entries {
		if i == most && len(entries) > most+1 {
			return fmt.Sprintf("%s and %d more", strings.Join(out, ", "), len(entries)-most)
		}
		out = append(out, Clean(e.Title))
	}
	return strings.Join(out, ", ")
}

// SignoffsOf lists what one role has still to sign, and why.
func SignoffsOf(w io.Writer, st terminal.Style, s *signoff.Status, role schema.Address, dir string) {
	n := 0
	for i := range s.Definitions {
		e := &s.Definitions[i]
		sig := e.Of(role)
		if sig == nil || sig.State == signoff.Valid {
			continue
		}
		n++
		fmt.Fprintf(w, "%s  %s\n", st.Bold(Clean(e.Title)), st.Dim(Clean(string(e.Address))))
		if sig.State != signoff.Missing {
			fmt.Fprintf(w, "  %s\n", Clean(sig.Lacks()))
		}
		for _, q := range e.Contested {
			fmt.Fprintf(w, "  Open question: %s\n", Clean(q))
		}
	}
	if n == 0 {
		fmt.Fprintln(w, "Nothing is left to sign.")
		return
	}
	fmt.Fprintf(w, "\n%s to sign: %s\n", Count(n, "definition"), signCommand(dir, role))
}

// SignoffMarkdown prints a status as a pull-request comment.
func SignoffMarkdown(w io.Writer, s *signoff.Status) {
	fmt.Fprintf(w, "### Sign-off: %d of %s signed by the whole council, %d verified\n\n", s.Summary.Complete, Count(s.Summary.Definitions, "definition"), s.Summary.Verified)
	head := []string{"Definition", "State"}
	for _, r := range s.Council {
		head = append(head, r.Title)
	}
	row := func(cells []string) {
		for i, c := range cells {
			cells[i] = md(c)
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
	row(head)
	fmt.Fprintf(w, "|%s\n", strings.Repeat(" --- |", len(head)))
	for i := range s.Definitions {
		e := &s.Definitions[i]
		cells := signoffRow(s, e)
		cells[0] = e.Group + ": " + cells[0]
		row(cells)
	}
	fmt.Fprintln(w, "\n✓ signed and verified, ○ signed and not verified, ✗ stale or withdrawn, · not signed")
	for _, r := range remarks(s) {
		fmt.Fprintf(w, "\n- %s\n", md(r.heading))
		for _, l := range r.lines {
			fmt.Fprintf(w, "  - %s\n", md(l))
		}
	}
}

// Checkpoint prints the points that must be settled before the strategy is handed to those who build.
func Checkpoint(w io.Writer, st terminal.Style, items []signoff.Item) {
	done := 0
	for _, i := range items {
		mark := st.Red("✗")
		if i.Done {
			mark = st.Green("✓")
			done++
		}
		fmt.Fprintf(w, "%s %s: %s\n", mark, i.Name, Clean(i.Detail))
	}
	fmt.Fprintf(w, "\n%d of %d points are settled.\n", done, len(items))
}

// BeforeSigning says what a signer should know beside the definition: what changed since the role signed it last,
// and which questions are open.
func BeforeSigning(w io.Writer, st terminal.Style, e *signoff.Entry, role schema.Address) {
	if sig := e.Of(role); sig != nil && sig.State == signoff.Stale {
		fmt.Fprintf(w, "  %s\n", st.Yellow("Since "+Clean(signer(*sig))+" signed:"))
		for _, why := range sig.Why {
			fmt.Fprintf(w, "    %s\n", Clean(why))
		}
	}
	for _, q := range e.Contested {
		fmt.Fprintf(w, "  %s %s\n", st.Yellow("Open question:"), Clean(q))
	}
}

// Signed says what an act of signing or withdrawing left behind in a file, and what is next.
func Signed(w io.Writer, r *signoff.Record, path string, s *signoff.Status, dir string) {
	verb := "Signed"
	if r.Act == signoff.Withdraw {
		verb = "Withdrew the signature of"
	}
	fmt.Fprintf(w, "%s %s in %s.\n", verb, Count(len(r.Definitions), "definition"), path)
	var agreed []*signoff.Entry
	for _, e := range s.Agreed() {
		if slices.ContainsFunc(r.Definitions, func(d signoff.Signed) bool { return d.Address == e.Address }) {
			agreed = append(agreed, e)
		}
	}
	if len(agreed) > 0 {
		fmt.Fprintf(w, "The whole council has now signed %s; to set this to confirmed: %s\n", titles(agreed), command("signoff confirm", dir))
	}
	fmt.Fprintf(w, "Commit it with a signed commit, so that everybody can verify who signed: git add %s && git commit -S\n", path)
}
