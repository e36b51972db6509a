package commits_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff/commits"
)

const architecture = `
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
  council = [role.vp_sales, role.vp_marketing]
}
role "vp_sales" {
  title   = "VP Sales"
  holders = ["dana@example.com", "sam@example.com"]
}
role "vp_marketing" {
  title   = "VP Marketing"
  holders = ["kim@example.com"]
}
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    definition = "Somebody wrote."
    owner      = role.vp_sales
    entry "any" { description = "There is a record." }
    exit "fit" { description = "It fits." }
  }
  stage "mql" {
    label      = "MQL"
    definition = "It fits."
    owner      = role.vp_sales
    entry "fit" { description = "It fits." }
  }
}
field "contact" "touched_at" { type = datetime }
handoff "first" {
  from  = stage.lead.new
  to    = stage.lead.mql
  owner = role.vp_sales
  sla   = sla.touch
}
sla "touch" {
  title  = "First touch"
  starts = entering(stage.lead.new)
  stops  = set(contact.touched_at)
  within = "4h"
  clock  = "elapsed"
}
`

var start = time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC)

// repo is a git repository with an architecture in the directory crm.
type repo struct {
	t    *testing.T
	dir  string
	home string
	n    int // acts so far, one a minute
}

func newRepo(t *testing.T) *repo {
	t.Helper()
	testtool.Find(t, "git")
	testtool.Find(t, "ssh-keygen")
	r := &repo{t: t, dir: t.TempDir(), home: t.TempDir()}
	r.git("init", "-q", "-b", "main")
	r.write("crm/a.hcl", architecture)
	for _, who := range []string{"dana", "sam", "kim", "ca", "stranger"} {
		r.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", r.key(who))
	}
	r.allow("dana@example.com", "dana")
	r.allow("sam@example.com", "sam")
	r.allow("kim@example.com", "kim")
	r.commit("nobody", "", "start")
	return r
}

func (r *repo) key(who string) string { return filepath.Join(r.home, who) }

// public is the public key of somebody: type and key.
func (r *repo) public(who string) string {
	data, err := os.ReadFile(r.key(who) + ".pub")
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(data))[:2], " ")
}

// allow adds a line to the allowed signers.
func (r *repo) allow(principals, who string) {
	r.t.Helper()
	name := filepath.Join(r.dir, "crm/signoffs/allowed_signers")
	old, _ := os.ReadFile(name)
	r.write("crm/signoffs/allowed_signers", string(old)+principals+" "+r.public(who)+"\n")
}

func (r *repo) run(name string, args ...string) string {
	r.t.Helper()
	c := exec.Command(name, args...)
	c.Dir = r.dir
	when := start.Add(time.Duration(r.n) * time.Minute).Format(time.RFC3339)
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull, "HOME="+r.home,
		"GNUPGHOME="+filepath.Join(r.home, "gnupg"), "GIT_AUTHOR_DATE="+when, "GIT_COMMITTER_DATE="+when)
	out, err := c.CombinedOutput()
	if err != nil {
		r.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r *repo) git(args ...string) string { r.t.Helper(); return r.run("git", args...) }

func (r *repo) write(name, text string) {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// edit replaces text in the architecture.
func (r *repo) edit(old, new string) {
	r.t.Helper()
	data, err := os.ReadFile(filepath.Join(r.dir, "crm/a.hcl"))
	if err != nil {
		r.t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		r.t.Fatalf("%q is not in the architecture", old)
	}
	r.write("crm/a.hcl", strings.Replace(string(data), old, new, 1))
}

// as are the git options of somebody who signs commits with a key; "" for none.
func (r *repo) as(who, key string) []string {
	args := []string{"-c", "user.name=" + who, "-c", "user.email=" + who + "@example.com", "-c", "commit.gpgsign=false"}
	if key != "" {
		args = append(args, "-c", "gpg.format=ssh", "-c", "user.signingkey="+r.key(key), "-c", "commit.gpgsign=true")
	}
	return args
}

// commit commits everything as somebody, signed with a key.
func (r *repo) commit(who, key, message string) {
	r.t.Helper()
	r.n++
	r.git("add", "-A")
	r.git(append(r.as(who, key), "commit", "-q", "-m", message)...)
}

func (r *repo) load() *schema.Architecture {
	r.t.Helper()
	res := hclschema.Load(filepath.Join(r.dir, "crm"), hclschema.Options{})
	if res.Diags.HasErrors() {
		r.t.Fatal(res.Diags.Err())
	}
	return res.Architecture
}

// gitVerifies tells whether git itself accepts the signature of HEAD.
func (r *repo) gitVerifies() bool {
	c := exec.Command("git", "-c", "gpg.ssh.allowedSignersFile=crm/signoffs/allowed_signers", "verify-commit", "HEAD")
	c.Dir = r.dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull, "HOME="+r.home, "TZ=UTC")
	return c.Run() == nil
}

// sign writes a record of somebody for a role and returns its file.
func (r *repo) sign(who, role string, addrs ...string) string {
	r.t.Helper()
	r.n++
	a := r.load()
	rec, _, diags := signoff.Prepare(a, signoff.Evaluate(a, nil, nil), signoff.Request{Act: signoff.Sign, Role: signoff.ParseRole(role),
		Signer: signoff.Person{Name: who, Email: who + "@example.com"}, Time: start.Add(time.Duration(r.n) * time.Minute), Addresses: addrs})
	if diags.HasErrors() {
		r.t.Fatal(diags.Err())
	}
	r.write("crm/"+rec.File, string(rec.Encode()))
	return "crm/" + rec.File
}

// status evaluates the work tree, with the keys of a revision.
func (r *repo) status(trust string) *signoff.Status {
	r.t.Helper()
	return r.statusIn(r.dir, trust)
}

func (r *repo) statusIn(dir, trust string) *signoff.Status {
	r.t.Helper()
	dir = filepath.Join(dir, "crm")
	res := hclschema.Load(dir, hclschema.Options{})
	records, diags, _ := signoff.Read(os.DirFS(dir))
	if diags.HasErrors() {
		r.t.Fatal(diags.Err())
	}
	log, diags, _, err := commits.Open(dir, res.Architecture, commits.Options{Trust: trust})
	if err != nil || diags.HasErrors() {
		r.t.Fatal(err, diags.Err())
	}
	return signoff.EvaluateFor(log.People(), res.Architecture, records, log)
}

// want checks what one role says about stage.lead.new: "verified", or why not.
func (r *repo) want(trust, role, verdict string) {
	r.t.Helper()
	sig := r.status(trust).Entry("stage.lead.new").Of(schema.Address("role." + role))
	got := sig.Unverified
	if sig.Verified {
		got = "verified"
	}
	if !strings.Contains(got, verdict) || sig.State != signoff.Valid {
		r.t.Errorf("%s: %s %q, want %q", role, sig.State, got, verdict)
	}
}
