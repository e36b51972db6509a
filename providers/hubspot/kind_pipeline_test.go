package hubspot

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func account(options ...emulator.Option) *emulator.Account {
	return emulator.Empty(emulator.Enterprise, append(options, emulator.NoRateLimits())...)
}

func pipelineValues(k, label string) providers.Values {
	object, id := under(k)
	return providers.Values{"object": object, "id": id, "label": label}
}

func stageValues(k, label string, order int, more ...any) providers.Values {
	pipeline, id := under(k)
	v := providers.Values{"pipeline": pipeline, "id": id, "label": label, "order": order}
	for i := 0; i < len(more); i += 2 {
		v[more[i].(string)] = more[i+1]
	}
	return v
}

// newBusiness are operations that create a pipeline with three stages.
func newBusiness(t *testing.T) []*providers.Operation {
	return []*providers.Operation{
		createOf(t, typePipeline, pipelineValues("deals/nb", "New business")),
		createOf(t, typeStage, stageValues("deals/nb/nb_a", "Alpha", 0, "probability", 0.1)),
		createOf(t, typeStage, stageValues("deals/nb/nb_b", "Beta", 1, "probability", 0.5)),
		createOf(t, typeStage, stageValues("deals/nb/nb_c", "Won", 2, "probability", 1)),
	}
}

// shown lists the stages of a pipeline in order, fallbacks among them, as somebody else sees them.
func shown(t *testing.T, p *Provider, object, pipeline string) (out []string) {
	t.Helper()
	list, err := p.client.Stages(t.Context(), object, pipeline)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range shownOrder(list) {
		out = append(out, s.ID)
	}
	return out
}

// reported wants the report of a write to be what a read gives.
func reported(t *testing.T, p *Provider, done []providers.Progress) {
	t.Helper()
	now := readAll(t, p)
	for _, pr := range done {
		l := now[pr.Op.Type+" "+pr.Op.Key]
		if l == nil {
			t.Errorf("%s %s is not there", pr.Op.Type, pr.Op.Key)
			continue
		}
		if d := cmp.Diff(l.Values, pr.Values); d != "" || l.ID != pr.ID {
			t.Errorf("%s %s: read as %s, reported as %s (-read +reported):\n%s", l.Type, l.Key, l.ID, pr.ID, d)
		}
		if d := cmp.Diff(pr.Op.After, l.Values); d != "" {
			t.Errorf("%s %s (-wanted +read):\n%s", l.Type, l.Key, d)
		}
	}
}

func wantStages(t *testing.T, p *Provider, object, pipeline string, want ...string) {
	t.Helper()
	if d := cmp.Diff(want, shown(t, p, object, pipeline)); d != "" {
		t.Errorf("stages of %s (-want +got):\n%s", pipeline, d)
	}
}

func wantFailure(t *testing.T, err error, kind providers.ErrorKind, says ...string) {
	t.Helper()
	if !providers.IsKind(err, kind) {
		t.Errorf("got %v, want %s", err, kind)
		return
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("%v does not say %q", err, s)
		}
	}
}

func record(t *testing.T, a *emulator.Account, object string, properties string) {
	t.Helper()
	ask(t, a, "POST /crm/objects/2026-09/"+object, `{"properties":{`+properties+`}}`)
}

func TestPipelineWithStages(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	a.Forget()
	done := applied(t, p, newBusiness(t)...)
	if n := requests(a, "POST /crm/pipelines"); n != 1 {
		t.Errorf("%d creates for a pipeline with its stages", n)
	}
	reported(t, p, done)
	wantStages(t, p, "deals", "nb", "nb_a", "nb_b", "nb_c")
}

// One that HubSpot refuses does not keep the others out.
func TestPipelineWithARefusedStage(t *testing.T) {
	p := portalOf(t, account(), nil)
	ops := newBusiness(t)
	ops[2].After["label"] = "alpha "
	done := applyAll(t, p, ops...)
	for i, pr := range done {
		if (pr.Err != nil) != (i == 2) {
			t.Errorf("%s: %v", pr.Op.Address, pr.Err)
		}
	}
	wantFailure(t, done[2].Err, providers.Conflict)
	wantStages(t, p, "deals", "nb", "nb_a", "nb_c")
}

func TestOneByOne(t *testing.T) {
	for _, object := range []string{"deals", "tickets", "leads"} {
		p := portalOf(t, account(), nil)
		more := func(state string, probability float64) []any {
			if object == "deals" {
				return []any{"probability", probability}
			}
			return []any{"closed", state == "CLOSED"}
		}
		k := object + "/one"
		applied(t, p, createOf(t, typePipeline, pipelineValues(k, "One")))
		wantStages(t, p, object, "one", "one_no_stage_yet")
		if l := readAll(t, p); l["hubspot_stage "+k+"/one_no_stage_yet"] != nil {
			t.Error("the fallback is a resource")
		}
		reported(t, p, applied(t, p, createOf(t, typeStage, stageValues(k+"/x", "X", 0, more("OPEN", 0.2)...))))
		if object == "tickets" { // a closed one is needed
			wantStages(t, p, object, "one", "x", "one_no_stage_yet")
		} else {
			wantStages(t, p, object, "one", "x")
		}
		applied(t, p, createOf(t, typeStage, stageValues(k+"/y", "Y", 1, more("CLOSED", 1)...)))
		wantStages(t, p, object, "one", "x", "y")
		live := readAll(t, p)
		applied(t, p, deleteOf(live["hubspot_stage "+k+"/y"]), deleteOf(live["hubspot_stage "+k+"/x"]))
		wantStages(t, p, object, "one", "one_no_stage_yet")
		applied(t, p, deleteOf(live["hubspot_pipeline "+k]))
		if l := readAll(t, p)["hubspot_pipeline "+k]; l != nil {
			t.Error("the pipeline is still there")
		}
		wantFailure(t, applyOne(t, p, deleteOf(live["hubspot_pipeline "+k])).Err, providers.NotFound)
	}
}

