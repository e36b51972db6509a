package cli

import (
	"cmp"
	"context"
	"os/exec"
	"strings"

	"github.com/go-git/go-git/v5/config"

	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// council is an architecture with its sign-offs.
type council struct {
	res *hclschema.Result
	*directory.SignOffs
}

// signoffs reads the sign-offs of an architecture; see directory.SignOffs.
func (w *workspace) signoffs(res *hclschema.Result, proof bool, trust string) (*council, error) {
	d, err := w.directory()
	if err != nil {
		return nil, err
	}
	s, err := d.SignOffs(res, proof, trust)
	if err != nil {
		return nil, asDiagError(err)
	}
	return &council{res, s}, nil
}

// problem is the error of records or keys that cannot be used; nil when all can.
func (c *council) problem() error { return asDiagError(c.Problem()) }

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
