package ci_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci/forgetest"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

const crm = `
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
  steward = role.ops
  council = [role.vp_sales]
}
role "ops" {
  title = "RevOps"
  reviewers {
    github = ["acme/revops", "author", "ola"]
    gitlab = ["ola", "author", "nobody"]
  }
}
role "vp_sales" {
  title   = "VP Sales"
  holders = ["dana@example.com"]
  reviewers {
    github = ["dana"]
    gitlab = ["dana"]
  }
}
field "contact" "email" { type = email }
field "contact" "phone" { type = phone }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    definition = "Somebody wrote."
    owner      = role.ops
    entry "any" { description = "There is a record." }
    exit "fit" { when = is_set(contact.email) }
  }
}
`

// heads are commits of the pull request; base is what it is for.
const (
	head1 = "1111111111111111111111111111111111111111"
	head2 = "2222222222222222222222222222222222222222"
	base  = "0000000000000000000000000000000000000000"
)

func architecture(t testing.TB, edits ...string) *schema.Architecture {
	t.Helper()
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(strings.NewReplacer(edits...).Replace(crm))}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Err())
	}
	return res.Architecture
}

// report is that of a changed exit criterion, which the council has to sign, with warnings at lines of a file.
func report(t testing.TB, env string, findings int, changes int) *ci.Report {
	t.Helper()
	now := architecture(t, "is_set(contact.email)", "is_set(contact.email) && is_set(contact.phone)")
	p := &planner.Plan{FormatVersion: planner.FormatVersion, Environment: env, Architecture: planner.Architecture{Name: "acme", Version: "1.0.0", Digest: now.Digest()}}
	for i := range changes {
		p.Changes = append(p.Changes, &planner.Change{Action: planner.Update, Address: fmt.Sprintf("x_stage.stage.lead.n%d", i), Origin: "stage.lead.new", Type: "x_stage", Key: fmt.Sprintf("lead/n%d", i),
			Label: "stage “New”", Reason: "declared in a.hcl:26", Risk: planner.Medium, Diffs: []planner.AttrDiff{{Path: "exit", Before: "It fits.", After: "It fits and asked."}}})
	}
	p.Summary.Update = changes
	l := &view.Lint{Title: "Acme 1.0.0", Loaded: true, Dir: "crm", Version: "0.1.0"}
	for i := range findings {
		at := diag.Pos{Line: i + 1, Column: 3, Byte: 100 * i}
		l.Found = append(l.Found, diag.Diagnostic{Code: "L-01", Severity: diag.Warning, Summary: fmt.Sprintf("finding %d", i), Detail: "Mend it.",
			Subject: diag.Range{File: "a.hcl", Start: at, End: diag.Pos{Line: i + 1, Column: 9}}})
	}
	return &ci.Report{Environment: env, Dir: "crm", Lint: l,
		Review: review.New(review.Options{Plan: p, Now: now, Was: architecture(t), Base: "version 1.0.0", SignOffs: signoff.Evaluate(now, nil, nil), Findings: l.Found})}
}

// env is the environment of a runner.
type env map[string]string

func (e env) with(pairs ...string) env {
	out := env{}
	for k, v := range e {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// event is that of a pull request.
func event(head string, fork, draft bool) string {
	from := "acme/crm"
	if fork {
		from = "stranger/crm"
	}
	side := func(sha, repo string) map[string]any {
		return map[string]any{"sha": sha, "repo": map[string]any{"full_name": repo}}
	}
	data, _ := json.Marshal(map[string]any{"pull_request": map[string]any{"number": 7, "state": "open", "draft": draft, "user": map[string]any{"login": "author"},
		"head": side(head, from), "base": side(base, "acme/crm")}})
	return string(data)
}

// bench is a forge over HTTP with a clock that does not run by itself.
type bench struct {
	*forgetest.Forge
	url   string
	clock *testclock.Clock
}

func newBench(t testing.TB) *bench {
	f := forgetest.New()
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	t.Cleanup(func() {
		for _, p := range f.Problems {
			t.Errorf("not as the API is described: %s", p)
		}
	})
	return &bench{f, srv.URL, testclock.New()}
}

func (b *bench) options(e env) ci.Options {
	return ci.Options{Getenv: func(k string) string { return e[k] }, ReadFile: func(name string) ([]byte, error) { return []byte(e[name]), nil },
		UserAgent: "stagecraft/test", Clock: b.clock, Jitter: func() float64 { return 0 }}
}

// gitHub is the environment of a run of GitHub Actions.
func (b *bench) gitHub(head string) env {
	return env{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": "event.json", "event.json": event(head, false, false), "GITHUB_REPOSITORY": "acme/crm", "GITHUB_RUN_ID": "99",
		"GITHUB_SERVER_URL": "https://github.example", "GITHUB_API_URL": b.url + "/github", "GITHUB_TOKEN": forgetest.RobotToken}
}

// gitLab is the environment of a job of GitLab CI.
func (b *bench) gitLab(head string) env {
	return env{"CI_API_V4_URL": b.url + "/gitlab", "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_PROJECT_ID": "1", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1",
		"CI_COMMIT_SHA": head, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_JOB_URL": "https://gitlab.example/acme/crm/-/jobs/9", "GITLAB_TOKEN": forgetest.GitLabToken}
}

func (b *bench) post(t testing.TB, e env, r *ci.Report) ([]string, error) {
	t.Helper()
	var f ci.Forge
	var err error
	if e["CI_PROJECT_ID"] != "" {
		f, err = ci.OpenGitLab(b.options(e), "")
	} else {
		f, err = ci.OpenGitHub(b.options(e))
	}
	if err != nil {
		t.Fatal(err)
	}
	return ci.Post(t.Context(), f, r)
}

func must(t testing.TB, notes []string, err error) {
	t.Helper()
	if err != nil || len(notes) > 0 {
		t.Fatalf("notes %q, error %v", notes, err)
	}
}