// Stages and pipeline go in one apply.
func TestPipelineGoesWithItsStages(t *testing.T) {
	p := portalOf(t, account(), nil)
	ops := newBusiness(t)
	applied(t, p, ops...)
	live := readAll(t, p)
	var gone []*providers.Operation
	for _, op := range slices.Backward(ops) {
		gone = append(gone, deleteOf(live[op.Type+" "+op.Key]))
	}
	applied(t, p, gone...)
	for name := range readAll(t, p) {
		if strings.Contains(name, "deals/nb") {
			t.Errorf("%s is left", name)
		}
	}
}

func TestConflicts(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	ops := newBusiness(t)
	applied(t, p, ops...)
	for _, op := range ops {
		wantFailure(t, applyOne(t, p, op).Err, providers.Conflict)
	}
	wantFailure(t, applyOne(t, p, createOf(t, typePipeline, pipelineValues("deals/other", "new BUSINESS"))).Err, providers.Conflict, `crm = { hubspot = "nb" }`)
	wantFailure(t, applyOne(t, p, createOf(t, typeStage, stageValues("deals/nb/z", "beta", 3, "probability", 0.3))).Err, providers.Conflict, `crm = { hubspot = "nb_b" }`)
	live := readAll(t, p)
	wantFailure(t, applyOne(t, p, updateOf(t, live["hubspot_stage deals/nb/nb_a"], stageValues("deals/nb/nb_a", "Won", 0, "probability", 0.1))).Err, providers.Conflict)
	wantFailure(t, applyOne(t, p, updateOf(t, live["hubspot_pipeline deals/nb"], pipelineValues("deals/nb", "Sales Pipeline"))).Err, providers.Conflict, "default")
	applied(t, p, updateOf(t, live["hubspot_pipeline deals/nb"], pipelineValues("deals/nb", "Renamed")))
	b := deleteOf(live["hubspot_stage deals/nb/nb_b"])
	applied(t, p, b)
	wantFailure(t, applyOne(t, p, b).Err, providers.NotFound)
	wantFailure(t, applyOne(t, p, updateOf(t, live["hubspot_stage deals/nb/nb_b"], b.Before)).Err, providers.NotFound)
	wantFailure(t, applyOne(t, p, createOf(t, typeStage, stageValues("deals/none/z", "Z", 0))).Err, providers.NotFound)
	wantFailure(t, applyOne(t, p, deleteOf(live["hubspot_pipeline deals/default"])).Err, providers.Conflict)
	replace := updateOf(t, live["hubspot_stage deals/nb/nb_a"], stageValues("deals/nb/nb_x", "Alpha", 0, "probability", 0.1))
	replace.Action = providers.Replace
	wantFailure(t, applyOne(t, p, replace).Err, providers.Conflict, `crm = { hubspot = "nb_a" }`)
}

// Pipelines and stages of all objects come with one request each.
func TestBulkReadOfPipelines(t *testing.T) {
	a := account()
	p := portalOf(t, a, nil)
	a.Forget()
	readAll(t, p, typePipeline, typeStage)
	if n := len(a.Requests()); n != 3 { // deals, tickets, leads
		t.Errorf("%d requests", n)
	}
}

// Custom objects have pipelines, too, those that came a moment ago among them.
func TestPipelineOfACustomObject(t *testing.T) {
	p := portalOf(t, account(), nil)
	done := applied(t, p, createOf(t, typeObject, providers.Values{"name": "machine", "label": "Machine", "plural": "Machines"}),
		createOf(t, typePipeline, pipelineValues("machine/life", "Life")),
		createOf(t, typeStage, stageValues("machine/life/new", "New", 0, "closed", false)),
		createOf(t, typeStage, stageValues("machine/life/scrapped", "Scrapped", 1, "closed", true)),
		createOf(t, typePipelineRules, providers.Values{"pipeline": "machine/life", "no_backward": true}))
	reported(t, p, done[1:])
	live := readAll(t, p)
	applied(t, p, deleteOf(live["hubspot_stage machine/life/new"]))
	if l := readAll(t, p)["hubspot_stage machine/life/scrapped"]; l.Values["order"] != 0.0 || l.Values["closed"] != true {
		t.Errorf("read as %v", l.Values)
	}
}

// The natural keys of an account that grew for years are unique.
func TestReadMessyPipelines(t *testing.T) {
	p := portalOf(t, emulator.Messy(emulator.NoRateLimits()), nil)
	if l := readAll(t, p, typePipeline, typeStage, typeLifecycleStage, typePipelineRules, typePermissions); len(l) < 20 {
		t.Errorf("only %d objects", len(l))
	}
}
