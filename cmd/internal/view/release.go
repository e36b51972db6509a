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
	checks(w, s, r)
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
	fmt.Fprintf(w, "  commit %.12s%s, tag %s%s\n", r.Commit, signedWord(r.CommitSigned), r.Tag, signedWord(r.TagSigned))
	fmt.Fprintf(w, "  %s (%d files, SHA-256 %.16s…)\n", r.Bundle, len(r.Files), r.Digest)
	if !dryRun {
		fmt.Fprintf(w, "\nPush it with: git push --follow-tags\n")
	}
}

func signedWord(signed bool) string {
	if signed {
		return " (signed)"
	}
	return ""
}

// checks lists what was looked at before a release.
func checks(w io.Writer, s terminal.Style, r *release.Release) {
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
}

// Rebuilt shows what was checked, and the bundle that was made again.
func Rebuilt(w io.Writer, s terminal.Style, r *release.Release) {
	checks(w, s, r)
	if !r.Ready() {
		fmt.Fprintln(w, "\nNothing was written.")
		return
	}
	fmt.Fprintf(w, "\n%s (%d files, SHA-256 %.16s…)\n", r.Bundle, len(r.Files), r.Digest)
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

// Bundle shows what a bundle is that was found in order. tag is the one that names its digest; "" when none was looked at.
func Bundle(w io.Writer, m *release.Manifest, sum, tag string) {
	fmt.Fprintf(w, "%s %s\n  commit  %s\n  digest  %s\n  SHA-256 %s\n", Clean(m.Title), Clean(m.Version), Clean(m.Commit), Clean(m.Digest), sum)
	if tag != "" {
		fmt.Fprintf(w, "  tag     %s names this SHA-256\n", tag)
	} else {
		fmt.Fprintf(w, "  The files are those of the manifest. That it is the released bundle, the release's tag tells: name the directory of the architecture, too.\n")
	}
	for _, a := range m.Signed {
		fmt.Fprintf(w, "  signed  %s for %s: %d definitions, %d verified\n", Clean(a.Signer.String()), Clean(string(a.Role)), a.Definitions, a.Verified)
	}
	for _, f := range m.Files {
		fmt.Fprintf(w, "  %s ok\n", Clean(f.Path))
	}
}
