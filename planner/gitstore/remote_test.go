package gitstore_test

import (
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh/agent"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
	"github.com/stagecraft-dev/stagecraft/planner/storetest"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func TestHTTP(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place {
		dir := testtool.BareRepository(t)
		t.Cleanup(func() { noSecret(t, dir) })
		return place(t, testtool.GitServer(t, dir, token, nil), env(gitstore.EnvToken, token))
	})
}

func TestSSH(t *testing.T) {
	dir := testtool.BareRepository(t)
	s := newSSHServer(t, dir)
	// Each connection starts a session of sshd, so this is no place for the whole suite.
	withKey := env(gitstore.EnvSSHKey, s.key, gitstore.EnvKnownHosts, s.knownHosts)
	t.Run("key", func(t *testing.T) {
		here, there := open(t, s.url, withKey), open(t, s.url, withKey)
		turn(t, here)
		unlock, err := here.Lock(t.Context(), planner.LockInfo{Owner: "ana"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := there.Lock(t.Context(), planner.LockInfo{Owner: "ben"}); !has(err, "ana") {
			t.Error(err)
		}
		if err := unlock(); err != nil {
			t.Fatal(err)
		}
		if list, err := there.History(t.Context()); err != nil || len(list) != 1 {
			t.Errorf("%v, %v", list, err)
		}
	})
	t.Run("agent", func(t *testing.T) {
		keys := agent.NewKeyring()
		if err := keys.Add(agent.AddedKey{PrivateKey: &s.private}); err != nil {
			t.Fatal(err)
		}
		socket := filepath.Join(t.TempDir(), "agent")
		l, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go func() { _ = agent.ServeAgent(keys, c) }()
			}
		}()
		t.Setenv("SSH_AUTH_SOCK", socket)
		turn(t, open(t, s.url, env(gitstore.EnvKnownHosts, s.knownHosts)))
	})
	other := filepath.Join(t.TempDir(), "other")
	newKey(t, other)
	unknown := filepath.Join(t.TempDir(), "known_hosts")
	write(t, unknown, "")
	for name, c := range map[string]struct {
		getenv func(string) string
		text   string
	}{
		"wrong key":      {env(gitstore.EnvSSHKey, other, gitstore.EnvKnownHosts, s.knownHosts), "credentials"},
		"no key":         {env(gitstore.EnvSSHKey, other+"0", gitstore.EnvKnownHosts, s.knownHosts), "cannot be used"},
		"unknown server": {env(gitstore.EnvSSHKey, s.key, gitstore.EnvKnownHosts, unknown), "is not known"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, open(t, s.url, c.getenv), c.text) })
	}
}

// open is a store in a checkout of its own.
func open(t testing.TB, url string, getenv func(string) string) *gitstore.Store {
	return gitstore.New(gitstore.Options{Dir: checkout(t, url), Env: "prod", Getenv: getenv})
}

// turn commits once.
func turn(t testing.TB, s *gitstore.Store) {
	t.Helper()
	unlock, err := s.Lock(t.Context(), planner.LockInfo{Owner: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	st, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), st, &planner.Record{Kind: planner.RecordApply}); err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}

// refused expects that a state can neither be read nor locked, for a reason that has the text and no secret.
func refused(t testing.TB, s *gitstore.Store, text string) {
	t.Helper()
	_, readErr := s.Load(t.Context())
	_, lockErr := s.Lock(t.Context(), planner.LockInfo{Owner: "ana"})
	for _, err := range []error{readErr, lockErr} {
		var d diag.Diagnostic
		if !errors.As(err, &d) || d.Code != diag.State || !strings.Contains(d.Summary+" "+d.Detail, text) {
			t.Errorf("%v %s", err, d.Detail)
		}
		clean(t, d.Summary+" "+d.Detail)
	}
}

func TestNoRemote(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone.git")
	for name, c := range map[string]struct {
		o    gitstore.Options
		text string
	}{
		"directory is gone":    {gitstore.Options{Dir: checkout(t, gone), Env: "prod"}, "no repository"},
		"server is gone":       {gitstore.Options{Dir: t.TempDir(), Env: "prod", URL: "http://127.0.0.1:1/x.git"}, "127.0.0.1:1"},
		"no such remote":       {gitstore.Options{Dir: checkout(t, gone), Env: "prod", Remote: "upstream"}, `no remote "upstream"`},
		"no repository around": {gitstore.Options{Dir: t.TempDir(), Env: "prod"}, "no git repository"},
		"environment":          {gitstore.Options{Dir: checkout(t, gone), Env: "eu west"}, "name of a ref"},
		"unknown protocol":     {gitstore.Options{Dir: t.TempDir(), Env: "prod", URL: "gopher://example/x"}, "gopher"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, gitstore.New(c.o), c.text) })
	}
	t.Run("no git program", func(t *testing.T) {
		s := open(t, testtool.BareRepository(t), nil)
		t.Setenv("PATH", t.TempDir())
		refused(t, s, "the program git")
	})
}

