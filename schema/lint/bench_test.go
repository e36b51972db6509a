package lint

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
)

// All rules on 10,000 blocks, without loading them.
func BenchmarkRun(b *testing.B) {
	res := hclschema.LoadFiles(hclgen.Generate(10_000), hclschema.Options{})
	if err := res.Diags.Err(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Run(res.Architecture, res.Sources)
	}
}
