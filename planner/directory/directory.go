// Package directory is an architecture's directory as one works with it: its files are loaded, the CRMs of an environment
// opened, its sign-offs read. The command line and the Terraform provider both begin here.
package directory

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// DefaultEnvironment is the environment where none is named: the embedded sandbox CRM.
const DefaultEnvironment = "sandbox"

// Directory is an architecture's directory, with all that it is read with.
type Directory struct {
	Path string
	// Env names the environment; "" is DefaultEnvironment.
	Env string
	// Load says how the files are read. Its environment is that of Env. Of an untrusted architecture no CRM and no store is opened.
	Load      hclschema.Options
	Factories []*providers.Factory
	// Settings win over those of crm blocks, by provider; may be nil.
	Settings map[string]map[string]schema.Setting
	Getenv   func(string) string
	// ReadOnly opens CRMs to look at them only; nothing is written beside the architecture either.
	ReadOnly bool
}

// Problem is the error of what somebody can mend in the files or in what they are read with.
type Problem struct {
	Diags   diag.List
	Sources map[string][]byte // of the files that the diagnostics speak of, as far as they are known
}

func (p *Problem) Error() string { return p.Diags.Err().Error() }

// EnvName is the environment's name, also when none was given.
func (d *Directory) EnvName() string {
	if d.Env == "" {
		return DefaultEnvironment
	}
	return d.Env
}

// Read loads the architecture and looks at its environments. Its diagnostics tell whether it can be used.
func (d *Directory) Read() *hclschema.Result {
	opts := d.Load
	opts.Env = d.Env
	res := hclschema.Load(d.Path, opts)
	if !res.Diags.HasErrors() {
		res.Diags.Add(d.checkEnvironment(res.Architecture)...)
		res.Diags.Add(d.checkSettings(res.Architecture)...)
	}
	res.Diags = d.partOfAnother(res.Diags)
	return res
}

// partOfAnother leaves one diagnostic of what is no architecture but a directory inside of one: everything else that is
// missing there is in the directory above.
func (d *Directory) partOfAnother(ds diag.List) diag.List {
	i := slices.IndexFunc(ds, func(x diag.Diagnostic) bool {
		return x.Code == diag.NoFiles || x.Code == diag.MissingBlock && x.Subject.IsZero()
	})
	if i < 0 || d.Load.Untrusted {
		return ds
	}
	entries, err := os.ReadDir(filepath.Join(d.Path, ".."))
	if err != nil || !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && strings.HasSuffix(e.Name(), ".hcl") }) {
		return ds
	}
	only := ds[i]
	only.Detail = "The directory above this one holds architecture files: name that one, or run stagecraft there."
	return diag.List{only}
}

// Environment is the block of the selected environment, or nil.
func (d *Directory) Environment(a *schema.Architecture) *schema.Environment {
	for _, e := range a.Environments {
		if e.Name == d.EnvName() {
			return e
		}
	}
	return nil
}

// checkEnvironment reports an environment that is asked for and not declared.
func (d *Directory) checkEnvironment(a *schema.Architecture) diag.List {
	if d.EnvName() == DefaultEnvironment || d.Environment(a) != nil {
		return nil
	}
	var names []string
	for _, e := range a.Environments {
		names = append(names, e.Name)
	}
	declared := ""
	if len(names) > 0 {
		declared = " Declared are " + strings.Join(names, ", ") + "." + diag.DidYouMean(d.Env, names)
	}
	return diag.List{{Code: diag.Environment, Severity: diag.Error,
		Summary: fmt.Sprintf("There is no environment %q", d.Env),
		Detail:  "Declare it with an environment block, or name none to use the embedded sandbox CRM." + declared}}
}

// checkSettings finds settings of crm blocks that their providers do not have. CRMs without a provider may have any.
func (d *Directory) checkSettings(a *schema.Architecture) (diags diag.List) {
	for _, env := range a.Environments {
		for _, crm := range env.CRMs {
			f := d.factory(crm.Provider)
			if f == nil {
				continue
			}
			var known []string
			for _, s := range f.Info.Settings {
				known = append(known, s.Name)
			}
			for _, name := range slices.Sorted(maps.Keys(crm.Settings)) {
				if !slices.Contains(known, name) {
					diags.Errorf(diag.Environment, crm.Range, fmt.Sprintf("%s has no setting %q", f.Info.Title, name),
						"The settings are %s.%s", providers.SettingNames(f.Info.Settings), diag.DidYouMean(name, known))
				}
			}
		}
	}
	return diags
}

func (d *Directory) factory(name string) *providers.Factory {
	for _, f := range d.Factories {
		if f.Info.Name == name {
			return f
		}
	}
	return nil
}

// Committed is the short hash of the commit that files were read at, "" outside a repository, with a remark
// when they are not those of the commit.
func (d *Directory) Committed(sources map[string][]byte) string {
	repo, err := history.Open(d.Path)
	if err != nil {
		return ""
	}
	at, err := repo.Resolve("HEAD")
	if err != nil {
		return ""
	}
	tree, err := repo.FS(at)
	if err != nil {
		return at.Short
	}
	for name, data := range sources {
		was, err := fs.ReadFile(tree, path.Join(repo.Dir(), filepath.ToSlash(name)))
		if err != nil || !bytes.Equal(was, data) {
			return at.Short + " with changes"
		}
	}
	return at.Short
}
