package hubspot

import (
	goflag "flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var update = goflag.Bool("update", false, "write golden files")

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was; run with -update and look at what changed:\n%s", path, got)
	}
}

// imported reads an account and turns it into blocks.
func imported(t *testing.T, p *Provider) (*schema.Architecture, diag.List, []*providers.Live) {
	t.Helper()
	list, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, diags := p.Decompile(list)
	return a, diags, list
}

// reloaded writes an architecture to files and loads them again.
func reloaded(t *testing.T, a *schema.Architecture) *schema.Architecture {
	t.Helper()
	dir := t.TempDir()
	for name, data := range hclschema.Write(a) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := hclschema.Load(dir, hclschema.Options{})
	if r.Diags.HasErrors() {
		t.Fatalf("what was written is not valid: %v", r.Diags.Err())
	}
	return r.Architecture
}

func findings(diags diag.List) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s %s: %s\n", d.Severity, d.Code, d.Summary)
		for line := range strings.Lines(d.Detail) {
			b.WriteString("    " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return b.String()
}

func TestImportMessy(t *testing.T) {
	p := portalOf(t, emulator.Messy(emulator.NoRateLimits()), nil)
	a, diags, _ := imported(t, p)
	golden(t, "messy", findings(diags))
	var hcl strings.Builder
	files := hclschema.Write(a)
	for _, name := range []string{"architecture.hcl", "environments.hcl", "fields.hcl", "lifecycles.hcl", "people.hcl", "pipelines.hcl"} {
		fmt.Fprintf(&hcl, "# %s\n%s", name, files[name])
	}
	golden(t, "messy_hcl", hcl.String())
	reloaded(t, a)
}
