package directory

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/confined"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff/commits"
)

// SignOffs are the signatures of an architecture.
type SignOffs struct {
	Records []*signoff.Record
	Witness signoff.Witness
	Status  *signoff.Status
	// Diags are problems of the records and of the signing keys; Sources has their files too.
	Diags   diag.List
	Sources map[string][]byte
}

// Problem is the error of records or keys that cannot be used; nil when all can.
func (s *SignOffs) Problem() error {
	if s.Diags.HasErrors() {
		return &Problem{s.Diags, s.Sources}
	}
	return nil
}

// SignOffs reads the sign-offs of the architecture. With proof, git tells whether they are verified and
// what changed since; trust is the revision whose signing keys, council and holders count, "" for those on disk.
// The error is a *Problem.
func (d *Directory) SignOffs(res *hclschema.Result, proof bool, trust string) (*SignOffs, error) {
	s := &SignOffs{Witness: signoff.Blind("not checked"), Sources: maps.Clone(res.Sources)}
	var sources map[string][]byte
	files, err := d.files()
	if err != nil {
		return nil, err
	}
	s.Records, s.Diags, sources = signoff.Read(files)
	maps.Copy(s.Sources, sources)
	people := res.Architecture
	if proof {
		opts := d.Load
		opts.Env = d.Env
		log, diags, sources, err := commits.Open(d.Path, res.Architecture, commits.Options{Trust: trust, Load: opts})
		switch {
		case err != nil && trust != "":
			return nil, problemOf(err)
		case err != nil:
			s.Witness = signoff.Blind(noHistory(err))
		case log == nil:
			return nil, &Problem{diags, sources}
		default:
			s.Witness, people = log, log.People()
			s.Diags.Add(diags...)
			maps.Copy(s.Sources, sources)
		}
	}
	s.Status = signoff.EvaluateFor(people, res.Architecture, s.Records, s.Witness)
	return s, nil
}

// files are those of the directory, as far as they may be read.
func (d *Directory) files() (fs.FS, error) {
	if d.Load.Untrusted {
		return confined.Sub(d.Path)
	}
	return os.DirFS(d.Path), nil
}

// SignOffsFor reads what a plan with requirements needs to know; nil when nobody signed anything and no signature is
// required. What is wrong with the records is an error when signatures are required, else a warning.
func (d *Directory) SignOffsFor(res *hclschema.Result, require []string, trust string) (*SignOffs, error) {
	required := slices.Contains(require, planner.Signed) || slices.Contains(require, planner.Verified)
	if _, err := os.Stat(filepath.Join(d.Path, signoff.Dir)); err != nil && !required {
		return nil, nil
	}
	s, err := d.SignOffs(res, required, trust)
	if err != nil {
		return nil, err
	}
	if err := s.Problem(); err != nil && required {
		return nil, err
	}
	for i := range s.Diags {
		s.Diags[i].Severity = diag.Warning
	}
	return s, nil
}

// noHistory is the summary of an error as the reason why nothing is verified.
func noHistory(err error) string {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		return d.Summary
	}
	return err.Error()
}

// problemOf is an error as one that shows its diagnostic.
func problemOf(err error) error {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		return &Problem{Diags: diag.List{d}}
	}
	return err
}
