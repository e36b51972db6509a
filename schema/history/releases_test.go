package history_test

import (
	"fmt"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// A candidate tells what changed since whatever was released before it, a version proper
// what changed since the last one that was no candidate.
func TestPastWithCandidates(t *testing.T) {
	p := newProject(t)
	for i, v := range []string{"1.0.0", "2.0.0-rc.1", "2.0.0-rc.2", "2.0.0", "2.1.0"} {
		p.write("main.hcl", version(v))
		p.write(fmt.Sprintf("role%d.hcl", i), fmt.Sprintf("role \"r%d\" { title = \"R\" }\n", i))
		p.tag("v"+v, "", p.commit(v))
	}
	past, _, err := p.open("").Past(hclschema.Options{})
	p.must(err)
	for i, want := range []struct {
		from    string
		changes int
	}{{"2.0.0", 1}, {"1.0.0", 3}, {"2.0.0-rc.1", 1}, {"1.0.0", 1}} {
		if c := past[i].Changes; c == nil || c.FromVersion != want.from || len(c.Changes) != want.changes {
			t.Errorf("%s: %+v, want %+v", past[i].Version, c, want)
		}
	}
	if past[4].Changes != nil {
		t.Errorf("the first: %+v", past[4].Changes)
	}
}

// A repository with an extension that cannot be read says which, and what to do.
func TestUnsupportedExtension(t *testing.T) {
	for _, format := range []string{"0", "1"} {
		p := newProject(t)
		p.write(".git/config", "[core]\n\trepositoryformatversion = "+format+"\n[extensions]\n\tworktreeConfig = true\n")
		if _, err := history.Open(p.dir); !says(err, "worktreeconfig") || !says(err, "sparse-checkout disable") {
			t.Errorf("format %s: %v", format, err)
		}
	}
}
