package signoff_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// A role that is renamed keeps its signatures; a role that is declared to have been another does not
// get them without its holders.
func TestRenamedRole(t *testing.T) {
	r := signed(t, load(t, text), "vp_sales", dana, 0, signoff.Sign)
	moves := "\nmoved {\n  from = role.vp_sales\n  to   = role.cro\n}\n"
	renamed := strings.NewReplacer("role.vp_sales", "role.cro", `role "vp_sales"`, `role "cro"`).Replace(text) + moves
	if s := state(load(t, renamed), "stage.lead.new", "role.cro", nil, r); s.State != signoff.Valid || s.Signer != dana {
		t.Errorf("%+v", s)
	}
	other := strings.Replace(renamed, "dana@example.com", "eve@example.com", 1)
	if s := state(load(t, other), "stage.lead.new", "role.cro", nil, r); s.State != signoff.Stale {
		t.Errorf("without the holder: %+v", s)
	}
}

// A letter that only looks like another, or folds into it outside of ASCII, is another person.
func TestLookalikes(t *testing.T) {
	role := &schema.Role{Holders: []string{"Kim Lee <kim@example.com>", "boss@example.com"}}
	for email, want := range map[string]bool{
		"kim@example.com": true, "KIM@Example.com": true, "boss@example.com": true,
		"\u212aim@example.com": false, "bo\u017fs@example.com": false, "k\u0456m@example.com": false, "kim@example.com\u200b": false, " kim@example.com": false,
		"kim@example.com.": false, "kim": false, "": false,
	} {
		if got := signoff.Holds(role, signoff.Person{Email: email}); got != want {
			t.Errorf("%q: %v", email, got)
		}
	}
}

// What was dated in the future, by a wrong clock or by a forger, can be withdrawn now.
func TestClockAhead(t *testing.T) {
	a := load(t, text)
	ahead := signed(t, a, "vp_sales", dana, 5000, signoff.Sign, "stage.lead.new")
	s := signoff.Evaluate(a, []*signoff.Record{ahead}, nil)
	back, _, diags := signoff.Prepare(a, s, signoff.Request{Act: signoff.Withdraw, Role: "role.vp_sales", Signer: dana, Time: day, Addresses: []string{"*"}, Reason: "wrong"})
	if diags.HasErrors() || !back.Time.Equal(ahead.Time.Add(time.Millisecond)) {
		t.Fatalf("%+v %v", back, diags)
	}
	if got := state(a, "stage.lead.new", "role.vp_sales", nil, ahead, back); got.State != signoff.Withdrawn {
		t.Errorf("%+v", got)
	}
	ahead.Time = time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC)
	s = signoff.Evaluate(a, []*signoff.Record{ahead}, nil)
	_, _, diags = signoff.Prepare(a, s, signoff.Request{Act: signoff.Withdraw, Role: "role.vp_sales", Signer: dana, Time: day, Addresses: []string{"*"}, Reason: "wrong"})
	if len(diags) != 1 || diags[0].Code != diag.BadSignOff {
		t.Errorf("at the end of time: %v", diags)
	}
}

// The records of a role cannot be exchanged for a link, which would hide them without a word.
func TestLinkedRole(t *testing.T) {
	dir := t.TempDir()
	elsewhere := filepath.Join(dir, "elsewhere")
	for _, err := range []error{os.MkdirAll(elsewhere, 0o755), os.MkdirAll(filepath.Join(dir, "signoffs"), 0o755),
		os.Symlink(elsewhere, filepath.Join(dir, "signoffs", "vp_sales")), os.Symlink("nowhere", filepath.Join(dir, "signoffs", "gone")),
		os.WriteFile(filepath.Join(elsewhere, "signers"), nil, 0o644), os.Symlink(filepath.Join(elsewhere, "signers"), filepath.Join(dir, "signoffs", "allowed_signers"))} {
		if err != nil {
			t.Skip(err)
		}
	}
	_, diags, _ := signoff.Read(os.DirFS(dir))
	if len(diags) != 2 || diags[0].Subject.File != "signoffs/gone" || diags[1].Subject.File != "signoffs/vp_sales" || diags[1].Code != diag.BadSignOff {
		t.Errorf("%v", diags)
	}
}

// Only * and ? are wildcards; the brackets of a module's instance are part of the address.
func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern string
		addr    schema.Address
		want    bool
	}{
		{`module.m["eu"].term.a`, `module.m["eu"].term.a`, true},
		{`module.m["eu"].*`, `module.m["eu"].term.a`, true},
		{`module.m["eu"].term.?`, `module.m["eu"].term.a`, true},
		{`module.m["eu"].*`, `module.m["us"].term.a`, false},
		{`module.m[eu].*`, `module.me.term.a`, false},
		{`*.term.a`, `module.m["us"].term.a`, true},
		{`lifecycle.lead`, "stage.lead.mql", true},
		{`stage.lead.[am]ql`, "stage.lead.mql", false},
	} {
		if got := signoff.Matches(c.pattern, c.addr); got != c.want {
			t.Errorf("%s, %s: %v", c.pattern, c.addr, got)
		}
	}
}
