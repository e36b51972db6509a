package diff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// FuzzCompare compares whatever can be read of two sources, with errors in them or not.
func FuzzCompare(f *testing.F) {
	f.Add(base, base)
	f.Add(base, rich)
	f.Add(rich, strings.ReplaceAll(rich, "mql", "sal"))
	f.Add(rich, strings.ReplaceAll(rich, "role.sdr", "role.ae"))
	f.Add(rich, replaced(f, "engagement = 40", "total = 10", "points = -5", "points = 0", `within = "8h"`, `within = "1mo"`))
	f.Add(rich+strings.Replace(record, "VERSION", "", 1), rich)
	f.Add(`change "x" { changes = [stage.a, scoring.b.c] }`, `moved {
  from = stage.a.b
  to   = role.c
}
retired { what = role.c }`)
	f.Add(`lifecycle "a" {
  stage "b" {}
  stage "b" {}
}`, `pipeline "a" { stage "b" { raci {} } }
team "a" { member "b" {} }
scoring "s" { threshold "t" { x = 1 } }
sla "s" { within = "3w" }`)
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := read(a), read(b)
		check(t, x, y)
		check(t, y, x)
		if d := diff.Compare(x, x); len(d.Changes)+len(d.Notes) > 0 {
			for _, n := range d.Notes { // a change record may name what has not changed
				if n.Kind != diff.NothingCovered {
					t.Errorf("note %q", n.Text)
				}
			}
			if len(d.Changes) > 0 {
				t.Errorf("not equal to itself:\n%s", texts(d))
			}
		}
	})
}

func read(src string) *schema.Architecture {
	return hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{}).Architecture
}

// check looks at what every change must have.
func check(t *testing.T, a, b *schema.Architecture) {
	d := diff.Compare(a, b)
	for _, c := range d.Changes {
		switch {
		case !strings.HasSuffix(c.Text, ".") || strings.Contains(c.Text, "%!") || strings.ContainsAny(c.Text, "\n\t") || strings.Contains(c.Text, "  ") || strings.HasPrefix(c.Text, " "):
			t.Errorf("sentence %q", c.Text)
		case c.Part == "" || c.Kind == "" || c.Address == "" || c.Block == "":
			t.Errorf("incomplete: %+v", c)
		case diff.ClassNamed(c.Class).Name == "" || c.HandledBy == "":
			t.Errorf("class %q of %s", c.Class, c.Text)
		case !slices.Contains(diff.Groups, c.Group):
			t.Errorf("group %q of %s", c.Group, c.Text)
		}
	}
	if (d.Part == "") != (len(d.Changes) == 0) {
		t.Errorf("%d changes ask for %q", len(d.Changes), d.Part)
	}
	n := 0
	for _, g := range d.Agreements() {
		n += g.Changes
	}
	if n != len(d.Changes) {
		t.Errorf("agreements are about %d changes of %d", n, len(d.Changes))
	}
}
