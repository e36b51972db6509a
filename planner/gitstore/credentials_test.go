package gitstore_test

import (
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
)

// secrets are the forms of the token.
var secrets = []string{token, "s3cr3t", base64.StdEncoding.EncodeToString([]byte("x-access-token:" + token))}

func clean(t testing.TB, text string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(text, s) {
			t.Errorf("a secret is told: %.300s", text)
		}
	}
}

// noSecret looks into every object of a repository.
func noSecret(t testing.TB, dir string) {
	t.Helper()
	all := testtool.Git(t, dir, "cat-file", "--batch-all-objects", "--batch", "--buffer")
	clean(t, all)
	clean(t, testtool.Git(t, dir, "for-each-ref"))
}

func TestCredentials(t *testing.T) {
	dir := testtool.BareRepository(t)
	url := testtool.GitServer(t, dir, token, nil)
	host := strings.TrimPrefix(url[:strings.LastIndex(url, "/")], "http://")
	turn(t, open(t, url, env(gitstore.EnvToken, token, gitstore.EnvUsername, "robot")))
	turn(t, open(t, strings.Replace(url, "http://", "http://robot:s3cr3t-t0ken%2Fwith+signs@", 1), nil))
	turn(t, open(t, url, env("GITHUB_TOKEN", token, "GITHUB_SERVER_URL", "http://"+host)))
	turn(t, open(t, url, env("CI_JOB_TOKEN", token, "CI_SERVER_URL", "http://"+host)))

	header := "AUTHORIZATION: basic " + base64.StdEncoding.EncodeToString([]byte("x-access-token:"+token))
	s := checkout(t, url)
	testtool.Git(t, s, "config", "http.http://"+host+"/.extraheader", header)
	turn(t, gitstore.New(gitstore.Options{Dir: s, Env: "prod"}))
	s = checkout(t, url)
	file := filepath.Join(t.TempDir(), "credentials.config")
	write(t, file, "[http \"http://"+host+"/\"]\n\textraheader = "+header+"\n")
	testtool.Git(t, s, "config", "includeIf.gitdir:"+filepath.Join(s, ".git")+".path", file)
	turn(t, gitstore.New(gitstore.Options{Dir: s, Env: "prod"}))

	for name, s := range map[string]*gitstore.Store{
		"none":                  open(t, url, nil),
		"wrong token":           open(t, url, env(gitstore.EnvToken, token+"0")),
		"token of other server": open(t, url, env("GITHUB_TOKEN", token)),
		"wrong in the URL":      open(t, strings.Replace(url, "http://", "http://robot:s3cr3t@", 1), nil),
		"header elsewhere":      withHeader(t, url, "http://"+host+"0/", header),
	} {
		t.Run(name, func(t *testing.T) { refused(t, s, "credentials") })
	}
	t.Run("plain http", func(t *testing.T) {
		refused(t, open(t, "http://git.example/x.git", env(gitstore.EnvToken, token)), "not sent over http")
	})
	if noSecret(t, dir); testtool.Git(t, dir, "rev-list", "--count", "refs/stagecraft/state/prod") != "6" {
		t.Error("not every commit was looked into")
	}
}

func withHeader(t *testing.T, url, base, header string) *gitstore.Store {
	dir := checkout(t, url)
	testtool.Git(t, dir, "config", "http."+base+".extraheader", header)
	return gitstore.New(gitstore.Options{Dir: dir, Env: "prod"})
}
