package commits_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff/commits"
)

func TestVerified(t *testing.T) {
	r := newRepo(t)
	r.sign("dana", "vp_sales")
	r.want("", "vp_sales", "not committed yet")
	r.commit("dana", "dana", "sign")
	r.want("", "vp_sales", "verified")
	r.want("main", "vp_sales", "verified")

	r.sign("kim", "vp_marketing")
	r.commit("kim", "", "sign")
	r.want("", "vp_marketing", "is not signed")
	r.write("unrelated.txt", "later")
	r.commit("kim", "kim", "another commit proves nothing")
	r.want("", "vp_marketing", "is not signed")
	r.sign("kim", "vp_marketing", "stage.lead.new")
	r.commit("kim", "kim", "once more")
	r.want("", "vp_marketing", "verified")
}

// A record that is dated after the commit which brought it would count over what its signer does until then.
func TestDatedInTheFuture(t *testing.T) {
	r := newRepo(t)
	r.n = 3 * 24 * 60
	r.sign("dana", "vp_sales")
	r.n = 0
	r.commit("dana", "dana", "sign")
	r.want("", "vp_sales", "it is dated 2026-02-03, later than commit")
}

func TestKinds(t *testing.T) {
	for kind, bits := range map[string]string{"rsa": "2048", "ecdsa": "256"} {
		r := newRepo(t)
		r.run("ssh-keygen", "-q", "-t", kind, "-b", bits, "-N", "", "-f", r.key(kind))
		r.allow("dana@example.com", kind)
		r.sign("dana", "vp_sales")
		r.commit("dana", kind, "sign")
		r.want("", "vp_sales", "verified")
	}
}

func TestUnverified(t *testing.T) {
	for _, c := range []struct {
		name     string
		allow    string // replaces the lines for dana
		who, key string
		verdict  string
	}{
		{"somebody else's key", "dana@example.com KEY:dana", "dana", "kim", "is signed with the key of kim@example.com"},
		{"a key that nobody knows", "dana@example.com KEY:dana", "dana", "stranger", "which nobody vouches for"},
		{"another author", "dana@example.com KEY:dana", "sam", "sam", "is by sam@example.com"},
		{"an address pattern", "*@example.com,!kim@example.com KEY:dana", "dana", "dana", "verified"},
		{"an excluded address", "*@example.com,!dana@example.com KEY:dana", "dana", "dana", "is signed with the key of"},
		{"for git", `"dana@example.com" namespaces="git,file" KEY:dana`, "dana", "dana", "verified"},
		{"for something else", `dana@example.com namespaces="file" KEY:dana`, "dana", "dana", "not for signing commits"},
		{"expired", `dana@example.com valid-before="20260130" KEY:dana`, "dana", "dana", "not valid on 2026-01-31"},
		{"not yet", `dana@example.com valid-after="20260201Z" KEY:dana`, "dana", "dana", "not valid on 2026-01-31"},
		{"valid then", `dana@example.com valid-after="202601310000Z",valid-before="20260201000000" KEY:dana`, "dana", "dana", "verified"},
		{"a second key", "dana@example.com KEY:stranger\ndana@example.com KEY:dana", "dana", "dana", "verified"},
		{"an authority that certified nothing", "dana@example.com cert-authority KEY:dana", "dana", "dana", "which nobody vouches for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRepo(t)
			lines := c.allow + "\nkim@example.com KEY:kim\n"
			for _, who := range []string{"dana", "kim", "stranger"} {
				lines = strings.ReplaceAll(lines, "KEY:"+who, r.public(who))
			}
			r.write("crm/signoffs/allowed_signers", "# who may sign\n\n"+lines)
			r.sign("dana", "vp_sales")
			r.commit(c.who, c.key, "sign")
			r.want("", "vp_sales", c.verdict)
			// Git, which does not look at who the author is, agrees on the keys.
			if git := r.gitVerifies(); git != (c.verdict == "verified" || strings.HasPrefix(c.verdict, "is signed with the key of")) {
				t.Errorf("git says %v", git)
			}
		})
	}
}

