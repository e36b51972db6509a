package history_test

import (
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// BenchmarkDiff10000 reads two revisions of an architecture of 10,000 blocks and compares them. The budget
// for the whole command is one second.
func BenchmarkDiff10000(b *testing.B) {
	p := newProject(b)
	files := hclgen.Generate(10_000)
	for name, src := range files {
		p.write(name, string(src))
	}
	p.commit("first")
	for name, src := range files {
		if path.Dir(name) == "lifecycles" {
			p.write(name, strings.ReplaceAll(string(src), "Step 3", "The third step"))
		}
	}
	p.commit("second")
	for b.Loop() {
		r, err := history.Open(p.dir)
		p.must(err)
		var sides [2]*schema.Architecture
		var wg sync.WaitGroup
		for i, rev := range []string{"HEAD~1", "HEAD"} {
			wg.Go(func() { sides[i], _, _ = r.Architecture(rev, hclschema.Options{}) })
		}
		wg.Wait()
		if d := diff.Compare(sides[0], sides[1]); len(d.Changes) != 118 {
			b.Fatalf("%d changes", len(d.Changes))
		}
	}
}
