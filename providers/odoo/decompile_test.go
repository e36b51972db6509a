package odoo

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// reloaded writes an architecture to files and reads them.
func reloaded(t *testing.T, a *schema.Architecture) *schema.Architecture {
	t.Helper()
	dir := t.TempDir()
	for name, data := range hclschema.Write(a) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := hclschema.Load(dir, hclschema.Options{})
	if r.Diags.HasErrors() {
		t.Fatalf("what was written is not valid: %v", r.Diags.Err())
	}
	return r.Architecture
}

// liveFrom is what a database has once the resources are made.
func liveFrom(t *testing.T, list []*providers.Resource) (out []*providers.Live) {
	t.Helper()
	for i, r := range list {
		v := r.Values.With("external_id", r.Values["external_id"])
		out = append(out, &providers.Live{Type: r.Type, ID: strconv.Itoa(i + 1), Key: r.Key, Values: v})
	}
	return out
}

// An import of what was made from an example, written, loaded and compiled again, wants nothing but what is live.
func TestImportWantsNothing(t *testing.T) {
	for _, name := range exampleNames {
		target := providers.Target{CRM: &schema.CRM{Provider: provider}}
		c, diags := Factory().Compile(exampleArch(t, name), target)
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		live := liveFrom(t, c.Resources)
		a, found := decompile(live, &settings{url: "https://crm.example.com", database: "crm", user: "ops"}, &org{})
		if err := found.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, d := range found {
			if d.Summary == "A plan of what was imported will not be empty" {
				t.Errorf("%s: %s", name, d.Detail)
			}
		}
		again := reloaded(t, a)
		crm := again.Environments[0].CRMs[0]
		wanted, diags := Factory().Compile(again, providers.Target{CRM: crm})
		if err := diags.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		there := map[providers.Reference]*providers.Live{}
		for _, l := range live {
			there[providers.Reference{Type: l.Type, Key: l.Key}] = l
		}
		for _, r := range wanted.Resources {
			l := there[providers.Reference{Type: r.Type, Key: r.Key}]
			if l == nil {
				t.Errorf("%s: %s %s is made", name, r.Type, r.Key)
			} else if differ := kindOf(r.Type).typ.Differing(r.Values, l.Values); differ != nil {
				t.Errorf("%s: %s %s differs in %v", name, r.Type, r.Key, differ)
			}
		}
		n := map[string]int{}
		for _, r := range wanted.Resources {
			n[r.Type]++
		}
		if n[typeField] < 3 {
			t.Errorf("%s: %v is all that is imported", name, n)
		}
		t.Logf("%s: %v of %d, %d findings", name, n, len(live), len(found))
	}
}

// What works against the declared configuration is reported.
func TestReview(t *testing.T) {
	c, diags := Factory().Compile(exampleArch(t, "revops-starter"), providers.Target{CRM: &schema.CRM{Provider: provider}})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	rule := func(key, code string, active bool, others ...any) *providers.Live {
		return &providers.Live{Type: typeAutomation, Key: key, Values: providers.Values{"name": key, "model": leadModel, "trigger": "on_write", "code": code, "active": active, "others": others}}
	}
	found := review(c, []*providers.Live{
		rule("moves", "record.write({'stage_id': 7})", true), rule("off", "record.write({'stage_id': 7})", false),
		rule("assigns", "record.stage_id = env.ref('crm.stage_lead2')", true), rule("reads", "if record.stage_id == env.ref('crm.stage_lead2'): log('x')", true),
		rule("updates", "", true, "object_write: Set priority"),
		{Type: typeTeam, Key: "crm.team,9", Values: providers.Values{"name": "sales pipeline"}},
	})
	n := map[diag.Code]int{}
	for _, d := range found {
		n[d.Code]++
		t.Log(d.Summary)
	}
	if n[diag.LegacyConflict] != 3 || len(found) < 3 {
		t.Errorf("%v", n)
	}
}

// An archived team stays archived, and a folded stage is only guessed to be a lost one.
func TestImportOfArchivedAndFolded(t *testing.T) {
	team := func(key string, archived bool) *providers.Live {
		return &providers.Live{Type: typeTeam, Key: key, Values: providers.Values{"external_id": key, "name": "Team " + key, "archived": archived}}
	}
	stage := func(key, team string, order float64, fold bool) *providers.Live {
		return &providers.Live{Type: typeStage, Key: key, Values: providers.Values{"external_id": key, "name": "Stage " + key, "team": team, "order": order, "fold": fold}}
	}
	member := &providers.Live{Type: typeMember, Key: "team/old/ana", Values: providers.Values{"team": "team/old", "user": "ana@example.com"}}
	a, found := decompile([]*providers.Live{team("a.works", false), team("a.gone", true), team("team/old", true), member,
		stage("s.open", "a.works", 1, false), stage("s.parked", "a.works", 2, true), stage("s.gone", "a.gone", 3, false)}, &settings{}, &org{})
	if len(a.Pipelines) != 1 || a.Pipelines[0].CRM[provider] != "a.works" || len(a.Teams) != 0 {
		t.Errorf("%d pipelines and %d teams come out", len(a.Pipelines), len(a.Teams))
	}
	all := ""
	for _, d := range found {
		all += d.Summary + ": " + d.Detail + "\n"
	}
	for _, want := range []string{"Team a.gone", "Team team/old", "It is archived", "guess", "Stage s.parked, of Team a.works"} {
		if !strings.Contains(all, want) {
			t.Errorf("no finding says %q:\n%s", want, all)
		}
	}
}
