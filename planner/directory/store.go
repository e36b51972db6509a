package directory

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
	"github.com/stagecraft-dev/stagecraft/planner/pgstore"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// storeKind is a kind of place that keeps states.
type storeKind struct {
	settings []string
	open     func(d *Directory, get settings) (planner.Ledger, error)
}

// storeKinds by the label of a state block.
var storeKinds = map[string]storeKind{
	"local": {[]string{"path"}, func(d *Directory, get settings) (planner.Ledger, error) {
		path, err := get.text("path")
		if err != nil {
			return nil, err
		}
		if path == "" {
			return d.LocalStore(), nil
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(d.Path, path)
		}
		return planner.NewLocalStore(path, d.EnvName()), nil
	}},
	"git": {[]string{"remote", "url"}, func(d *Directory, get settings) (planner.Ledger, error) {
		remote, err := get.text("remote")
		if err != nil {
			return nil, err
		}
		url, err := get.text("url")
		if err != nil {
			return nil, err
		}
		if remote != "" && url != "" {
			return nil, storeProblem(get.block.At("url"), "state \"git\" has a remote and a url", "Each names the repository. Keep one of them.")
		}
		return gitstore.New(gitstore.Options{Dir: d.Path, Env: d.EnvName(), Remote: remote, URL: url, Getenv: d.Getenv}), nil
	}},
	"postgres": {[]string{"url", "schema"}, func(d *Directory, get settings) (planner.Ledger, error) {
		url, err := get.text("url")
		if err != nil {
			return nil, err
		}
		schema, err := get.text("schema")
		if err != nil {
			return nil, err
		}
		if url == "" {
			return nil, storeProblem(get.block.Range, "state \"postgres\" has no url", "Name the database: url = env.DATABASE_URL.")
		}
		store, err := pgstore.New(d.EnvName(), url, schema)
		if err != nil {
			return nil, problemOf(err)
		}
		return store, nil
	}},
}

// LocalStore is the store where no state block says another.
func (d *Directory) LocalStore() *planner.LocalStore {
	return planner.NewLocalStore(planner.LocalPath(d.Path, d.EnvName()), d.EnvName())
}

// Store is where the state of the environment is kept. Nothing is contacted yet. Its error is a *Problem.
func (d *Directory) Store(a *schema.Architecture) (planner.Ledger, error) {
	if d.Load.Untrusted {
		return nil, untrusted(diag.Range{}, "No state is read")
	}
	env := d.Environment(a)
	if env == nil || env.State == nil {
		return d.LocalStore(), nil
	}
	s := env.State
	kind, ok := storeKinds[s.Kind]
	kinds := slices.Sorted(maps.Keys(storeKinds))
	if !ok {
		return nil, storeProblem(s.Range, fmt.Sprintf("there is no kind of state %q", s.Kind),
			"The kinds are %s.%s", strings.Join(kinds, ", "), diag.DidYouMean(s.Kind, kinds))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
		if !slices.Contains(kind.settings, name) {
			return nil, storeProblem(s.At(name), fmt.Sprintf("state %q has no setting %q", s.Kind, name),
				"The settings are %s.%s", strings.Join(kind.settings, ", "), diag.DidYouMean(name, kind.settings))
		}
	}
	return kind.open(d, settings{d, s})
}

// settings are those of a state block.
type settings struct {
	dir   *Directory
	block *schema.StateStore
}

// text is a setting, "" when it is not given.
func (g settings) text(name string) (string, error) {
	s, ok := g.block.Settings[name]
	if !ok {
		return "", nil
	}
	if s.Env != "" {
		v := ""
		if g.dir.Getenv != nil {
			v = g.dir.Getenv(s.Env)
		}
		if v == "" {
			return "", storeProblem(g.block.At(name), fmt.Sprintf("the environment variable %s is not set", s.Env),
				"state %q reads its %s from it.", g.block.Kind, name)
		}
		return v, nil
	}
	v, ok := s.Value.(string)
	if !ok {
		return "", storeProblem(g.block.At(name), fmt.Sprintf("%s is not a text", name), "Write it in quotes, or as env.NAME.")
	}
	return v, nil
}

func storeProblem(at diag.Range, summary, detail string, args ...any) error {
	return &Problem{Diags: diag.List{{Code: diag.Environment, Severity: diag.Error, Subject: at, Summary: summary, Detail: fmt.Sprintf(detail, args...)}}}
}
