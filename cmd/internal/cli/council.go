package cli

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"strings"

	"github.com/go-git/go-git/v5/config"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff/commits"
)

// council is an architecture with its sign-offs.
type council struct {
	res     *hclschema.Result
	records []*signoff.Record
	witness signoff.Witness
	status  *signoff.Status
	// diags are problems of the records and of the signing keys; sources has their files too.
	diags   diag.List
	sources map[string][]byte
}

// signoffs reads the sign-offs of an architecture. With proof, git tells whether they are verified and
// what changed since; trust is the revision whose signing keys, council and holders count, "" for those on disk.
func (w *workspace) signoffs(res *hclschema.Result, proof bool, trust string) (*council, error) {
	c := &council{res: res, witness: signoff.Blind("not checked"), sources: maps.Clone(res.Sources)}
	var sources map[string][]byte
	c.records, c.diags, sources = signoff.Read(os.DirFS(w.dir))
	maps.Copy(c.sources, sources)
	people := res.Architecture
	if proof {
		opts, err := w.options()
		if err != nil {
			return nil, err
		}
		log, diags, sources, err := commits.Open(w.dir, res.Architecture, commits.Options{Trust: trust, Load: opts})
		switch {
		case err != nil && trust != "":
			return nil, asDiagError(err)
		case err != nil:
			c.witness = signoff.Blind(noHistory(err))
		case log == nil:
			return nil, diagError{diags, sources}
		default:
			c.witness, people = log, log.People()
			c.diags.Add(diags...)
			maps.Copy(c.sources, sources)
		}
	}
	c.status = signoff.EvaluateFor(people, res.Architecture, c.records, c.witness)
	return c, nil
}

// noHistory is the summary of an error as the reason why nothing is verified.
func noHistory(err error) string {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		return d.Summary
	}
	return err.Error()
}

// problem is the error of records or keys that cannot be used; nil when all can.
func (c *council) problem() error {
	if c.diags.HasErrors() {
		return diagError{c.diags, c.sources}
	}
	return nil
}

// council loads the architecture with its sign-offs.
func (w *workspace) council(trust string) (*council, error) {
	res, err := w.load()
	if err != nil {
		return nil, err
	}
	return w.signoffs(res, true, trust)
}

// identity is who git says is working in the directory. Git itself is asked where it is installed, since only it follows
// includes in its configuration; else GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL, then author and user of the configuration.
func (w *workspace) identity(ctx context.Context) signoff.Person {
	ask := exec.CommandContext(ctx, "git", "var", "GIT_AUTHOR_IDENT")
	ask.Dir = w.dir
	if out, err := ask.Output(); err == nil {
		name, rest, _ := strings.Cut(string(out), "<")
		if email, _, ok := strings.Cut(rest, ">"); ok {
			return signoff.Person{Name: strings.TrimSpace(name), Email: email}
		}
	}
	var c *config.Config
	var err error
	if repo, e := history.Open(w.dir); e == nil {
		c, err = repo.Git().ConfigScoped(config.SystemScope)
	} else {
		c, err = config.LoadConfig(config.GlobalScope)
	}
	if err != nil || c == nil {
		c = config.NewConfig()
	}
	env := w.app.streams.Getenv
	return signoff.Person{
		Name:  cmp.Or(env("GIT_AUTHOR_NAME"), c.Author.Name, c.User.Name),
		Email: cmp.Or(env("GIT_AUTHOR_EMAIL"), c.Author.Email, c.User.Email),
	}
}
