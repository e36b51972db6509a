package salesforce

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
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

// A folder with what an export wrote is read back: an import of it says what an import of the org would.
func TestImportFolder(t *testing.T) {
	for n, format := range exports {
		t.Run(format.Name, func(t *testing.T) {
			target := providers.Target{CRM: &schema.CRM{Provider: provider}}
			c, diags := Factory().Compile(exampleArch(t, "b2b-saas"), target)
			if diags.HasErrors() {
				t.Fatal(diags.Err())
			}
			files, err := exports[n].Write(nil, target, providers.Creates(c.Resources))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			for name, data := range files {
				path := filepath.Join(dir, filepath.FromSlash(name))
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			target.CRM.Settings = map[string]schema.Setting{"source": {Value: dir}}
			p, err := Factory().Open(t.Context(), target, nil)
			if err != nil {
				t.Fatal(err)
			}
			a, diags := imported(t, p.(*Provider))
			if f := changing(diags); f != "" {
				t.Error(f)
			}
			allTold(t, p.(*Provider), diags)
			for _, want := range []schema.Address{"pipeline.new_business", "stage.lead.sal", "stage.new_business.closed_won", "reasons.loss", schema.FieldAddress("contact", "fit_score")} {
				if a.Lookup(want) == nil {
					t.Errorf("%s is not imported", want)
				}
			}
		})
	}
}

// allTold checks that findings can be read at one sitting, and name every flow: no block says any.
func allTold(t *testing.T, p *Provider, diags diag.List) {
	t.Helper()
	if len(diags) > 40 {
		t.Errorf("%d findings", len(diags))
	}
	var said strings.Builder
	flows := 0
	for _, d := range diags {
		said.WriteString(d.Summary + d.Detail)
		var n int
		if _, err := fmt.Sscanf(d.Summary, "%d lifecycle flows of", &n); err == nil {
			flows += n
		} else if strings.HasPrefix(d.Summary, "The lifecycle flow ") {
			flows++
		}
	}
	live, err := p.learned.read([]string{typeFlow})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range live {
		if !strings.Contains(said.String(), titleOf(l)) {
			t.Errorf("nothing is said of %s", l.Key)
		}
	}
	if flows < len(live)-2 || len(live) < 50 { // two counters are of the architecture as a whole
		t.Errorf("%d flows of %d are counted", flows, len(live))
	}
}

// changing is the finding that says what a plan of an import would change; "" when nothing.
func changing(diags diag.List) string {
	for _, d := range diags {
		if strings.HasPrefix(d.Summary, "A plan of what was imported") {
			return d.Detail
		}
	}
	return ""
}
