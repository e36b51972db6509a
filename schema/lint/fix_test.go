package lint

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// mended fixes files until nothing is done any more.
func mended(t *testing.T, files map[string][]byte) (codes []diag.Code, left []Unmended) {
	t.Helper()
	for range 10 {
		res := hclschema.LoadFiles(files, hclschema.Options{})
		if err := res.Diags.Err(); err != nil {
			t.Fatalf("after %v it does not load: %v", codes, err)
		}
		changed, done, rest := Fix(Find(res.Architecture, res.Sources), res.Sources)
		if len(changed) == 0 {
			return codes, rest
		}
		for _, d := range done {
			codes = append(codes, d.Code)
		}
		maps.Copy(files, changed)
	}
	t.Fatal("there is no end of fixing")
	return nil, nil
}

// What is certain is mended in place, comments and layout stay, and the meaning changes in nothing else.
func TestFix(t *testing.T) {
	before := map[string][]byte{"main.hcl": []byte(`architecture "acme" {
  title   = "Acme"
  version = "0.1.0"
}

# stagecraft:ignore L-25 a rule that finds nothing here
team "sales" { title = "Sales" } # stagecraft:ignore L-34 what the language keeps
# stagecraft:ignore L-98 a rule that does not exist, which may be misspelt
role "ae" { title = "Account Executive" }

system "hub" { title = "Hub" } # the only one

pipeline "sales" {
  # In the words of the team.
  stage "discovery" {
    label       = "Need Confirmed"   # as agreed
    owner       = role.ae
    probability = 20
    entry "e" { description = "A need is confirmed." }
    exit "x" { description = "The buyer has decided." }
  }
  stage "proposal" {
    label       = "Proposal of the team sent" # to be changed
    owner       = role.ae
    probability = 60
    entry "e" { description = "The buyer has our offer." }
    exit "x" { description = "The buyer has decided." }
  }
  stage "verbal" {
    label       = "Verbally Agreed"
    owner       = role.ae
    probability = 80
    entry "e" { description = "The buyer has said yes." }
    exit "x" { description = "The contract is signed." }
  }
  stage "won" {
    label       = "Closed Won"
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "e" { description = "The contract is signed." }
  }
}

automation "welcome" {
  object  = object.deal
  trigger = entering(stage.sales.won)
  action "letter" {
    do      = "send"
    # The customer reads it.
    message = "Welcome."
  }
}
`)}
	after := maps.Clone(before)
	codes, left := mended(t, after)
	slices.Sort(codes)
	if want := []diag.Code{"L-00", "L-00", "L-16", "L-40", "L-46"}; !slices.Equal(codes, want) {
		t.Errorf("mended %v, wanted %v", codes, want)
	}
	if len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	want := strings.NewReplacer("# stagecraft:ignore L-25 a rule that finds nothing here\n", "", " # stagecraft:ignore L-34 what the language keeps", "",
		"Proposal of the team sent", "Proposal of the Team Sent",
		`system "hub" { title = "Hub" }`, "system \"hub\" {\n  source_of_truth = true\n  title = \"Hub\"\n}",
		`action "letter" {`, "action \"letter\" {\n    approval = \"required\"").Replace(string(before["main.hcl"]))
	if got := string(after["main.hcl"]); got != want {
		t.Errorf("got\n%s\nwanted\n%s", got, want)
	}
	var sentences []string
	load := func(files map[string][]byte) *hclschema.Result {
		return hclschema.LoadFiles(files, hclschema.Options{})
	}
	for _, c := range diff.Compare(load(before).Architecture, load(after).Architecture).Changes {
		sentences = append(sentences, string(c.Address)+" "+c.Attr)
	}
	slices.Sort(sentences)
	if want := []string{"automation.welcome.action.letter approval", "stage.sales.proposal label", "system.hub source_of_truth"}; !slices.Equal(sentences, want) {
		t.Errorf("the meaning changes in %q", sentences)
	}
}

// What is not written out is left to a person, with the reason.
func TestFixLeaves(t *testing.T) {
	base := string(Base())
	files := map[string][]byte{"base.hcl": []byte(base), "main.hcl": []byte(`
locals { asked = "none" }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    owner = role.sdr
    entry "e" { description = "Somebody wrote." }
    exit "x" { description = "We answered." }
  }
  stage "known" {
    owner = role.sdr
    entry "e" { description = "We have talked." }
  }
}
automation "a" {
  object  = object.contact
  trigger = entering(stage.lead.known)
  dynamic "action" {
    for_each = ["one", "two"]
    labels   = [action.key]
    content {
      do      = "send"
      message = "Hello ${action.value}."
    }
  }
}
`), "more.hcl.json": []byte(`{"automation": {"b": {"object": "object.contact", "trigger": "entering(stage.lead.known)", "action": {"mail": {"do": "send", "message": "Hello."}}}}}`)}
	codes, left := mended(t, files)
	var why []string
	for _, u := range left {
		why = append(why, u.Address+" "+u.Why)
	}
	if len(codes) > 0 || len(why) != 3 || !strings.Contains(why[2], "JSON") {
		t.Errorf("mended %v, left %q", codes, why)
	}
}

// A rule says in the catalogue that it mends, and its bad example shows it, without a second finding of it.
func TestFixableRules(t *testing.T) {
	for _, r := range append(Rules(), Suppression) {
		if r == Suppression {
			continue // TestFix has its cases
		}
		files := map[string][]byte{"base.hcl": []byte(Base()), "example.hcl": []byte(r.Example("bad"))}
		res := hclschema.LoadFiles(files, hclschema.Options{})
		if r.Check == nil || res.Diags.HasErrors() {
			continue
		}
		mendable := slices.ContainsFunc(Find(res.Architecture, res.Sources), func(f Finding) bool { return f.Code == r.Code && f.Mendable(res.Sources) })
		if mendable && r.Mends == "" {
			t.Errorf("%s mends, and does not say so", r.Code)
		}
		if !mendable {
			if r.Mends != "" && r.Code != "L-40" { // whose other form TestFix has
				t.Errorf("the bad example of %s has nothing that is mended", r.Code)
			}
			continue
		}
		mended(t, files)
		res = hclschema.LoadFiles(files, hclschema.Options{})
		for _, f := range Find(res.Architecture, res.Sources) {
			if f.Code == r.Code && f.Mendable(res.Sources) {
				t.Errorf("%s is still found: %v", r.Code, f.Diagnostic)
			}
		}
	}
}