// TestPaths: a remote may be a path, relative to the work tree; a url to the architecture.
func TestPaths(t *testing.T) {
	top := t.TempDir()
	testtool.Git(t, top, "init", "-q", "--bare", "crm.git")
	testtool.Git(t, top, "init", "-q", "work")
	testtool.Git(t, filepath.Join(top, "work"), "remote", "add", "up", "../crm.git")
	arch := filepath.Join(top, "work", "crm", "sales")
	write(t, filepath.Join(arch, "a.hcl"), "")
	turn(t, gitstore.New(gitstore.Options{Dir: arch, Env: "prod", Remote: "up"}))
	turn(t, gitstore.New(gitstore.Options{Dir: arch, Env: "prod", URL: "../../../crm.git"}))
	if n := testtool.Git(t, filepath.Join(top, "crm.git"), "rev-list", "--count", "refs/stagecraft/state/prod"); n != "2" {
		t.Errorf("%s commits", n)
	}
	if s := testtool.Git(t, filepath.Join(top, "work"), "status", "--porcelain", "--ignored"); strings.Contains(s, "refs") || strings.Count(s, "\n") > 1 {
		t.Errorf("the work tree was touched: %s", s)
	}
}

// TestServerRefuses: a server that wants no such refs, or shows none.
func TestServerRefuses(t *testing.T) {
	t.Run("hidden", func(t *testing.T) {
		dir := testtool.BareRepository(t)
		testtool.Git(t, dir, "config", "transfer.hideRefs", "refs/stagecraft")
		if _, err := open(t, dir, nil).Lock(t.Context(), planner.LockInfo{}); !has(err, "does not take the lock") {
			t.Error(err)
		}
	})
	t.Run("hidden from readers", func(t *testing.T) {
		dir := testtool.BareRepository(t)
		testtool.Git(t, dir, "config", "uploadpack.hideRefs", "refs/stagecraft")
		s := open(t, dir, nil)
		unlock, err := s.Lock(t.Context(), planner.LockInfo{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(t.Context()); !has(err, "hides the state") {
			t.Error(err)
		}
		if err := unlock(); err != nil {
			t.Error(err)
		}
	})
	t.Run("hook", func(t *testing.T) {
		dir := testtool.BareRepository(t)
		hook := filepath.Join(dir, "hooks", "update")
		write(t, hook, "#!/bin/sh\ncase $1 in refs/stagecraft/state/*) echo no states here; exit 1;; esac\n")
		if err := os.Chmod(hook, 0o755); err != nil {
			t.Fatal(err)
		}
		s := open(t, dir, nil)
		unlock, err := s.Lock(t.Context(), planner.LockInfo{})
		if err != nil {
			t.Fatal(err)
		}
		st, err := s.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(t.Context(), st, &planner.Record{}); !has(err, "cannot be written") || !has(err, "refs/stagecraft/state/prod: hook declined") {
			t.Error(err)
		}
		if err := unlock(); err != nil {
			t.Error(err)
		}
		if refs := testtool.Git(t, dir, "for-each-ref"); refs != "" {
			t.Errorf("left behind: %s", refs)
		}
	})
}

func has(err error, text string) bool {
	var d diag.Diagnostic
	return errors.As(err, &d) && strings.Contains(d.Summary+" "+d.Detail, text)
}

// TestNotAtomic: with a server that changes one ref after the other.
func TestNotAtomic(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place {
		dir := testtool.BareRepository(t)
		testtool.Git(t, dir, "config", "receive.advertiseAtomic", "false")
		return place(t, dir, nil)
	})
}

// TestAnswerLost cuts the connection after the server did what it was asked, at each request of a run in turn. A run that
// cannot know whether something came about finds out.
func TestAnswerLost(t *testing.T) {
	for cut := 1; ; cut++ {
		dir := testtool.BareRepository(t)
		n, lost := 0, false
		url := testtool.GitServer(t, dir, token, func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "git-receive-pack") {
					if n++; n == cut {
						lost = true
						h.ServeHTTP(&deaf{w.Header()}, r)
						panic(http.ErrAbortHandler)
					}
				}
				h.ServeHTTP(w, r)
			})
		})
		turn(t, open(t, url, env(gitstore.EnvToken, token)))
		if !lost {
			if cut < 4 {
				t.Fatalf("only %d pushes", cut-1)
			}
			return
		}
		s := open(t, url, env(gitstore.EnvToken, token))
		turn(t, s)
		if list, err := s.History(t.Context()); err != nil || len(list) != 2 {
			t.Errorf("cut at push %d: %d commits, %v", cut, len(list), err)
		}
	}
}

