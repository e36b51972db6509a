package provider

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	model "github.com/stagecraft-dev/stagecraft/schema"
	problems "github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// directory is an architecture's directory, read with the environment of this process.
func (p *stagecraft) directory(dir, env string, vars map[string]string) *directory.Directory {
	return &directory.Directory{Path: dir, Env: env, Factories: p.factories, Getenv: p.getenv,
		Load: hclschema.Options{Vars: vars, Getenv: p.getenv, ToolVersion: p.version}}
}

// directory is that of the provider, with the settings of its configuration before those of crm blocks.
func (s *session) directory(dir, env string, vars map[string]string) *directory.Directory {
	d := s.stagecraft.directory(dir, env, vars)
	d.Settings = map[string]map[string]model.Setting{}
	for name, c := range s.crms {
		d.Settings[name] = c.target.CRM.Settings
	}
	return d
}

// opened is an architecture with the CRMs of its environment.
type opened struct {
	dir   *directory.Directory
	res   *hclschema.Result
	crms  []planner.TargetProvider
	close func()
}

// open loads an architecture and opens the CRMs of its environment; nil when that cannot be, or settings of one of its CRMs are
// not known yet, which known then tells. The caller closes it.
func (s *session) open(ctx context.Context, d *directory.Directory, diags *diag.Diagnostics) (o *opened, known bool) {
	res := d.Read()
	tell(diags, d.Path, res.Diags)
	if res.Diags.HasErrors() {
		return nil, true
	}
	for _, t := range d.Targets(res.Architecture, d.EnvName()) {
		if c := s.crms[t.CRM.Provider]; c != nil && !c.known {
			return nil, false
		}
	}
	crms, closeAll, err := d.Open(ctx, res.Architecture)
	if err != nil {
		closeAll()
		tellError(diags, d.Path, err)
		return nil, true
	}
	return &opened{d, res, crms, closeAll}, true
}

// written tells the CRMs that something else than a resource of theirs wrote to them: what was read of them is old.
func (s *session) written() {
	for _, c := range s.crms {
		c.mu.Lock()
		c.changes++
		for _, shelf := range c.shelves {
			shelf.stale = true
		}
		c.mu.Unlock()
	}
}

// tell hands diagnostics of ours over to Terraform, with the place in the files of dir.
func tell(to *diag.Diagnostics, dir string, list problems.List) {
	for _, d := range list.Sorted() {
		detail := strings.TrimSpace(d.Detail)
		if !d.Subject.IsZero() {
			detail = strings.TrimSpace(fmt.Sprintf("on %s:%d\n\n%s", filepath.ToSlash(filepath.Join(dir, d.Subject.File)), d.Subject.Start.Line, detail))
		}
		detail = strings.TrimSpace(detail + "\n\n" + string(d.Code))
		summary := d.Summary
		if first, size := utf8.DecodeRuneInString(summary); size > 0 {
			summary = string(unicode.ToUpper(first)) + summary[size:]
		}
		if d.Severity == problems.Error {
			to.AddAttributeError(path.Root("path"), summary, detail)
		} else {
			to.AddAttributeWarning(path.Root("path"), summary, detail)
		}
	}
}

// tellError hands an error over to Terraform; the diagnostics of it, if it has some.
func tellError(to *diag.Diagnostics, dir string, err error) {
	var p *directory.Problem
	var d problems.Diagnostic
	switch {
	case errors.As(err, &p):
		tell(to, dir, p.Diags)
	case errors.As(err, &d):
		tell(to, dir, problems.List{d})
	default:
		to.AddAttributeError(path.Root("path"), "The architecture cannot be used", err.Error())
	}
}
