package salesforce

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// people is a directory: two SDRs, a manager, an account executive.
const people = `
role "sdr" {
  title = "SDR"
  team  = team.sales
}
role "manager" {
  title = "Manager"
  team  = team.sales
}
role "ae" {
  title = "AE"
  team  = team.sales
}
role "nobody" { title = "Nobody" }
team "sales" {
  member "ana" {
    identity    = "ana@acme.example"
    role        = role.sdr
    territories = ["east"]
  }
  member "bo" {
    identity    = "bo@acme.example"
    role        = role.sdr
    territories = ["west"]
  }
  member "mia" {
    identity = "mia@acme.example"
    role     = role.manager
  }
  member "eve" {
    identity = "eve@acme.example"
    role     = role.ae
  }
}
`

// works are the resources and steps of a text.
type works struct {
	*providers.Compiled
	t *testing.T
}

// work compiles a text, in an org of which nothing is known unless one is given.
func work(t *testing.T, text string, s settings, org *snapshot) works {
	t.Helper()
	if org == nil {
		org = newSnapshot(nil)
	}
	s.folder = "Lifecycle"
	c, diags := compile(structureArch(t, people+text), providers.Target{CRM: &schema.CRM{Provider: provider}}, &s, org)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return works{c, t}
}

// resource is the values of a resource, nil when there is none.
func (w works) resource(typ, key string) providers.Values {
	for _, r := range w.Resources {
		if r.Type == typ && r.Key == key {
			return r.Values
		}
	}
	return nil
}

// flow checks what a flow is said to do, line by line.
func (w works) flow(name string, want ...string) {
	w.t.Helper()
	v := w.resource(typeFlow, name)
	if v == nil {
		w.t.Errorf("there is no flow %s; there are %s", name, strings.Join(w.names(typeFlow), ", "))
		return
	}
	if diff := cmp.Diff(want, list(v["summary"])); diff != "" {
		w.t.Errorf("flow %s: %s", name, diff)
	}
}

// names are the keys of the resources of a type, without the flows that keep the dates of stages for reports.
func (w works) names(typ string) (out []string) {
	for _, r := range w.Resources {
		if r.Type == typ && !strings.Contains(r.Key, "_Dates_") {
			out = append(out, r.Key)
		}
	}
	slices.Sort(out)
	return out
}

// has checks the keys of the resources of a type.
func (w works) has(typ string, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.names(typ)); diff != "" {
		w.t.Errorf("%s: %s", typ, diff)
	}
}

// class checks how a block holds, and that the words about it have a part.
func (w works) class(address string, class providers.Class, part string) {
	w.t.Helper()
	for _, e := range w.Enforcement {
		if string(e.Address) == address && e.Class == class && strings.Contains(e.Criterion+": "+e.How, part) {
			return
		}
	}
	for _, e := range w.Enforcement {
		if string(e.Address) == address {
			w.t.Logf("%s: %s: %s", e.Class, e.Criterion, e.How)
		}
	}
	w.t.Errorf("%s is not %s with %q", address, class, part)
}

// step checks that a manual step of a block has a part.
func (w works) step(address, part string) {
	w.t.Helper()
	var all []string
	for _, m := range w.Manual {
		if string(m.Origin) == address || slices.Contains(m.Also, schema.Address(address)) {
			text := m.Title + "\n" + m.Why + "\n" + strings.Join(m.Steps, "\n")
			if strings.Contains(text, part) {
				return
			}
			all = append(all, text)
		}
	}
	w.t.Errorf("no step of %s has %q:\n%s", address, part, strings.Join(all, "\n"))
}

// ids are what the ids of records look like, by the prefixes of users, groups and the like.
var ids = regexp.MustCompile(`\b(005|00G|00D|012|001|003|00Q)[0-9A-Za-z]{12,15}\b`)

// sound checks what holds for every compiled architecture: flows and formulas name no records by their ids.
func (w works) sound() {
	w.t.Helper()
	for _, r := range w.Resources {
		if id := ids.FindString(fmt.Sprint(r.Values)); id != "" {
			w.t.Errorf("%s %s names %s", r.Type, r.Key, id)
		}
		if r.Type != typeFlow {
			continue
		}
		c, err := documents[typeFlow].component(text(r.Values["name"]), r.Values, nil)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, p := range c.Check() {
			w.t.Errorf("%s: %s", r.Key, p)
		}
	}
}
