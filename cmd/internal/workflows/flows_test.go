package workflows

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci/forgetest"
)

// project is a bare repository with a clone in which an architecture is proposed, merged and applied.
type project struct {
	*runner
	origin, crm string
}

const architecture = `architecture "acme" {
  title   = "Acme"
  version = "0.1.0"
}

role "sales" { title = "TITLE" }

environment "production" {
  state "git" {}
  crm "sandbox" { path = env.CRM }
}
`

func newProject(t *testing.T) *project {
	t.Helper()
	top := t.TempDir()
	p := &project{runner: newRunner(t, filepath.Join(top, "clone")), origin: filepath.Join(top, "origin.git"), crm: filepath.Join(top, "crm.db")}
	p.shell(top, "git init -q --bare -b main origin.git && git clone -q origin.git clone 2>/dev/null && cd clone && git symbolic-ref HEAD refs/heads/main && git config user.name Ada && git config user.email ada@acme.example && git config core.autocrlf false")
	p.architecture("Sales")
	p.commit("first")
	p.shell(p.dir, "git push -q origin main")
	p.values = map[string]string{"inputs.environment": "production", "inputs.directory": ".", "inputs.strict": "false", "inputs.label": "drift", "github.token": forgetest.RobotToken,
		"github.repository": "acme/crm", "secrets.CREDENTIALS": "CRM=" + p.crm + "\n"}
	return p
}

func (p *project) shell(dir, script string) string {
	p.t.Helper()
	cmd := exec.Command("bash", "-ec", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "PATH="+p.env["PATH"], "CRM="+p.crm)
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (p *project) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *project) architecture(title string) {
	p.write("a.hcl", strings.Replace(architecture, "TITLE", title, 1))
}

// commit commits everything and gives the hash.
func (p *project) commit(message string) string {
	return p.shell(p.dir, "git add -A && git commit -q -m '"+message+"' && git rev-parse HEAD")
}

