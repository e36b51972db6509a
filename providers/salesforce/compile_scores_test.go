package salesforce

import (
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

const scored = `
field "lead" "size" { type = number }
field "lead" "fit" { type = number }
field "lead" "band" { type = enum("A", "B") }
scoring "icp" {
  title  = "ICP"
  object = object.lead
  dimension "fit" {
    field = lead.fit
    cap   = 30
    signal "large" {
      points = 20
      when   = lead.size >= 50
    }
    signal "known" {
      points = 15
      when   = is_set(lead.size)
    }
  }
  dimension "interest" {
    floor = 0
    signal "call" {
      points    = 10
      event     = "called"
      max_count = 2
      decay     = { half_life = "30d" }
    }
  }
  band "A" {
    dimension = "fit"
    min       = 20
    field     = lead.band
  }
  band "B" {
    dimension = "fit"
    field     = lead.band
  }
}
`

func TestScores(t *testing.T) {
	w := work(t, scored, settings{}, nil)
	w.sound()
	fit := w.resource(typeField, "Lead/Fit__c")
	if want := "MIN(30, IF(AND(NOT(ISBLANK(Size__c)), Size__c >= 50), 20, 0) + IF(NOT(ISBLANK(Size__c)), 15, 0))"; fit["formula"] != want || fit["blanks"] != "BlankAsBlank" || fit["type"] != "Number" {
		t.Errorf("the fit is %v", fit)
	}
	if !slices.Equal(list(fit["fields"]), []string{"Lead/Size__c"}) {
		t.Errorf("the fit uses %v", fit["fields"])
	}
	if v := w.resource(typeField, "Lead/Icp_Interest_Score__c"); v["type"] != "Number" || v["formula"] != nil {
		t.Errorf("the interest is %v", v)
	}
	if v := w.resource(typeField, "Lead/Icp_Total_Score__c"); v["formula"] != "BLANKVALUE(Fit__c, 0) + BLANKVALUE(Icp_Interest_Score__c, 0)" {
		t.Errorf("the total is %v", v["formula"])
	}
	w.flow("Scoring_Icp_Bands_Fit_Band_Lead",
		"When a record of Lead is created or changed, before it is saved",
		"If AND(NOT(ISBLANK(Fit__c)), Fit__c >= 20):", "  Sets Band to A", "Otherwise:", "  Sets Band to B")
	w.class("scoring.icp.dimension.fit", providers.Corrected, "A formula field counts the facts")
	w.class("scoring.icp.dimension.interest", providers.Manual, "not activities")
	w.step("scoring.icp", "+10 for each “called”, 2 at most; half of it fades every 30d.")
	grants := list(w.resource(typePermissionSet, w.names(typePermissionSet)[0])["fields"])
	for _, n := range w.names(typePermissionSet) {
		grants = append(grants, list(w.resource(typePermissionSet, n)["fields"])...)
	}
	if !slices.Contains(grants, "Lead.Fit__c read") || slices.Contains(grants, "Lead.Fit__c edit") || !slices.Contains(grants, "Lead.Icp_Interest_Score__c edit") {
		t.Errorf("granted are %q", grants)
	}
}

// A field that holds numbers cannot become a formula, and is left alone.
func TestScoreOfLiveField(t *testing.T) {
	org := newSnapshot(&metadata.Package{Components: []metadata.Component{
		liveCustom("Lead", metadata.CustomField{FullName: "Fit__c", Label: "Fit", Type: "Number", Precision: new(18), Scale: new(2)}),
	}})
	w := work(t, scored, settings{}, org)
	if v := w.resource(typeField, "Lead/Fit__c"); v["formula"] != nil {
		t.Errorf("the fit is %v", v)
	}
	w.class("scoring.icp.dimension.fit", providers.Manual, "a field cannot become a formula")
	w.step("scoring.icp", "+20 when")
}
