package hubspot

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// lifecycleOfLabels makes custom lifecycle stages.
func lifecycleOfLabels(t *testing.T, labels ...string) (out []*providers.Live) {
	for i, l := range labels {
		out = append(out, liveOf(t, typeLifecycleStage, providers.Values{"name": internalName(l), "label": l, "order": float64(i)}))
	}
	return out
}

func enumOf(t *testing.T, k, label string, options ...string) []*providers.Live {
	return append(optionsOf(t, k, options...), propertyOf(t, k, label, "enumeration", "select"))
}

func TestAudit(t *testing.T) {
	sound := lifecycleOfLabels(t, "MQL", "Sales Accepted Lead", "SQL", "Customer", "Onboarding")
	four := slices.Concat(pipelineOf(t, "deals/1", "A", "x=0.1"), pipelineOf(t, "deals/2", "B", "x=0.1"), pipelineOf(t, "deals/3", "C", "x=0.1"))
	for _, tt := range []struct {
		name string
		live []*providers.Live
		want string // summaries, one a line
	}{
		{"nothing", nil, ""},
		{"sound", sound, ""},
		{"three pipelines", slices.Concat(sound, four), ""},
		{"four pipelines", slices.Concat(sound, four, pipelineOf(t, "deals/4", "D", "x=0.1")), "There are 4 pipelines of deals"},
		{"pipelines of others", slices.Concat(sound, four, pipelineOf(t, "tickets/4", "D", "x=open")), ""},
		{"no acceptance", lifecycleOfLabels(t, "MQL", "SQL", "Onboarding"), "No lifecycle stage says that sales has accepted a lead"},
		{"outcomes", append(lifecycleOfLabels(t, "Closed Won", "Lost"), sound...), "The lifecycle tells how deals end"},
		{"working states", append(lifecycleOfLabels(t, "Working", "Unqualified"), sound...), "The lifecycle holds working states"},
		{"one status", append(enumOf(t, "contacts/s", "Status", "New", "Working", "Unqualified"), sound...), ""},
		{"two statuses", slices.Concat(sound, enumOf(t, "contacts/s", "Status", "New", "In progress"), enumOf(t, "contacts/r", "Rating", "1 - new", "Working")), "2 systems say how a lead stands"},
		{"no statuses", slices.Concat(sound, enumOf(t, "contacts/s", "Why", "Budget", "Timing"), enumOf(t, "contacts/r", "Reason", "Budget", "Timing")), ""},
		{"status of companies", slices.Concat(sound, enumOf(t, "contacts/s", "Status", "New", "Working"), enumOf(t, "companies/r", "Rating", "New", "Working")), ""},
		{"status with stages", append(enumOf(t, "contacts/s", "Status", "New", "SQL"), sound...), "2 systems say how a lead stands\nStatus says lifecycle stages, too: sql"},
		{"leads and status", slices.Concat(sound, enumOf(t, "contacts/s", "Status", "New", "Connected"), pipelineOf(t, "leads/1", "Leads", "New=open", "Connected=open")), "2 systems say how a lead stands"},
		{"time", append(pipelineOf(t, "deals/1", "R", "120 days=0.1", "90-day=0.3", "3 calls=0.5", "Renewed=1"), lifecycleOfLabels(t, "SAL")...),
			"Stages of \"R\" are named after time"},
		{"feelings", append(pipelineOf(t, "deals/1", "R", "Trending Up=0.1", "Trending Down=0.3"), sound...), "Stages of \"R\" are named after a feeling"},
		{"tasks", append(pipelineOf(t, "deals/1", "R", "50% complete=0.1", "75 % complete=0.3"), sound...), "Stages of \"R\" are named after how much is done"},
		{"falling", append(pipelineOf(t, "deals/1", "R", "a=0.1", "b=0.5", "c=0.3", "Won=1", "Lost=0"), sound...), "The probabilities of \"R\" do not rise"},
		{"rising", append(pipelineOf(t, "deals/1", "R", "Lost=0", "a=0.1", "Won=1", "b=0.1", "c=0.3"), sound...), ""},
		{"service in deals", slices.Concat(lifecycleOfLabels(t, "SAL"), pipelineOf(t, "deals/1", "R", "Offer=0.1", "Onboarding=0.9", "Won=1")), "Customers are looked after in pipelines of deals"},
		{"fragmented", append(pipelineOf(t, "tickets/1", "CS", "Onboarding=open", "Churn risk=open"), sound...), "Customers are followed on 2 objects: contacts, tickets"},
		{"no customers", append(pipelineOf(t, "deals/1", "R", "Offer=0.1", "Won=1"), lifecycleOfLabels(t, "SAL", "Customer")...), "Nothing says what happens after the sale"},
		{"company mix", append(enumOf(t, "companies/k", "Kind", "Prospect", "Partner", "Inactive"), sound...), `"Kind" mixes lifecycle, status, type of companies`},
		{"company type", append(enumOf(t, "companies/k", "Kind", "Partner", "Vendor"), sound...), ""},
		{"company lifecycle", append(lifecycleOfLabels(t, "Partner"), sound...), "Lifecycle Stage mixes lifecycle, type of companies"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range audited(newInventory(tt.live), &portal{}) {
				if d.Code != diag.Audited {
					got = append(got, d.Summary)
				}
			}
			if s := strings.Join(got, "\n"); s != tt.want {
				t.Errorf("got\n%s\nwant\n%s", s, tt.want)
			}
		})
	}
}

// HubSpot's own Type of companies is no problem of the account.
func TestAuditOwnProperty(t *testing.T) {
	list := append(enumOf(t, "companies/type", "Type", "Prospect", "Partner"), lifecycleOfLabels(t, "SAL")...)
	for _, l := range list {
		l.BuiltIn = l.Type == typeProperty
	}
	for _, d := range audited(newInventory(list), &portal{}) {
		if d.Code != diag.Audited {
			t.Error(d)
		}
	}
}

// The last findings say what was looked at and what could not be.
func TestAuditCoverage(t *testing.T) {
	p := &portal{denied: map[string]error{"deals": &providers.Error{Kind: providers.Permission, Message: "no [GET /x]", Scope: "crm.objects.deals.read"}},
		lacks: map[feature]error{leadObject: &providers.Error{Message: "not switched on [GET /y]"}, workflows: errors.New("none")}}
	got := findings(audited(newInventory(append(lifecycleOfLabels(t, "MQL"), propertyOf(t, "companies/x", "X", "string", "text"))), p))
	for _, want := range []string{"deals: the scope crm.objects.deals.read is missing\n", "leads: not switched on\n", "workflows: none\n",
		"Audited 2 objects and found 1 problem", "Objects: companies, contacts."} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q:\n%s", want, got)
		}
	}
}
