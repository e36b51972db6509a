package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/render/release"
)

// Release shows what was checked, and what was or would be written.
func Release(w io.Writer, s terminal.Style, r *release.Release, dryRun bool) {
	for _, c := range r.Checks {
		mark, note := s.Green("✓"), c.Note
		switch {
		case c.Diags.HasErrors():
			mark, note = s.Red("✗"), ""
		case len(c.Diags) > 0:
			mark = s.Yellow("!")
		}
		if note != "" {
			note = s.Dim(" · " + note)
		}
		fmt.Fprintf(w, "%s %s%s\n", mark, c.Name, note)
	}
	if !r.Ready() {
		fmt.Fprintf(w, "\nVersion %s is not released; nothing was written.\n", r.Version)
		return
	}
	fmt.Fprintf(w, "\n%s\n\n", strings.TrimSpace(r.Entry))
	verb := "Released"
	if dryRun {
		verb = "Would release"
	}
	fmt.Fprintf(w, "%s version %s:\n", verb, s.Bold(r.Version))
	for _, f := range r.Changed {
		fmt.Fprintf(w, "  %s\n", f)
	}
	fmt.Fprintf(w, "  commit %.12s, tag %s\n", r.Commit, r.Tag)
	fmt.Fprintf(w, "  %s (%d files, SHA-256 %.16s…)\n", r.Bundle, len(r.Files), r.Digest)
	if !dryRun {
		fmt.Fprintf(w, "\nPush it with: git push --follow-tags\n")
	}
}

// ReleaseReport is the JSON form.
func ReleaseReport(r *release.Release, dryRun bool) any {
	return struct {
		FormatVersion string `json:"format_version"`
		Released      bool   `json:"released"`
		DryRun        bool   `json:"dry_run"`
		*release.Release
	}{"1.0", r.Ready() && !dryRun, dryRun, r}
}

// Bundle shows what a bundle is that was found in order.
func Bundle(w io.Writer, m *release.Manifest, sum string) {
	fmt.Fprintf(w, "%s %s\n  commit  %s\n  digest  %s\n  SHA-256 %s\n", m.Title, m.Version, m.Commit, m.Digest, sum)
	for _, a := range m.Signed {
		fmt.Fprintf(w, "  signed  %s for %s: %d definitions, %d verified\n", a.Signer, a.Role, a.Definitions, a.Verified)
	}
	for _, f := range m.Files {
		fmt.Fprintf(w, "  %s ok\n", f.Path)
	}
}