// deaf takes an answer that nobody gets.
type deaf struct{ h http.Header }

func (d *deaf) Header() http.Header         { return d.h }
func (d *deaf) Write(b []byte) (int, error) { return len(b), nil }
func (d *deaf) WriteHeader(int)             {}

// TestOtherLineage: the journal of one state is not taken into another.
func TestOtherLineage(t *testing.T) {
	url := testtool.BareRepository(t)
	dir := checkout(t, url)
	s := gitstore.New(gitstore.Options{Dir: dir, Env: "prod"})
	turn(t, s)
	unlock, err := s.Lock(t.Context(), planner.LockInfo{Owner: "ana"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := planner.Entry{Phase: planner.Started, Target: "crm", Address: "a.b", Action: planner.Create, Resource: &planner.StateResource{Type: "a"}}
	if err := s.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	other := testtool.BareRepository(t)
	turn(t, open(t, other, nil))
	testtool.Git(t, dir, "remote", "set-url", "origin", other)
	if _, err := gitstore.New(gitstore.Options{Dir: dir, Env: "prod"}).Load(t.Context()); !has(err, "does not belong") {
		t.Errorf("%v", err)
	}
	testtool.Git(t, dir, "remote", "set-url", "origin", testtool.BareRepository(t))
	if _, err := gitstore.New(gitstore.Options{Dir: dir, Env: "prod"}).Load(t.Context()); !has(err, "does not belong") {
		t.Errorf("gone: %v", err)
	}
	testtool.Git(t, dir, "remote", "set-url", "origin", url)
	if st, err := gitstore.New(gitstore.Options{Dir: dir, Env: "prod"}).Load(t.Context()); err != nil || len(st.Pending) != 1 {
		t.Errorf("%+v, %v", st, err)
	}
}

// TestDamaged: what is on the server is not a state.
func TestDamaged(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"nothing in it":     {"x": ""},
		"no JSON":           {"state.json": "{"},
		"other environment": {"state.json": `{"format":1,"environment":"dev","serial":1,"targets":{}}`},
		"newer":             {"state.json": `{"format":9}`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testtool.BareRepository(t)
			work := checkout(t, dir)
			for file, data := range files {
				write(t, filepath.Join(work, file), data)
			}
			testtool.Git(t, work, "add", ".")
			testtool.Git(t, work, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "x")
			testtool.Git(t, work, "push", "-q", "origin", "HEAD:refs/stagecraft/state/prod")
			s := gitstore.New(gitstore.Options{Dir: work, Env: "prod"})
			if st, err := s.Load(t.Context()); err == nil {
				t.Errorf("read: %+v", st)
			} else if !has(err, "") {
				t.Errorf("no diagnostic: %v", err)
			}
			if _, err := s.History(t.Context()); !has(err, "damaged") {
				t.Errorf("history: %v", err)
			}
		})
	}
}

// TestMessage: what a person reads with git log.
func TestMessage(t *testing.T) {
	dir := testtool.BareRepository(t)
	s := open(t, dir, nil)
	unlock, err := s.Lock(t.Context(), planner.LockInfo{Owner: "ana <x>\n"})
	if err != nil {
		t.Fatal(err)
	}
	st, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = s.Commit(t.Context(), st, &planner.Record{Kind: planner.RecordApply, Actor: "ana <x>\nCc: y", Run: "https://ci.example/1\n\nJournal: z", Command: "apply",
		Result: &planner.Result{Applied: []planner.Outcome{{Action: planner.Create}, {Action: planner.Create}, {Action: planner.Update}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	log := testtool.Git(t, dir, "log", "-1", "--format=%an|%s|%b", "refs/stagecraft/state/prod")
	if !strings.HasPrefix(log, "ana xCc: y|prod apply: 2 created, 1 updated|Serial: 1\nCommand: apply\nRun: https://ci.example/1 Journal: z\nJournal: ") || strings.Count(log, "\nJournal: ") != 1 {
		t.Error(log)
	}
	if out := testtool.Git(t, dir, "fsck", "--strict"); strings.Contains(out, "error") {
		t.Error(out)
	}
}

// TestJournalIsLocal: nothing but the journal and its lock is kept beside the architecture, and the journal only until the push.
func TestJournalIsLocal(t *testing.T) {
	dir := checkout(t, testtool.BareRepository(t))
	turn(t, gitstore.New(gitstore.Options{Dir: dir, Env: "prod"}))
	var left []string
	err := filepath.WalkDir(filepath.Join(dir, ".stagecraft"), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left = append(left, d.Name())
		}
		return err
	})
	if err != nil || strings.Join(left, " ") != "prod.git.lock" {
		t.Errorf("%v, %v", left, err)
	}
}