// pullRequest sets the runner to the run of a pull request, whose head comes from a repository.
func (p *project) pullRequest(from string) (head string) {
	head = p.shell(p.dir, "git rev-parse HEAD")
	base := p.shell(p.dir, "git rev-parse origin/main")
	event := fmt.Sprintf(`{"number": 7, "pull_request": {"number": 7, "state": "open", "user": {"login": "ada"},
		"head": {"sha": %q, "repo": {"id": %d, "full_name": %q}}, "base": {"sha": %q, "ref": "main", "repo": {"id": 8, "full_name": "acme/crm"}}}}`, head, len(from), from, base)
	path := filepath.Join(p.temp, "event.json")
	if err := os.WriteFile(path, []byte(event), 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.env["GITHUB_EVENT_NAME"], p.env["GITHUB_EVENT_PATH"], p.env["GITHUB_BASE_REF"], p.env["GITHUB_SHA"] = "pull_request", path, "main", head
	return head
}

// pushed sets the runner to the run of a push to main.
func (p *project) pushed() (sha string) {
	sha = p.shell(p.dir, "git push -q origin HEAD:main && git rev-parse HEAD")
	delete(p.env, "GITHUB_BASE_REF")
	p.env["GITHUB_EVENT_NAME"], p.env["GITHUB_EVENT_PATH"], p.env["GITHUB_SHA"] = "push", "", sha
	return sha
}

func (p *project) forge() *forgetest.Forge {
	f := forgetest.New()
	server := httptest.NewServer(f)
	p.t.Cleanup(server.Close)
	p.env["GITHUB_API_URL"] = server.URL + "/github"
	return f
}

// answer is what the API says at a path.
func (p *project) answer(path string, v any) {
	p.t.Helper()
	data, ok := v.([]byte)
	if !ok {
		var err error
		if data, err = json.Marshal(v); err != nil {
			p.t.Fatal(err)
		}
	}
	if err := os.WriteFile(apiFile(p.hub, path), data, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// zipped is an artifact with the plan that the runner kept.
func (p *project) zipped() []byte {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.temp, "plan", "plan.json"))
	if err != nil {
		p.t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("plan.json")
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return b.Bytes()
}

// TestPlanAndApply takes a change from its pull request to the CRM: plan, merge, apply of the saved plan with the state in git.
func TestPlanAndApply(t *testing.T) {
	plan, apply := load(t, "stagecraft-plan.yml"), load(t, "stagecraft-apply.yml")
	p := newProject(t)
	f := p.forge()

	p.shell(p.dir, "git switch -q -c proposal")
	p.architecture("Sales desk")
	p.commit("rename")
	head := p.pullRequest("acme/crm")
	p.done(plan.step(t, "plan", "Fetch modules"))
	out := p.done(plan.step(t, "plan", "Plan"))
	if out.outputs["conclusion"] != "success" || out.outputs["changes"] != "true" || !strings.Contains(out.summary, "Sales desk") {
		t.Errorf("outputs %v, summary %s\n%s", out.outputs, out.summary, out.log)
	}
	if text := f.Text(); !strings.Contains(text, "Sales desk") {
		t.Errorf("the pull request was not told:\n%s", text)
	}
	if _, err := os.Stat(p.crm + ".state"); err == nil || strings.Contains(p.shell(p.origin, "git for-each-ref"), "refs/stagecraft") {
		t.Error("a plan changed the state")
	}
	artifact := p.zipped()

	// Merged. The run of the push finds the plan of the head of the pull request.
	p.shell(p.dir, "git switch -q main && git merge -q --no-ff -m merge proposal")
	merged := p.pushed()
	commits := "repos/acme/crm/commits/" + merged + "/pulls"
	artifacts := "repos/acme/crm/actions/artifacts?per_page=100&name=stagecraft-plan-production-" + strings.ReplaceAll(p.values["inputs.directory"], "/", "_") + "-" + head
	found := func(repository int) map[string]any {
		return map[string]any{"artifacts": []any{map[string]any{"id": 5, "expired": false, "created_at": "2026-01-02T00:00:00Z",
			"workflow_run": map[string]any{"head_sha": head, "repository_id": 8, "head_repository_id": repository}}}}
	}
	p.answer(commits, []any{map[string]any{"merged_at": "2026-01-01T00:00:00Z", "merge_commit_sha": merged, "head": map[string]any{"sha": head}}})
	p.answer("repos/acme/crm/actions/artifacts/5/zip", artifact)
	find := apply.step(t, "plan", "Find the plan of the pull request")

	// Somebody else's artifact of that name does not count.
	if err := os.RemoveAll(filepath.Join(p.temp, "plan")); err != nil {
		t.Fatal(err)
	}
	p.answer(artifacts, found(9))
	if out := p.done(find); out.outputs["found"] != "" || !strings.Contains(out.log, "No plan was saved") {
		t.Errorf("the artifact of a fork was taken: %v\n%s", out.outputs, out.log)
	}
	p.answer(artifacts, found(8))
	if out := p.done(find); out.outputs["found"] != "true" {
		t.Fatalf("the plan was not found:\n%s", out.log)
	}
	if out := p.done(apply.step(t, "plan", "Plan")); out.outputs["changes"] != "true" || !strings.Contains(out.summary, "Sales desk") {
		t.Errorf("outputs %v, summary %s\n%s", out.outputs, out.summary, out.log)
	}
	carryOut := apply.step(t, "apply", "Apply")
	if out := p.done(carryOut); !strings.Contains(out.log, "Applied to production") {
		t.Errorf("nothing was applied:\n%s", out.log)
	}
	if refs := p.shell(p.origin, "git for-each-ref"); !strings.Contains(refs, "refs/stagecraft/state/production") || strings.Contains(refs, "refs/stagecraft/lock") {
		t.Errorf("the refs of the remote are\n%s", refs)
	}
	p.shell(p.dir, "stagecraft plan --env production --detailed-exitcode")

	// The plan fits only once.
	if out := p.run(carryOut); out.code == 0 || !strings.Contains(out.log, "SC0404") {
		t.Errorf("a stale plan was applied again: %d\n%s", out.code, out.log)
	}
}

// TestApplyWithoutReview: a commit that no pull request of this repository brought is planned anew, and a saved plan of other files is refused
// before anybody is asked to approve it.
func TestApplyWithoutReview(t *testing.T) {
	apply := load(t, "stagecraft-apply.yml")
	p := newProject(t)
	p.forge()
	merged := p.pushed()
	p.answer("repos/acme/crm/commits/"+merged+"/pulls", []any{})
	find, plan := apply.step(t, "plan", "Find the plan of the pull request"), apply.step(t, "plan", "Plan")
	if out := p.done(find); out.outputs["found"] != "" {
		t.Errorf("a plan was found: %s", out.log)
	}
	p.values["steps.reviewed.outputs.found"] = ""
	if out := p.done(plan); out.outputs["changes"] != "true" {
		t.Errorf("outputs %v\n%s", out.outputs, out.log)
	}
	p.done(apply.step(t, "apply", "Apply"))

	p.architecture("Another desk")
	p.commit("unreviewed")
	p.pushed()
	p.values["steps.reviewed.outputs.found"] = "true" // the plan that was just applied
	if out := p.run(plan); out.code == 0 || !strings.Contains(out.log, "SC0404") {
		t.Errorf("a plan of other files was taken: %d\n%s", out.code, out.log)
	}
}

// TestProposal plans what a fork proposes, without any secret, and does nothing that it asks the runner for.
func TestProposal(t *testing.T) {
	plan := load(t, "stagecraft-plan.yml")
	p := newProject(t)
	f := p.forge()
	p.architecture("Sales\\n::error::pwned\\n##[warning]pwned\\n::set-output name=x::y")
	p.write("b.hcl", "variable \"canary\" { default = \"mine\" }\nrole \"told\" { title = var.canary }\nfield \"contact\" \"note\" {\n  type  = text\n  owner = role.sales\n  usage = <<-EOT\n    ::add-mask::a\n    ::stop-commands::x\n    ::x::\n    ::error::pwned\n  EOT\n}\n")
	p.commit("attack")
	p.pullRequest("mallory/crm")
	p.env["STAGECRAFT_VAR_canary"] = "canary-7f21"
	p.done(plan.step(t, "proposal", "Fetch modules"))
	out := p.done(plan.step(t, "proposal", "Plan on paper"))
	if !strings.Contains(out.summary, "on paper") && !strings.Contains(out.summary, "untrusted") {
		t.Errorf("the summary does not say what was not done:\n%s", out.summary)
	}
	if !strings.Contains(out.log, "::error::pwned") {
		t.Errorf("the attack is none:\n%s", out.log)
	}
	if len(out.commands) > 0 {
		t.Errorf("the runner was told %q:\n%s", out.commands, out.log)
	}
	if strings.Contains(out.log+out.summary, "canary-7f21") || len(f.Requests) > 0 {
		t.Errorf("something was read or posted: %v\n%s", f.Requests, out.log)
	}
}

// TestCredentials: variables of a secret reach stagecraft alone and are masked; a line that is none stops the step.
func TestCredentials(t *testing.T) {
	p := newProject(t)
	s := &step{Name: "run", Run: `stagecraft-run validate .; echo "left: ${CRM:-nothing}"`, Env: map[string]string{"CREDENTIALS": "${{ secrets.CREDENTIALS }}"}}
	p.values["secrets.CREDENTIALS"] = "CRM=a\r\n\nOTHER=b=c"
	out := p.done(s)
	if !slices.Equal(out.commands, []string{"add-mask", "add-mask"}) || !strings.Contains(out.log, "::add-mask::b=c\n") || !strings.Contains(out.log, "left: nothing") {
		t.Errorf("%q\n%s", out.commands, out.log)
	}
	s.Run = "stagecraft-run validate ."
	p.values["secrets.CREDENTIALS"] = "my password"
	if out := p.run(s); out.code == 0 || strings.Contains(out.log, "password") {
		t.Errorf("%d\n%s", out.code, out.log)
	}
}

// TestDrift keeps one issue: opened, brought up to date, closed.
func TestDrift(t *testing.T) {
	w := load(t, "stagecraft-drift.yml")
	look, keep := w.step(t, "drift", "Look"), w.step(t, "drift", "Keep the issue")
	p := newProject(t)
	p.env["GITHUB_EVENT_NAME"] = "schedule"
	p.shell(p.dir, "stagecraft apply --env production --auto-approve")
	others := &issue{Number: 1, Title: "Drift in trial", Body: "<!-- stagecraft-drift trial . -->\n", State: "open", Labels: []string{"drift"}}
	quoted := &issue{Number: 2, Title: "A question", Body: "> <!-- stagecraft-drift production " + p.values["inputs.directory"] + " -->\n", State: "open", Labels: []string{"drift"}}
	if err := (hub{Labels: []string{"drift"}, Issues: []*issue{others, quoted}}).write(p.hub); err != nil {
		t.Fatal(err)
	}
	issues := func() []*issue { return readHub(p.hub).Issues }
	both := func(drift string) {
		t.Helper()
		if out := p.done(look); out.outputs["drift"] != drift || len(out.commands) > 1 {
			t.Fatalf("outputs %v, commands %v\n%s", out.outputs, out.commands, out.log)
		}
		p.done(keep)
	}
	both("false")
	if n := len(issues()); n != 2 {
		t.Fatalf("%d issues without drift", n)
	}

	// Behind our back.
	elsewhere := t.TempDir()
	behind := func(title string) {
		text := strings.Replace(strings.Replace(architecture, "TITLE", title, 1), "  state \"git\" {}\n", "", 1)
		if err := os.WriteFile(filepath.Join(elsewhere, "a.hcl"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		p.shell(elsewhere, "stagecraft apply --env production --auto-approve --allow-changes")
	}
	behind("Somebody's desk")
	both("true")
	list := issues()
	if len(list) != 3 || list[2].Title != "Drift in production" || !strings.Contains(list[2].Body, "Somebody's desk") || !strings.Contains(list[2].Body, "/actions/runs/77") {
		t.Fatalf("the issue is %+v", list[len(list)-1])
	}
	behind("A desk of others")
	both("true")
	if list = issues(); len(list) != 3 || !strings.Contains(list[2].Body, "A desk of others") || strings.Contains(list[2].Body, "Somebody's") {
		t.Errorf("the issue was not brought up to date: %+v", list[2])
	}

	// Much drift is cut to what an issue takes.
	if err := os.WriteFile(filepath.Join(p.temp, "drift.md"), []byte(strings.Repeat("- Ä line of drift\n", 5000)), 0o644); err != nil {
		t.Fatal(err)
	}
	p.done(keep)
	if body := issues()[2].Body; !strings.Contains(body, "beginning") || strings.Contains(body, "\ufffd") || len(body) > 65536 {
		t.Errorf("%d bytes: %s", len(body), body[max(0, len(body)-200):])
	}

	p.shell(p.dir, "stagecraft apply --env production --auto-approve --allow-changes")
	both("false")
	list = issues()
	if list[2].State != "closed" || list[0].State != "open" || list[1].State != "open" || len(list[2].Said) != 1 {
		t.Errorf("%+v, %+v", list[0], list[2])
	}

	// Drift that comes back gets an issue of its own, and a failure none.
	behind("Somebody's desk")
	both("true")
	if n := len(issues()); n != 4 {
		t.Errorf("%d issues", n)
	}
	p.values["inputs.environment"] = "nowhere"
	if out := p.run(look); out.code != 1 || out.outputs["drift"] != "" {
		t.Errorf("%d, %v", out.code, out.outputs)
	}
}
