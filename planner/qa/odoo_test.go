package qa_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner/qa"
	"github.com/stagecraft-dev/stagecraft/providers/odoo"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// onOdoo applies an architecture to an imitation whose rules are played.
func onOdoo(t *testing.T, a *schema.Architecture, play func(*emulator.Played) string) (*remote, *emulator.Server) {
	x := newRemote(t, a)
	s := emulator.Empty(emulator.Clock(x.clock.Now), emulator.Rules(play))
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	c, err := api.Connect(t.Context(), api.Options{URL: srv.URL, Database: emulator.DefaultDatabase, User: emulator.DefaultUser, Key: web.NewSecret(emulator.DefaultKey)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	for _, team := range a.Teams {
		for _, m := range team.Members {
			if _, err := c.Create(t.Context(), "res.users", []map[string]any{{"name": schema.Title(m), "login": m.Identity}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	f := odoo.FactoryWith(odoo.Options{Clock: x.clock, Transport: &http.Transport{}, Attempts: 2})
	x.serve(f, "odoo", nil, func(url string) map[string]string {
		return map[string]string{"ODOO_URL": url, "ODOO_DATABASE": emulator.DefaultDatabase, "ODOO_USER": emulator.DefaultUser, "ODOO_KEY": emulator.DefaultKey}
	}, s)
	x.apply()
	return x, s
}

// Stages of the lifecycle, in order, and the field of Odoo that holds them.
var leadStages = []string{"new", "working", "qualified", "customer", "welcomed"}

const leadField, companyField = "x_lead_stage", "x_company_stage"

func rank(v any) int {
	for i, s := range leadStages {
		if s == v {
			return i
		}
	}
	return -1
}

// moved is where a record was and is in the lifecycle.
func moved(p *emulator.Played) (was, now int) {
	was = -1
	if p.Before != nil {
		was = rank(p.Before[leadField])
	}
	return was, rank(p.After[leadField])
}

// refuse plays the rules that refuse moves.
func refuse(p *emulator.Played) string {
	was, now := moved(p)
	lost := p.Named("stage:stage/sales/lost")
	switch {
	case now >= 0 && now < was && !(was == 2 && now == 0):
		return "No way back."
	case was == 2 && now == 0 && p.After["x_declined"] == nil:
		return "“New” needs a reason."
	case p.Model == "crm.lead" && lost != 0 && p.After["stage_id"] == lost && p.After["x_lost"] == nil:
		return "“Lost” needs a reason."
	}
	return ""
}

// follow plays the rules that do what follows from moves.
func follow(p *emulator.Played) string {
	was, now := moved(p)
	if was == now || now < 0 {
		return ""
	}
	company, _ := p.After["parent_id"].(int64)
	switch {
	case leadStages[now] == "qualified":
		p.Write("res.partner", p.ID, map[string]any{"user_id": float64(p.User("bo@sales.example"))})
	case leadStages[now] == "customer":
		p.Write("res.partner", p.ID, map[string]any{leadField: "welcomed"})
	}
	if company != 0 {
		p.Write("res.partner", company, map[string]any{companyField: map[bool]string{true: "engaged", false: "known"}[now > 0]})
	}
	return ""
}

// rules plays all rules.
func rules(p *emulator.Played) string {
	if words := refuse(p); words != "" {
		return words
	}
	return follow(p)
}

// Odoo refuses by automation rules, and does what follows in the same transaction: nothing is waited for.
func TestOdoo(t *testing.T) {
	byHand := map[string]qa.Outcome{qa.Dashboards: qa.ByHand, qa.Probabilities: qa.ByHand}
	x, _ := onOdoo(t, all(t), rules)
	r := x.run()
	outcomes(t, r, byHand)
	said := x.run(func(o *qa.Options) { o.Done = []string{qa.Dashboards, qa.Probabilities} })
	if !said.Passed {
		t.Errorf("what people did by hand is not believed:\n%s", text(said))
	}

	// Rules that refuse nothing, and rules that do nothing, are found out.
	lax, _ := onOdoo(t, all(t), follow)
	outcomes(t, lax.run(), map[string]qa.Outcome{qa.Backward: qa.Fail, qa.Reasons: qa.Fail, qa.Dashboards: qa.ByHand, qa.Probabilities: qa.ByHand})
	idle, _ := onOdoo(t, all(t), refuse)
	r = idle.run()
	outcomes(t, r, map[string]qa.Outcome{qa.Transitions: qa.Fail, qa.Rollup: qa.Fail, qa.Dashboards: qa.ByHand, qa.Probabilities: qa.ByHand})
	if _, words := check(t, r, qa.Transitions); !strings.Contains(words, "The owner did not change: It is ana@sales.example") || !strings.Contains(words, "The record stays where it is") {
		t.Error(words)
	}
}

// Code of a rule that fails refuses nobody: the case is left to people, with what Odoo says, and no check passes because of it.
func TestOdooRuleFails(t *testing.T) {
	x, s := onOdoo(t, all(t), rules)
	s.Inject(emulator.Fault{Call: "res.partner.write", Name: "builtins.ValueError", Message: "<class 'AttributeError'>: \"no attribute 'x_gone'\" while evaluating\n'secret code'", Times: -1})
	r := x.run()
	c, words := check(t, r, qa.Backward)
	if c.Outcome != qa.ByHand || !strings.Contains(words, "no attribute 'x_gone'") || strings.Contains(words, "secret code") {
		t.Errorf("%s:\n%s", c.Outcome, words)
	}
	if r.Made == 0 || r.Made != r.Removed || r.Passed {
		t.Errorf("%d records were made, %d removed; passed: %v", r.Made, r.Removed, r.Passed)
	}
}

// A create whose answer is lost leaves a record that is found by its mark.
func TestOdooLosesAnAnswer(t *testing.T) {
	x, s := onOdoo(t, all(t), rules)
	s.Inject(emulator.Fault{Call: "res.partner.create", After: 3, Drop: emulator.DropAfterCommit})
	o := qa.Options{Build: x.build(), Run: "r1", Now: x.clock.Now(), Sleep: x.clock.Sleep}
	if r, _, err := qa.Run(t.Context(), o); err == nil {
		t.Errorf("the run went on: %s", text(r))
	}
	s.Heal()
	if left := x.left(); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// What a handoff carries over and the CRM does not is copied, as people do who are told to.
func TestOdooLeavesCopyingToPeople(t *testing.T) {
	src, err := os.ReadFile("testdata/all/all.hcl")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.NewReplacer(`entry "band" {`, `requires = [contact.needs]
    entry "band" {`, `entry "any" { description = "There is a deal." }`, `requires = [deal.needs]
    entry "any" { description = "There is a deal." }`).Replace(string(src)) + `
field "contact" "needs" {
  type  = multi_enum("a", "b")
  owner = role.sdr
}

field "deal" "needs" {
  type  = multi_enum("a", "b")
  owner = role.ae
}

handoff "sell" {
  from  = stage.lead.qualified
  to    = stage.sales.open
  owner = role.ae
  carry {
    from = contact.needs
    to   = deal.needs
  }
}
`
	r := hclschema.LoadFiles(map[string][]byte{"all.hcl": []byte(words)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	copied := false
	x, _ := onOdoo(t, r.Architecture, func(p *emulator.Played) string {
		if open := p.Named("stage:stage/sales/open"); p.Model == "crm.lead" && open != 0 && p.After["stage_id"] == open && p.After["x_needs_a"] != true {
			return "“Open” needs Needs, which is missing."
		} else if p.Model == "crm.lead" && p.After["x_needs_a"] == true {
			copied = true
		}
		return rules(p)
	})
	outcomes(t, x.run(), map[string]qa.Outcome{qa.Dashboards: qa.ByHand, qa.Probabilities: qa.ByHand})
	if !copied {
		t.Error("nothing was carried over, so nothing was tested")
	}
}
