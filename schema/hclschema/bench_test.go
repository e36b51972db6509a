package hclschema

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
)

// The budget: BenchmarkLoad takes at most twice the time of BenchmarkParseOnly.

func BenchmarkParseOnly(b *testing.B) {
	files := hclgen.Generate(10_000)
	for b.Loop() {
		for name, src := range files {
			if _, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos); diags.HasErrors() {
				b.Fatal(diags)
			}
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	files := hclgen.Generate(10_000)
	for b.Loop() {
		if r := LoadFiles(files, Options{}); r.Diags.HasErrors() {
			b.Fatal(r.Diags.Err())
		}
	}
}

func TestGenerated(t *testing.T) {
	r := LoadFiles(hclgen.Generate(500), Options{})
	for _, d := range r.Diags {
		t.Error(d)
	}
	n := 0
	for range r.Architecture.Blocks() {
		n++
	}
	if n < 450 {
		t.Errorf("only %d blocks", n)
	}
}
