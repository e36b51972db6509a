package odoo

import (
	"fmt"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/qa"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// The nine checks run on a real Odoo for every example, and for an architecture that has all that they look for, with the people of its directory as users. No check fails, nothing is left
// behind, and nobody is sent a mail.
func TestRealQA(t *testing.T) {
	for _, name := range []string{"simple-pipeline", "data-contract", "revops-starter", "b2b-saas", "../planner/qa/testdata/all"} {
		t.Run(path.Base(name), func(t *testing.T) {
			p, r := recordedReal(t)
			a := exampleArch(t, name)
			invited(t, a, p)
			p = withModels(t, a, p)
			store := planner.NewLocalStore(filepath.Join(t.TempDir(), "state.json"), "test")
			build := building(a, p)
			plan, diags := planner.Build(t.Context(), build)
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			res, diags := planner.Apply(t.Context(), planner.ApplyOptions{Plan: plan, Build: build, Store: store})
			if err := diags.Err(); err != nil || !res.Complete() {
				t.Fatal(err, res)
			}
			var err error
			if build.State, err = store.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			before := traces(t, p)
			r.reset()
			begin := time.Now()
			report, diags, err := qa.Run(t.Context(), qa.Options{Build: build, Run: "real", Now: time.Now(), By: "test"})
			if err != nil || diags.HasErrors() {
				t.Fatal(err, diags.Err())
			}
			n := map[qa.Outcome]int{}
			for _, c := range report.Checks {
				n[c.Outcome]++
				var lines []string
				for _, x := range c.Cases {
					if x.Outcome != qa.Pass {
						lines = append(lines, fmt.Sprintf("   %s: %s: %s", x.Outcome, x.Title, x.Detail))
					}
				}
				t.Logf("%s: %s, %d cases\n%s", c.Key, c.Outcome, len(c.Cases), strings.Join(lines, "\n"))
				if c.Outcome == qa.Fail {
					t.Errorf("%s fails", c.Key)
				}
			}
			t.Logf("%v in %v; %d records made, %d removed", n, time.Since(begin).Round(100*time.Millisecond), report.Made, report.Removed)
			if report.Made == 0 || report.Made != report.Removed || len(report.Left) > 0 {
				t.Errorf("%d records were made, %d removed, %v left", report.Made, report.Removed, report.Left)
			}
			if after := traces(t, p); !slices.Equal(before, after) {
				t.Errorf("before there were %v, then %v", before, after)
			}
		})
	}
}

// invited makes a user of everybody in the directory, who can sell and configure.
func invited(t *testing.T, a *schema.Architecture, p *Provider) {
	t.Helper()
	for _, team := range a.Teams {
		for _, m := range team.Members {
			if _, there := p.org.login(m.Identity); there || !m.Active {
				continue
			}
			group, err := p.client.SearchRead(t.Context(), api.Search{Model: identityModel, Domain: []any{[]any{"module", "=", "sales_team"}, []any{"name", "=", "group_sale_salesman"}}, Fields: []string{"res_id"}})
			if err != nil || len(group) != 1 {
				t.Fatal(group, err)
			}
			v := map[string]any{"name": schema.Title(m), "login": m.Identity, "email": m.Identity, rightsOf(p): []any{[]any{4, int64(group[0].Number("res_id"))}}}
			if _, err := api.Do[any](t.Context(), p.client, api.Call{Model: "res.users", Method: "create", Context: map[string]any{"no_reset_password": true},
				Args: []api.Arg{{Name: "vals_list", Value: []map[string]any{v}}}}); err != nil {
				t.Fatal(err)
			}
			var learned error
			if p.org, learned = learn(t.Context(), p.client); learned != nil {
				t.Fatal(learned)
			}
		}
	}
}

// traces counts what test records could leave behind: records, their log, activities, mails, attachments, and what Odoo's scores have
// learned of them.
func traces(t *testing.T, p *Provider) []string {
	t.Helper()
	var out []string
	for _, model := range []string{leadModel, partnerModel, "mail.message", "mail.tracking.value", "mail.mail", "mail.activity", "mail.followers", "ir.attachment", "res.users"} {
		n, err := p.client.Count(t.Context(), model, nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s %d", model, n))
	}
	learned, err := p.client.SearchRead(t.Context(), api.Search{Model: "crm.lead.scoring.frequency", Fields: []string{"won_count", "lost_count"}})
	if err != nil {
		t.Fatal(err)
	}
	won, lost := 0.0, 0.0
	for _, r := range learned { // each begins with a tenth
		won, lost = won+math.Floor(r.Number("won_count")), lost+math.Floor(r.Number("lost_count"))
	}
	return append(out, fmt.Sprintf("won %g lost %g", won, lost))
}
