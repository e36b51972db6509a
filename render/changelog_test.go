package render_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

func small(title string) *schema.Architecture {
	return &schema.Architecture{Info: &schema.Info{Name: "x", Title: title, Version: "1.0.0"}}
}

func TestChangelogEntry(t *testing.T) {
	d := &diff.Diff{FromVersion: "1.0.0", ToVersion: "1.1.0", Part: diff.Major, Changes: []diff.Change{
		{Group: "Sales", Text: "Words.", Part: diff.Patch},
		{Group: "Sales", Text: "Stage <b>SQL</b> added.", Part: diff.Major},
		{Group: "Lead", Text: "SLA tightened.", Part: diff.Minor, Records: []schema.Address{"change.fast"}},
	}, Records: []diff.Record{{Address: "change.fast", Title: "Faster", Why: "They wait.", Metric: "Speed", Expect: "Half", DecidedBy: []string{"VP", "COO"}}}}
	got := string(render.ChangelogEntry(render.Release{Version: "1.1.0", Date: "2026-03-01", Changes: d}, small("X")))
	want := `## 1.1.0 (2026-03-01)

3 changes since 1.0.0; the weightiest is major.

### Faster

They wait. Decided by VP, COO. Measured by Speed: Half.

- SLA tightened.

### Sales

- Stage &lt;b&gt;SQL&lt;/b&gt; added. **Major.**
- Words.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(render.ChangelogEntry(render.Release{Version: "1.1.0", Changes: &diff.Diff{FromVersion: "1.0.0"}}, small("X"))); got != "## 1.1.0\n\nNo change in meaning since 1.0.0.\n" {
		t.Errorf("without changes: %s", got)
	}
}

// Adding an entry gives the same file as writing all of them, keeps what others wrote into older ones, and can be repeated.
func TestWithEntry(t *testing.T) {
	a := small("Acme *x*")
	release := func(v string) render.Release {
		return render.Release{Version: v, Date: "2026-03-01", Changes: &diff.Diff{FromVersion: "0"}}
	}
	entry := func(v string) []byte { return render.ChangelogEntry(release(v), a) }
	one := render.WithEntry(nil, release("1.0.0"), a)
	two := render.WithEntry(one, release("1.1.0"), a)
	if want := string(render.Changelog(a, [][]byte{entry("1.1.0"), entry("1.0.0")})); string(two) != want {
		t.Errorf("got\n%s\nwant\n%s", two, want)
	}
	if again := render.WithEntry(two, release("1.1.0"), a); string(again) != string(two) {
		t.Errorf("a second time:\n%s", again)
	}
	if crlf := render.WithEntry([]byte(strings.ReplaceAll(string(one), "\n", "\r\n")), release("1.1.0"), a); string(crlf) != strings.ReplaceAll(string(two), "\n", "\r\n") {
		t.Errorf("with other line ends:\n%q", crlf)
	}
	open := render.Changelog(a, [][]byte{entry(render.Unreleased), []byte("## 1.0.0 (2026-03-01)\n\nBy hand.\n\n### Notes\n\n- Kept.\n")})
	got := string(render.WithEntry(open, release("1.1.0"), a))
	if strings.Contains(got, "Unreleased") || !strings.HasSuffix(got, "since 0.\n\n## 1.0.0 (2026-03-01)\n\nBy hand.\n\n### Notes\n\n- Kept.\n") || strings.Count(got, "## 1.1.0") != 1 {
		t.Errorf("got\n%s", got)
	}
	if got := string(render.WithEntry([]byte("# Ours\n\nWords.\n"), release("1.0.0"), a)); !strings.HasPrefix(got, "# Ours\n\nWords.\n\n## 1.0.0") {
		t.Errorf("got\n%s", got)
	}
}

// What people wrote into a changelog stays: above the entries, between fences, under what was unreleased, at the end.
func TestWithEntryKeepsWords(t *testing.T) {
	a := small("X")
	r := render.Release{Version: "1.1.0", Date: "2026-03-01", Changes: &diff.Diff{FromVersion: "1.0.0", Part: diff.Minor,
		Changes: []diff.Change{{Group: "Lead", Text: "SLA tightened.", Part: diff.Minor}}}}
	old := "# Ours\n\n```\n## 9.9.9\nAn example.\n```\n\n## How to read this\n\nNewest first.\n\n" +
		"## [Unreleased]\n\n7 changes since 1.0.0; the weightiest is major.\n\n### Lead\n\n- SLA tightened.\n- Kim asked for it.\n\n" +
		"## [1.1.0] - soon\n\nWritten ahead.\n\n## v1.0.0\n\nThe first.\n\n[1.0.0]: https://example.com\n"
	want := "# Ours\n\n```\n## 9.9.9\nAn example.\n```\n\n## How to read this\n\nNewest first.\n\n" +
		string(render.ChangelogEntry(r, a)) + "\n- Kim asked for it.\n\nWritten ahead.\n\n## v1.0.0\n\nThe first.\n\n[1.0.0]: https://example.com\n"
	got := string(render.WithEntry([]byte(old), r, a))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if again := string(render.WithEntry([]byte(got), r, a)); again != want {
		t.Errorf("a second time:\n%s", again)
	}
}