func TestCertificate(t *testing.T) {
	r := newRepo(t)
	r.write("crm/signoffs/allowed_signers", "*@example.com cert-authority "+r.public("ca")+"\n")
	r.run("ssh-keygen", "-q", "-s", r.key("ca"), "-I", "dana", "-n", "dana@example.com", "-V", "20260101:20260301", r.key("dana")+".pub")
	r.run("ssh-keygen", "-q", "-s", r.key("ca"), "-I", "kim", "-n", "somebody@example.com", r.key("kim")+".pub")
	for _, who := range []string{"dana", "kim"} { // git signs with the certificate when it is named
		if err := os.Rename(r.key(who)+"-cert.pub", r.key(who)+".pub"); err != nil {
			t.Fatal(err)
		}
	}
	r.sign("dana", "vp_sales")
	r.commit("dana", "dana.pub", "sign")
	r.sign("kim", "vp_marketing")
	r.commit("kim", "kim.pub", "sign")
	r.want("", "vp_sales", "verified")
	r.want("", "vp_marketing", "a certificate that was not valid for the signer")
}

// TestTampering changes a signed commit behind the signature.
func TestTampering(t *testing.T) {
	r := newRepo(t)
	r.sign("dana", "vp_sales")
	r.commit("dana", "dana", "sign")
	raw := r.git("cat-file", "commit", "HEAD")
	for _, c := range []struct{ name, old, new, verdict string }{
		{"message", "\n\nsign", "\n\nsing", "does not fit it"},
		{"damaged signature", "-----BEGIN SSH SIGNATURE-----\n U", "-----BEGIN SSH SIGNATURE-----\n V", "has a damaged signature"},
		{"two signatures", "\n -----END SSH SIGNATURE-----", "\n -----END SSH SIGNATURE-----\n -----BEGIN SSH SIGNATURE-----", "has several signatures"},
		{"another kind", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SIGNED MESSAGE-----", "not supported"},
	} {
		bad := strings.Replace(raw, c.old, c.new, 1)
		if bad == raw {
			t.Fatalf("%s: nothing changed in\n%s", c.name, raw)
		}
		name := filepath.Join(r.home, "commit")
		if err := os.WriteFile(name, []byte(bad+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		r.git("reset", "-q", "--soft", r.git("hash-object", "-t", "commit", "-w", name))
		r.want("", "vp_sales", c.verdict)
	}
}

// TestMerge has two holders of one role, and another role, sign the same definition on branches of
// their own. Git merges them without a conflict, and each signature stays proven.
func TestMerge(t *testing.T) {
	r := newRepo(t)
	for _, p := range []struct{ who, role string }{{"dana", "vp_sales"}, {"sam", "vp_sales"}, {"kim", "vp_marketing"}} {
		r.git("checkout", "-q", "-b", p.who, "main")
		r.sign(p.who, p.role, "stage.lead.new")
		r.commit(p.who, p.who, "sign")
	}
	r.git("checkout", "-q", "main")
	for _, branch := range []string{"dana", "sam", "kim"} {
		r.git(append(r.as("robot", ""), "merge", "-q", "--no-ff", "-m", "merge", branch)...)
	}
	e := r.status("").Entry("stage.lead.new")
	if !e.Complete || !e.Verified {
		t.Errorf("%+v", e)
	}
	if by := e.Of("role.vp_sales").Signer.Name; by != "sam" {
		t.Errorf("the later of two holders counts, got %s", by)
	}
	files, _ := filepath.Glob(filepath.Join(r.dir, "crm/signoffs/vp_sales/*.json"))
	if len(files) != 2 {
		t.Errorf("%v", files)
	}
}

func TestSquashLosesTheProof(t *testing.T) {
	r := newRepo(t)
	r.git("checkout", "-q", "-b", "branch")
	r.sign("dana", "vp_sales")
	r.commit("dana", "dana", "sign")
	r.git("checkout", "-q", "main")
	r.git("merge", "-q", "--squash", "branch")
	r.commit("sam", "sam", "squashed")
	r.want("", "vp_sales", "is by sam@example.com; a squash or rebase by somebody else loses the proof")
}

// TestPutBack removes a proven record and has somebody else put it back.
func TestPutBack(t *testing.T) {
	r := newRepo(t)
	file := r.sign("dana", "vp_sales")
	r.commit("dana", "dana", "sign")
	data, err := os.ReadFile(filepath.Join(r.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	r.git("rm", "-q", file)
	r.commit("dana", "dana", "no")
	r.write(file, string(data))
	r.commit("sam", "sam", "yes")
	r.want("", "vp_sales", "is by sam@example.com")
}

// TestTrust has a branch that vouches for a key of its own.
func TestTrust(t *testing.T) {
	r := newRepo(t)
	r.git("checkout", "-q", "-b", "branch")
	r.allow("dana@example.com", "stranger")
	r.sign("dana", "vp_sales")
	r.commit("dana", "stranger", "sign")
	r.want("", "vp_sales", "verified")
	r.want("main", "vp_sales", "which nobody vouches for")
}

// TestTrustInPeople has a branch that appoints somebody to a role, and another that dismisses the council.
func TestTrustInPeople(t *testing.T) {
	r := newRepo(t)
	r.git("checkout", "-q", "-b", "branch")
	r.edit(`"sam@example.com"]`, `"kim@example.com"]`)
	r.sign("kim", "vp_sales", "stage.lead.new")
	r.commit("kim", "kim", "sign")
	r.want("", "vp_sales", "verified")
	if sig := r.status("main").Entry("stage.lead.new").Of("role.vp_sales"); sig.State != signoff.Stale || sig.Why[0] != "kim@example.com does not hold the role." {
		t.Errorf("%+v", sig)
	}
	r.edit("[role.vp_sales, role.vp_marketing]", "[role.vp_sales]")
	if s := r.status("main"); len(s.Council) != 2 || s.Entry("stage.lead.new").Complete {
		t.Errorf("%+v", s.Council)
	}
	if s := r.status(""); len(s.Council) != 1 || !s.Entry("stage.lead.new").Complete {
		t.Errorf("%+v", s.Council)
	}
}

func TestShallowClone(t *testing.T) {
	r := newRepo(t)
	r.sign("dana", "vp_sales")
	r.commit("dana", "dana", "sign")
	r.write("unrelated.txt", "later")
	r.commit("kim", "kim", "later")
	clone := filepath.Join(r.home, "clone")
	r.git("clone", "-q", "--depth", "1", "file://"+r.dir, clone)
	if sig := r.statusIn(clone, "").Entry("stage.lead.new").Of("role.vp_sales"); sig.Verified || !strings.Contains(sig.Unverified, "shallow") {
		t.Errorf("%+v", sig)
	}
}

func TestOpenPGP(t *testing.T) {
	testtool.Find(t, "gpg")
	testtool.Find(t, "gpgconf")
	r := newRepo(t)
	home := filepath.Join(r.home, "gnupg")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.run("gpgconf", "--kill", "all") })
	// The keys are a day older than the commits.
	for _, who := range []string{"dana", "kim", "sam"} {
		r.run("gpg", "--batch", "--quiet", "--faked-system-time", "20260130T000000!", "--passphrase", "", "--quick-generate-key", who+" <"+who+"@example.com>", "ed25519", "sign", map[string]string{"sam": "20260131T090000"}[who])
	}
	for _, who := range []string{"dana", "sam"} {
		r.write("crm/signoffs/keys/"+who+".asc", r.run("gpg", "--armor", "--export", who+"@example.com")+"\n")
	}
	r.commit("nobody", "", "keys")
	sign := func(who, key, role, clock string) {
		r.sign(who, role, "stage.lead.new")
		r.n++
		r.git("add", "-A")
		program := filepath.Join(r.home, "gpg-then") // git passes no time on
		if err := os.WriteFile(program, []byte("#!/bin/sh\nexec gpg --faked-system-time 20260131T"+clock+" --ignore-time-conflict \"$@\"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		r.git("-c", "user.name="+who, "-c", "user.email="+who+"@example.com", "-c", "gpg.program="+program, "-c", "user.signingkey="+key+"@example.com", "commit", "-q", "-S", "-m", "sign")
	}
	sign("dana", "dana", "vp_sales", "100000")
	r.want("", "vp_sales", "verified")
	sign("sam", "sam", "vp_sales", "085900") // by a key that expires at nine, in a commit of after that
	if sig := r.status("").Entry("stage.lead.new").Of("role.vp_sales"); !sig.Verified || sig.Signer.Name != "dana" {
		t.Errorf("a verified signature counts for more than the later one of an expired key: %+v", sig)
	}
	sign("kim", "kim", "vp_marketing", "100000")
	r.want("", "vp_marketing", "OpenPGP key that nobody vouches for")
	sign("kim", "dana", "vp_marketing", "100000")
	r.want("", "vp_marketing", "is signed with the key of dana@example.com")
	r.write("crm/signoffs/keys/dana.asc", "not a key")
	if _, diags, _ := commits.ReadKeys(os.DirFS(filepath.Join(r.dir, "crm/signoffs")), "signoffs"); len(diags) != 1 || diags[0].Subject.File != "signoffs/keys/dana.asc" {
		t.Errorf("%v", diags)
	}
}

func TestSince(t *testing.T) {
	r := newRepo(t)
	r.sign("dana", "vp_sales")
	r.commit("dana", "dana", "sign")
	why := func(def string) string {
		s := r.status("").Entry(schema.Address(def)).Of("role.vp_sales")
		return string(s.State) + ": " + strings.Join(s.Why, " ")
	}
	r.edit("Somebody wrote.", "Somebody wrote to us.")
	r.edit("domain = \"lead\"", "domain       = \"lead\"\n  forward_only = true")
	if got := why("stage.lead.new"); !strings.HasPrefix(got, "stale: Stage New is now defined as “Somebody wrote to us") {
		t.Error(got)
	}
	if got := why("stage.lead.mql"); got != "signed: " {
		t.Error(got)
	}
	r.edit(`within = "4h"`, `within = "8h"`)
	if got := why("handoff.first"); !strings.Contains(got, "First touch") || !strings.Contains(got, "8 hours") {
		t.Error(got)
	}
	r.edit("stage \"mql\"", "stage \"qualified\"")
	r.edit("to    = stage.lead.mql", "to    = stage.lead.qualified")
	r.write("crm/moved.hcl", "moved {\n  from = stage.lead.mql\n  to   = stage.lead.qualified\n}\n")
	if got := why("stage.lead.qualified"); !strings.Contains(got, "has the new address stage.lead.qualified") {
		t.Error(got)
	}
}

// TestSinceOfAnotherText brings a signature with a commit that does not have the text that was signed.
func TestSinceOfAnotherText(t *testing.T) {
	r := newRepo(t)
	r.sign("dana", "vp_sales", "stage.lead.new")
	r.edit("Somebody wrote.", "Somebody wrote to us.")
	s := func() *signoff.Signature { return r.status("").Entry("stage.lead.new").Of("role.vp_sales") }
	if got := strings.Join(s().Why, " "); !strings.Contains(got, "cannot be told: not committed yet") {
		t.Error(got)
	}
	r.commit("dana", "dana", "sign and change")
	if got := strings.Join(s().Why, " "); !strings.Contains(got, "has another text than was signed") {
		t.Error(got)
	}
}
