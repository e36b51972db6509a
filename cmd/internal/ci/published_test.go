package ci_test

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci/forgetest"
	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// published is GitHub's own description of its API, as make tools puts it there.
const published = "../../../.tools/github/api.github.com.json"

// TestPublishedShapes compares what is sent to GitHub with the published description of its API, and the shapes of the imitation with it as
// far as a request shows them.
func TestPublishedShapes(t *testing.T) {
	data, err := os.ReadFile(published)
	if errors.Is(err, fs.ErrNotExist) {
		testtool.Missing(t, "GitHub's description of its API")
	}
	if err != nil {
		t.Fatal(err)
	}
	shapes, err := forgetest.ReadShapes(data)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	b.Strangers = []string{"ola"}
	for _, token := range []string{forgetest.RobotToken, forgetest.PersonToken} {
		for range 2 {
			if _, err := b.post(t, b.gitHub(head1).with("GITHUB_TOKEN", token), report(t, "production", 120, 3)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := b.post(t, b.gitHub(head2), report(t, "production", 1, 4)); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range b.Requests {
		query, err := url.ParseQuery(r.Query)
		if err == nil {
			err = shapes.Check(r.Method, r.Path, query, r.Body)
		}
		if err != nil {
			t.Errorf("%s %s: %v", r.Method, r.Path, err)
		}
		seen[r.Method+" "+strings.Join(strings.Split(r.Path, "/")[1:], "/")] = true
	}
	if len(seen) < 11 {
		t.Errorf("only %d kinds of requests were compared: %v", len(seen), seen)
	}
	for _, bad := range []struct{ method, path, body string }{
		{"POST", "/repos/acme/crm/check-runs", `{"name":"x","head_sha":"1","conclusion":"fine"}`},
		{"POST", "/repos/acme/crm/check-runs", `{"name":"x"}`},
		{"POST", "/repos/acme/crm/issues/7/comments", `{"text":"x"}`},
		{"PATCH", "/repos/acme/crm/issues/comments/x", `{"body":"x"}`},
		{"POST", "/repos/acme/crm/code-scanning/sarifs", `{"commit_sha":"main","ref":"refs/heads/main","sarif":""}`},
		{"POST", "/repos/acme/crm/nowhere", `{}`},
	} {
		for name, s := range map[string]*forgetest.Shapes{"published": shapes, "ours": forgetest.GitHubShapes()} {
			if s.Check(bad.method, bad.path, nil, []byte(bad.body)) == nil {
				t.Errorf("%s: %s %s %s is taken", name, bad.method, bad.path, bad.body)
			}
		}
	}
}
