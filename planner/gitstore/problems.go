package gitstore

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/config"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

func stateProblem(summary, detail string, args ...any) error {
	return diag.Diagnostic{Code: diag.State, Severity: diag.Error, Summary: summary, Detail: fmt.Sprintf(detail, args...)}
}

func contains(text, part string) bool { return strings.Contains(strings.ToLower(text), part) }

// connect finds the repository and what is needed to reach it. Nothing is contacted.
func (s *Store) connect() (*remote, error) {
	if s.server != nil {
		return s.server, nil
	}
	if s.stateRef().Validate() != nil {
		return nil, stateProblem(fmt.Sprintf("%q cannot be the name of a ref in git", s.opts.Env), "A state in git is named after its environment. Give the environment a name of letters, digits, - and _.")
	}
	name, url := s.opts.Remote, s.opts.URL
	if name == "" {
		name = "origin"
	}
	repo, noRepo := history.Open(s.opts.Dir)
	var raw *config.Config
	beside := s.opts.Dir // what a path is relative to
	if noRepo == nil {
		c, err := repo.Git().Config()
		if err != nil {
			return nil, stateProblem("The configuration of the git repository cannot be read", "%v.", err)
		}
		raw = c.Raw
		if fs, ok := repo.Git().Storer.(*filesystem.Storage); ok {
			included(raw, fs.Filesystem().Root())
		}
		if url == "" {
			rc := c.Remotes[name]
			if rc == nil || len(rc.URLs) == 0 {
				return nil, stateProblem(fmt.Sprintf("The git repository has no remote %q", name),
					"The state of %s is kept there. Add it with git remote add %s URL, or name the repository in the state block with url.", s.opts.Env, name)
			}
			url, beside = rc.URLs[0], repo.Top()
		}
	} else if url == "" {
		return nil, stateProblem("There is no git repository whose remote could keep the state",
			"%s is not in one. Name the repository in the state block with url, or work in a clone.", s.opts.Dir)
	}
	r := &remote{name: s.opts.URL}
	if r.name == "" {
		r.name = name
	}
	ep, err := transport.NewEndpoint(url)
	if err != nil {
		return nil, stateProblem("The URL of the state is not usable", "That of %s is neither a path nor a URL of git.", name)
	}
	if ep.Protocol == "file" && !strings.Contains(url, "://") && !filepath.IsAbs(url) {
		if ep.Path, err = filepath.Abs(filepath.Join(beside, filepath.FromSlash(url))); err != nil {
			return nil, err
		}
	}
	r.endpoint = ep
	if ep.Password != "" {
		r.secrets = append(r.secrets, ep.Password)
	}
	if r.transport, err = transportOf(ep.Protocol); err == nil {
		err = r.authenticate(raw, s.opts.Getenv)
	}
	shown := *ep
	shown.User, shown.Password = "", ""
	r.name = shown.String()
	if s.opts.URL == "" {
		r.name = name + " (" + r.name + ")"
	}
	s.server = r
	if err != nil {
		defer func() { s.server = nil }()
		return nil, stateProblem("The repository of the state cannot be reached", "%s: %s.", r.name, s.clean(err))
	}
	return r, nil
}

// clean is the text of an error without secrets.
func (s *Store) clean(err error) string {
	text := strings.TrimSuffix(err.Error(), ".")
	for _, secret := range s.server.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return strings.Join(strings.Fields(text), " ")
}

const howToLogIn = "For https, set " + EnvToken + " (and " + EnvUsername + " where the server wants one); for ssh, load the key into the agent or name it in " + EnvSSHKey + "."

// problem makes an error of the transport one that says what to do. what is what was to be done with the state.
func (s *Store) problem(ctx context.Context, what string, err error) error {
	var d diag.Diagnostic
	var unknown *knownhosts.KeyError
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r := s.server
	state := fmt.Sprintf("The state of %s cannot be %s", s.opts.Env, what)
	switch {
	case errors.As(err, &d):
		return d
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed), contains(err.Error(), "unable to authenticate"):
		return stateProblem(state, "%s does not accept the credentials of this run, or got none. %s Writing a state needs the right to push.", r.name, howToLogIn)
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return stateProblem(state, "There is no repository %s, or this run may not see it. Check the URL. %s", r.name, howToLogIn)
	case errors.As(err, &unknown), contains(err.Error(), "knownhosts"):
		return stateProblem(state, "The server of %s is not known, or has another key than the known one: %s. Add its key to the known hosts of ssh, or name a file of them in %s.", r.name, s.clean(err), EnvKnownHosts)
	case errors.Is(err, exec.ErrNotFound), r.endpoint.Protocol == "file" && contains(err.Error(), "executable file not found"):
		return stateProblem(state, "%s is a directory, and reaching it takes the program git, which is not on the PATH. Install it, or use https or ssh.", r.name)
	}
	return stateProblem(state, "%s: %s. Check the URL and the network.", r.name, s.clean(err))
}

// broken is the error of a run whose lock somebody broke.
func (s *Store) broken(ctx context.Context, then string) error {
	refs, err := s.server.refs(ctx)
	if err != nil {
		return s.problem(ctx, "read", err)
	}
	return s.brokenBy(ctx, refs[s.lockRef().String()], then)
}

// brokenBy is broken where it is known what the lock's ref names now.
func (s *Store) brokenBy(ctx context.Context, now plumbing.Hash, then string) error {
	by := "Nobody has it now."
	if !now.IsZero() {
		if at, info, err := s.holder(ctx, s.server); err == nil && !at.IsZero() {
			by = planner.Locked(info, "").Detail
		}
	}
	return diag.Diagnostic{Code: diag.Locked, Severity: diag.Error, Summary: "The lock of this run was broken",
		Detail: strings.Join(strings.Fields("Somebody ran stagecraft state unlock while it was going on. "+by+" "+then), " ")}
}
