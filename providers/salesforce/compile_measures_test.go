package salesforce

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// exampleNames are the examples that are compiled.
var exampleNames = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

// everything is compiled for an org that nothing is known of and that has all records.
func everything(t *testing.T, a *schema.Architecture) *providers.Compiled {
	t.Helper()
	target := providers.Target{CRM: &schema.CRM{Provider: provider}}
	s, err := readSettings(target, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, diags := compile(a, target, s, newSnapshot(nil))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// What is made to look at is something that an org takes: components that the schema knows, of fields that are there.
func TestReportsAreValid(t *testing.T) {
	for _, name := range exampleNames {
		t.Run(name, func(t *testing.T) {
			c := everything(t, exampleArch(t, name))
			columns := map[string]bool{}
			for _, r := range c.Resources {
				if r.Type == typeReportType {
					definition, _ := r.Values["definition"].(map[string]any)
					for _, s := range parts(definition, "sections") {
						for _, x := range parts(s, "columns") {
							columns[r.Key+" "+text(x["table"])+"$"+text(x["field"])] = true
						}
					}
				}
			}
			reports := 0
			for _, r := range c.Resources {
				d, ok := documents[r.Type]
				if !ok {
					continue
				}
				x, err := d.component("Folder/X", r.Values, nil)
				if err != nil {
					t.Fatalf("%s: %v", r.Key, err)
				}
				for _, p := range x.Check() {
					t.Errorf("%s %s: %s", r.Type, r.Key, p)
				}
				if r.Type != typeReport {
					continue
				}
				reports++
				definition, _ := r.Values["definition"].(map[string]any)
				of := strings.TrimSuffix(text(definition["reportType"]), "__c")
				for _, column := range reportColumns(definition) {
					if column != "" && !columns[of+" "+column] {
						t.Errorf("%s has column %s, which is not in %s", r.Key, column, of)
					}
				}
				for field, most := range map[string]int{"label": maxReportLabel, "description": maxReportDescription} {
					if n := len([]rune(text(r.Values[field]))); n > most {
						t.Errorf("%s: %s has %d characters", r.Key, field, n)
					}
				}
				if n := len(parts(part(definition, "filter"), "criteriaItems")); n > maxReportFilters {
					t.Errorf("%s has %d filters", r.Key, n)
				}
			}
			if reports == 0 {
				t.Error("there are no reports")
			}
		})
	}
}

// Nothing that is counted here is asked of people as well, and the other way around: each metric has a report or a step.
func TestMetricsHaveReportsOrSteps(t *testing.T) {
	a := exampleArch(t, "b2b-saas")
	c := everything(t, a)
	origins := map[schema.Address]string{}
	for _, r := range c.Resources {
		if r.Type == typeReport {
			origins[r.Origin] += "report"
		}
	}
	for _, s := range c.Manual {
		for _, o := range append([]schema.Address{s.Origin}, s.Also...) {
			origins[o] += " step"
		}
	}
	for _, m := range a.Metrics {
		if origins[m.Address] == "" {
			t.Errorf("%s has neither a report nor a step", m.Address)
		}
		if m.Category == "cost_to_enter" && strings.Contains(origins[m.Address], "report") {
			t.Errorf("%s has a report, and nobody knows the cost", m.Address)
		}
	}
	rate := c.Resources[slices.IndexFunc(c.Resources, func(r *providers.Resource) bool { return r.Key == "Contact/Metric_Lead_To_Mql__c" })]
	if got, want := text(rate.Values["formula"]), "IF(ISBLANK(Reached_Lead_Mql__c), 0, 1)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
