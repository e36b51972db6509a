package salesforce

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// imported reads an org back, by way of the text that an import writes.
func imported(t *testing.T, p *Provider) (*schema.Architecture, diag.List) {
	t.Helper()
	live, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, diags := p.Decompile(live)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	files := hclschema.Write(a)
	r := hclschema.LoadFiles(files, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture, diags
}

func TestImportBareOrgs(t *testing.T) {
	for name, make := range map[string]func(...emulator.Option) *emulator.Org{"empty": emulator.Empty, "messy": emulator.Messy} {
		t.Run(name, func(t *testing.T) {
			_, diags := imported(t, orgOf(t, make(), nil))
			for _, d := range diags {
				if strings.HasPrefix(d.Summary, "A plan of what was imported") || d.Code != diag.Unsupported && !strings.HasPrefix(string(d.Code), "SC10") {
					t.Error(d.Summary, d.Detail)
				}
			}
		})
	}
}
