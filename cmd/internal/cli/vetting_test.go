package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// TestReroute: with a revision to trust, credentials go only where that revision sends them, whoever makes the plan.
func TestReroute(t *testing.T) {
	host := testtool.NobodyCalls(t)
	const hubspot = "environment \"production\" {\n  crm \"hubspot\" {\n    token    = env.HUBSPOT_TOKEN\n    base_url = \"http://HOST\"\n    SETTING\n  }\n}\n"
	crm := func(text, setting string) string {
		return strings.NewReplacer("HOST", host, "SETTING", setting).Replace(text)
	}
	for name, tc := range map[string]struct {
		trusted, now string
		why          string
	}{
		"another host":          {strings.Replace(hubspot, "HOST", "127.0.0.1:9", 1), crm(hubspot, ""), "the settings of hubspot in production are others"},
		"another variable":      {crm(strings.Replace(hubspot, "HUBSPOT_TOKEN", "OTHER", 1), ""), crm(hubspot, ""), "the settings of hubspot in production are others"},
		"a variable to look at": {crm(hubspot, ""), crm(hubspot, "portal_id = env.HUBSPOT_TOKEN"), "the settings of hubspot in production are others"},
		"a new environment":     {"", crm(hubspot, ""), "has no environment \"production\" yet"},
		"another CRM":           {"environment \"production\" {\n  crm \"sandbox\" {}\n}\n", crm(hubspot, ""), "there is no hubspot in production"},
		"another state":         {crm(hubspot, ""), strings.Replace(crm(hubspot, ""), "  crm", "  state \"git\" { url = \"http://"+host+"/s.git\" }\n  crm", 1), "the state of production is kept elsewhere"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFork(t, "", host)
			f.write("repo/crm/environments.hcl", strings.Replace(tc.trusted, "SETTING", "", 1))
			f.git("add", ".")
			f.git("commit", "-q", "-m", "environments")
			f.write("repo/crm/environments.hcl", tc.now)
			for _, args := range []string{"plan", "apply --auto-approve"} {
				s, stdout, stderr := terminal.Test("")
				s.Getenv = func(name string) string {
					if strings.HasPrefix(name, "HUBSPOT") || name == "OTHER" || strings.HasPrefix(name, "STAGECRAFT_GIT") {
						t.Errorf("%s was read", name)
					}
					return ""
				}
				code := cli.Run(t.Context(), append(strings.Fields(args), "--env", "production", "--trust", "HEAD", filepath.Join(f.dir, "crm")), s)
				if !strings.Contains(stderr.String(), tc.why) || (code == cli.ExitOK) != (args == "plan") {
					t.Errorf("%s: %d\n%s%s", args, code, stdout, stderr)
				}
			}
		})
	}

	// An environment that comes after another one looks at the state of that one, too.
	const first = "environment \"first\" {\n  crm \"sandbox\" {}\n  STATE\n}\n\nenvironment \"second\" {\n  after = environment.first\n  crm \"sandbox\" {}\n}\n"
	f := newFork(t, "", host)
	f.write("repo/crm/environments.hcl", strings.Replace(first, "STATE", "", 1))
	f.git("add", ".")
	f.git("commit", "-q", "-m", "environments")
	f.write("repo/crm/environments.hcl", strings.Replace(first, "STATE", "state \"git\" { url = \"http://"+host+"/s.git\" }", 1))
	for _, args := range []string{"plan --env second", "plan --env second --require qa:first", "apply --env second --auto-approve", "promote --from first --to second"} {
		s, stdout, stderr := terminal.Test("")
		s.Getenv = func(name string) string {
			if strings.HasPrefix(name, "STAGECRAFT_GIT") {
				t.Errorf("%s was read", name)
			}
			return ""
		}
		code := cli.Run(t.Context(), append(strings.Fields(args), "--trust", "HEAD", filepath.Join(f.dir, "crm")), s)
		if !strings.Contains(stderr.String(), "the state of first is kept elsewhere") || (code == cli.ExitOK) != (args == "plan --env second") {
			t.Errorf("%s: %d\n%s%s", args, code, stdout, stderr)
		}
	}

	// What sends nothing elsewhere is contacted as ever.
	f = newFork(t, "", host)
	sandbox := "environment \"production\" {\n  crm \"sandbox\" { path = \"crm.db\" }\n}\n"
	f.write("repo/crm/environments.hcl", sandbox)
	f.git("add", ".")
	f.git("commit", "-q", "-m", "environments")
	f.write("repo/crm/more.hcl", "role \"x\" { title = \"X\" }\n")
	s, stdout, stderr := terminal.Test("")
	if code := cli.Run(t.Context(), []string{"apply", "--auto-approve", "--env", "production", "--trust", "HEAD", filepath.Join(f.dir, "crm")}, s); code != cli.ExitOK || !strings.Contains(stdout.String(), "Applied to production") {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
}

