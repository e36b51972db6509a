package directory

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Targets are the CRMs of an environment, with the settings that hold here; for the default environment where no
// block declares it, the embedded sandbox CRM.
func (d *Directory) Targets(a *schema.Architecture, env string) (out []providers.Target) {
	crms := []*schema.CRM{{Provider: DefaultEnvironment}}
	for _, e := range a.Environments {
		if e.Name == env {
			crms = e.CRMs
		}
	}
	for _, crm := range crms {
		if given := d.Settings[crm.Provider]; len(given) > 0 {
			c := *crm
			c.Settings = maps.Clone(crm.Settings)
			if c.Settings == nil {
				c.Settings = map[string]schema.Setting{}
			}
			maps.Copy(c.Settings, given)
			crm = &c
		}
		out = append(out, providers.Target{Environment: env, CRM: crm, Dir: d.Path, ReadOnly: d.ReadOnly})
	}
	return out
}

// Open opens the CRMs of the environment. Call closeAll when done, also after an error, which is a *Problem.
func (d *Directory) Open(ctx context.Context, a *schema.Architecture) (ts []planner.TargetProvider, closeAll func(), err error) {
	closeAll = func() {
		for _, t := range ts {
			_ = t.Provider.Close()
		}
		if !d.ReadOnly {
			d.HideFromGit()
		}
	}
	if d.Load.Untrusted {
		return nil, func() {}, untrusted(diag.Range{}, "No CRM is contacted")
	}
	if diags := d.checkEnvironment(a); len(diags) > 0 {
		return nil, closeAll, &Problem{Diags: diags}
	}
	for _, t := range d.Targets(a, d.EnvName()) {
		f := d.factory(t.CRM.Provider)
		if f == nil {
			return ts, closeAll, d.problem(t.CRM, fmt.Sprintf("There is no provider %q", t.CRM.Provider),
				"This version of stagecraft can apply to: "+strings.Join(d.names(), ", ")+".")
		}
		p, err := f.Open(ctx, t, d.Getenv)
		if err != nil {
			return ts, closeAll, d.problem(t.CRM, f.Info.Title+" cannot be opened", why(err))
		}
		ts = append(ts, planner.TargetProvider{Target: t, Provider: p})
	}
	return ts, closeAll, nil
}

// why is the error of a CRM as a sentence, without what only programs ask for.
func why(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*providers.Error](err); ok {
		text = strings.TrimPrefix(text, string(e.Kind)+": ")
		text = strings.TrimSuffix(text, fmt.Sprintf(" (attribute %q)", e.Attribute))
		if e.Kind == providers.Unavailable {
			text += ". Make sure that the address is right and that it can be reached from here"
		}
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
}

// problem is what is wrong with a CRM, at its block.
func (d *Directory) problem(crm *schema.CRM, summary, detail string) error {
	p := &Problem{Diags: diag.List{{Code: diag.Environment, Severity: diag.Error, Subject: crm.Range, Summary: summary, Detail: detail}}}
	if file := crm.Range.File; file != "" {
		if src, err := os.ReadFile(filepath.Join(d.Path, filepath.FromSlash(file))); err == nil {
			p.Sources = map[string][]byte{file: src}
		}
	}
	return p
}

func (d *Directory) names() []string {
	var names []string
	for _, f := range d.Factories {
		names = append(names, f.Info.Name)
	}
	return names
}

// HideFromGit keeps what is stored beside the architecture (state, the sandbox CRM, fetched modules) out of commits.
// Nothing depends on it, so that a directory that cannot be written to is no error.
func (d *Directory) HideFromGit() {
	own := filepath.Join(d.Path, ".stagecraft")
	if ignore := filepath.Join(own, ".gitignore"); exists(own) && !exists(ignore) {
		_ = os.WriteFile(ignore, []byte("*\n"), 0o644)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Compiled is what a provider makes of an architecture for one CRM.
type Compiled struct {
	Info *providers.Info
	*providers.Compiled
}

// Compile compiles the architecture for a CRM, contacting none. The error is a *Problem.
func (d *Directory) Compile(res *hclschema.Result, t providers.Target) (*Compiled, error) {
	f := d.factory(t.CRM.Provider)
	if f == nil {
		return nil, d.problem(t.CRM, fmt.Sprintf("there is no provider %q", t.CRM.Provider), "There are: "+strings.Join(d.names(), ", ")+".")
	}
	compiled, diags := f.Compile(res.Architecture, t)
	if diags.HasErrors() {
		return nil, &Problem{diags, res.Sources}
	}
	return &Compiled{f.Info, compiled}, nil
}

// CompileAll compiles the architecture for the CRMs that its environments name and that there are providers for. Of
// several blocks of one provider the first counts; without any it is the sandbox. The error is a *Problem.
func (d *Directory) CompileAll(res *hclschema.Result) (out []*Compiled, err error) {
	var blocks []*schema.CRM
	for _, e := range res.Architecture.Environments {
		for _, c := range e.CRMs {
			known := slices.ContainsFunc(blocks, func(b *schema.CRM) bool { return b.Provider == c.Provider })
			if !known && d.factory(c.Provider) != nil {
				blocks = append(blocks, c)
			}
		}
	}
	if len(blocks) == 0 {
		blocks = append(blocks, &schema.CRM{Provider: DefaultEnvironment})
	}
	for _, crm := range blocks {
		c, err := d.Compile(res, providers.Target{Environment: d.EnvName(), CRM: crm, Dir: d.Path})
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
