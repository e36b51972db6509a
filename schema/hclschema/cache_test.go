package hclschema

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
)

// Loads that share what was parsed find the same as those that do not, also at the same time, and
// files of one name and different texts are kept apart.
func TestCache(t *testing.T) {
	one := hclgen.Generate(300)
	other := hclgen.Generate(300)
	other["architecture.hcl"] = append(other["architecture.hcl"], `role "more" { title = "More" }`...)
	broken := map[string][]byte{"architecture.hcl": one["architecture.hcl"], "x.hcl": []byte("role \"x\" {\n  title = \n}\nrole {")}
	var cache Cache
	for range 2 {
		var wg sync.WaitGroup
		for _, files := range []map[string][]byte{one, other, broken, one} {
			wg.Go(func() {
				want, got := LoadFiles(files, Options{}), LoadFiles(files, Options{Cache: &cache})
				if want.Architecture.Digest() != got.Architecture.Digest() {
					t.Error("another architecture")
				}
				if diff := cmp.Diff(want.Diags, got.Diags); diff != "" {
					t.Error(diff)
				}
			})
		}
		wg.Wait()
	}
	if n := len(cache.files); n != len(one)+2 {
		t.Errorf("%d files are kept, want %d", n, len(one)+2)
	}
}