// TestVetting tells from what runners say whether a pull request comes from a fork.
func TestVetting(t *testing.T) {
	dir := t.TempDir()
	events := 0
	event := func(text string) string {
		events++
		path := filepath.Join(dir, fmt.Sprintf("event-%d.json", events))
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	arch := filepath.Join(dir, "a.hcl")
	if err := os.WriteFile(arch, []byte("architecture \"a\" {\n  title   = \"A\"\n  version = \"0.1.0\"\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	pull := func(head string) string {
		return event(`{"pull_request": {"head": {"repo": ` + head + `}, "base": {"repo": {"id": 1, "full_name": "acme/crm"}}}}`)
	}
	const same, other = `{"id": 1, "full_name": "acme/crm"}`, `{"id": 2, "full_name": "mallory/crm"}`
	for name, tc := range map[string]struct {
		env       map[string]string
		args      []string
		untrusted bool
	}{
		"nothing":                     {},
		"the flag":                    {args: []string{"--untrusted"}, untrusted: true},
		"the variable":                {env: map[string]string{"STAGECRAFT_UNTRUSTED": "1"}, untrusted: true},
		"the flag over the variable":  {env: map[string]string{"STAGECRAFT_UNTRUSTED": "1"}, args: []string{"--untrusted=false"}},
		"a push":                      {env: map[string]string{"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": event(`{"ref": "refs/heads/main"}`)}},
		"a branch":                    {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": pull(same)}},
		"a fork":                      {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": pull(other)}, untrusted: true},
		"a fork that is gone":         {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": pull("null")}, untrusted: true},
		"a fork, vetted":              {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": pull(other), "STAGECRAFT_UNTRUSTED": "0"}},
		"a fork with its target":      {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request_target", "GITHUB_EVENT_PATH": pull(other)}, untrusted: true},
		"no event":                    {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request"}, untrusted: true},
		"an event that is not there":  {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": filepath.Join(dir, "none")}, untrusted: true},
		"an event that is no JSON":    {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": event("{")}, untrusted: true},
		"an event without a pull":     {env: map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": event("{}")}, untrusted: true},
		"a run after a branch's":      {env: map[string]string{"GITHUB_EVENT_NAME": "workflow_run", "GITHUB_EVENT_PATH": event(`{"workflow_run": {"head_repository": ` + same + `}, "repository": ` + same + `}`)}},
		"a run after a fork's":        {env: map[string]string{"GITHUB_EVENT_NAME": "workflow_run", "GITHUB_EVENT_PATH": event(`{"workflow_run": {"head_repository": ` + other + `}, "repository": ` + same + `}`)}, untrusted: true},
		"a comment on an issue":       {env: map[string]string{"GITHUB_EVENT_NAME": "issue_comment", "GITHUB_EVENT_PATH": event(`{"issue": {"number": 1}}`)}},
		"a comment without an event":  {env: map[string]string{"GITHUB_EVENT_NAME": "issue_comment"}, untrusted: true},
		"a comment on a pull request": {env: map[string]string{"GITHUB_EVENT_NAME": "issue_comment", "GITHUB_EVENT_PATH": event(`{"issue": {"number": 1, "pull_request": {}}}`)}, untrusted: true},
		"GitLab, a branch":            {env: map[string]string{"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1", "CI_MERGE_REQUEST_PROJECT_ID": "1"}},
		"GitLab, a fork":              {env: map[string]string{"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2", "CI_MERGE_REQUEST_PROJECT_ID": "1"}, untrusted: true},
		"GitLab for GitHub, a fork":   {env: map[string]string{"CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY": "mallory/crm", "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY": "acme/crm"}, untrusted: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, stdout, stderr := terminal.Test("")
			s.Getenv = func(name string) string { return tc.env[name] }
			code := cli.Run(t.Context(), append([]string{"init", dir}, tc.args...), s)
			if refused := strings.Contains(stderr.String(), "SC0420"); refused != tc.untrusted || refused != (code == cli.ExitError) {
				t.Errorf("untrusted is %v: %d\n%s%s", refused, code, stdout, stderr)
			}
		})
	}
	s, _, stderr := terminal.Test("")
	s.Getenv = func(name string) string { return map[string]string{"STAGECRAFT_UNTRUSTED": "maybe"}[name] }
	if code := cli.Run(t.Context(), []string{"validate", dir}, s); code != cli.ExitUsage || !strings.Contains(stderr.String(), "write 1 or 0") {
		t.Errorf("%d: %s", code, stderr)
	}
}
