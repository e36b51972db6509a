package salesforce

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// nobody owns the stages of an import: Salesforce does not say who answers for them. As long as it does, no record is
// asked for an owner.
const nobody = schema.Address("role.unassigned")

// unwritten stands for criteria that nobody has written down.
const unwritten = "unwritten"

// stage makes a stage that is complete but for what Salesforce does not know: its owner and its criteria.
func (d *decompiler) stage(track, name string, v item, ends bool) *schema.Stage {
	if len(d.a.Roles) == 0 {
		d.a.Roles = append(d.a.Roles, &schema.Role{Name: nobody.Name(), Title: "Nobody yet",
			Description: "Stands for the owner of each imported stage until somebody is named."})
	}
	d.tell(v)
	s := &schema.Stage{Name: d.taken.Take("stage "+track, cmp.Or(name, importing.BlockName(v.title(), "stage"))), State: "assumed", Owner: nobody, Definition: v.text("description"),
		CRM:   map[string]string{provider: v.text("value")},
		Entry: []*schema.Gate{{Name: unwritten, Description: "Nobody has written down yet what must be true to come here."}}}
	s.Label = importing.Label(v.title(), s.Name)
	d.values[s] = v.text("value")
	if !ends {
		s.Exit = []*schema.Gate{{Name: unwritten, Description: "Nobody has written down yet what ends this stage."}}
	}
	return s
}

// trackCalled is what the block was called that a flow was made of; "" for what people made.
func (d *decompiler) trackCalled(sobject, title string, values []item) (name, label string) {
	for _, v := range values {
		if name, _, label = d.called(sobject, title, v.text("value")); name != "" {
			return name, label
		}
	}
	return "", ""
}

// Words that tell a picklist of stages from others, and those that tell that it only remembers one.
var (
	staging = regexp.MustCompile(`(?i)(^|[ _])(stage|lifecycle)([ _]|$)`)
	memory  = regexp.MustCompile(`(?i)(^|[ _])(previous|prior|last|former|old|next|initial|first|furthest)([ _]|$)`)
)

// stages tells whether a field says how far a record has come: see decompile.
func (d *decompiler) stages(f item) bool {
	if !isCustom(f.text("name")) || f.BuiltIn || f.text("type") != "Picklist" || f.text("formula") != "" || d.object(f.text("object")) == "" || len(d.live.values[d.live.setOf(f)]) < 2 {
		return false
	}
	for _, p := range d.live.of(typePath) {
		if strings.EqualFold(p.text("object"), f.text("object")) && strings.EqualFold(p.text("field"), f.text("name")) {
			return true
		}
	}
	names := bareName(f.text("name")) + " " + f.title()
	return staging.MatchString(names) && !memory.MatchString(names)
}

// domains are the parts of the journey that stages of an object belong to; those of other objects come after the sale.
var domains = map[string]string{"lead": "lead", "contact": "lead", "company": "company", "deal": "sales"}

// lifecycles makes a lifecycle of each picklist of stages.
func (d *decompiler) lifecycles() {
	led := false
	for _, f := range d.live.of(typeField) {
		if !d.stages(f) {
			continue
		}
		led = led || f.text("object") == lead
		d.lifecycle(f, strings.TrimSuffix(bareBlockName(f.text("name"), "stages"), "_stage"), f.title(), d.live.setOf(f))
	}
	if status, ok := d.live.find(typeField, key(lead, "Status")); !led && len(d.live.values["LeadStatus"]) > 0 {
		if !ok {
			status = item{nil}
		}
		d.lifecycle(status, "lead", "", "LeadStatus")
	}
	for _, v := range d.live.of(typeValue) {
		if f, ok := d.live.find(typeField, strings.Replace(v.text("set"), ".", "/", 1)); !d.said(v) && (v.text("set") == "LeadStatus" && !led || ok && d.said(f)) {
			d.finding(v, "value", v.text("set"), v.title(), "The lifecycle that the picklist was made for has no such stage. "+stays)
		}
	}
}

// lifecycle makes a lifecycle of the values of a picklist; of the lead status, where the field itself may not be in the files.
func (d *decompiler) lifecycle(f item, name, title, set string) {
	sobject, field, words := lead, "Status", ""
	if f.Live != nil {
		sobject, field = f.text("object"), f.text("name")
		d.tell(f)
		if isCustom(field) {
			words = f.text("description")
		}
	}
	object, values := d.object(sobject), d.live.values[set]
	if own, label := d.trackCalled(sobject, title, values); own != "" {
		name, title = own, label
		values = slices.DeleteFunc(slices.Clone(values), func(v item) bool { // of others, who share the picklist
			track, _, _ := d.called(sobject, title, v.text("value"))
			return track != own
		})
	}
	l := &schema.Lifecycle{Name: d.taken.Take("track", name), Domain: cmp.Or(domains[object], "customer"), Object: schema.NewAddress("", "object", object)}
	l.Title, l.Description = importing.Label(cmp.Or(title, "Lead Status"), l.Name), words
	if field != "Status" {
		l.CRM = crmMap(field, customName(l.Name+"_stage"))
	}
	for n, v := range values {
		_, own, _ := d.called(sobject, title, v.text("value"))
		s := d.stage(l.Name, own, v, n == len(values)-1 || v.flag("converted"))
		if v.flag("converted") {
			s.Outcome = "won"
		}
		if v.text("value") == s.Name {
			s.CRM = nil
		}
		l.Stages = append(l.Stages, s)
	}
	d.holders[l] = [2]string{sobject, field}
	d.a.Lifecycles = append(d.a.Lifecycles, l)
}

// statuses makes statuses of the lead status where leads have stages of their own.
func (d *decompiler) statuses() {
	if !slices.ContainsFunc(d.a.Lifecycles, func(l *schema.Lifecycle) bool { return l.Object == "object.lead" }) {
		return
	}
	for n, v := range d.live.values["LeadStatus"] {
		if d.said(v) {
			continue
		}
		if v.flag("converted") {
			d.finding(v, "status", lead, v.title(), "Leads have it once they are converted, which is no status to work in. "+stays)
			continue
		}
		s := &schema.Status{Object: "lead", Name: v.text("value"), Definition: v.text("description"), Order: float64(n + 1)}
		if !importing.IsName(s.Name) {
			s.Name = d.taken.Take("status", importing.BlockName(v.title(), "status"))
		}
		s.Label = importing.Label(v.title(), s.Name)
		d.tell(v)
		d.a.Statuses = append(d.a.Statuses, s)
	}
}

// pipelines makes a pipeline of each active record type with a process, or one of all stages.
func (d *decompiler) pipelines() {
	all := d.live.values["OpportunityStage"]
	for _, r := range d.live.of(typeRecordType) {
		switch process, ok := d.live.find(typeProcess, r.text("process")); {
		case r.BuiltIn:
		case r.text("object") != opportunity:
			d.finding(r, "record type", r.text("object"), r.title(), "Record types of opportunities are pipelines; others no block says. "+stays)
		case !r.active() || !ok:
			d.finding(r, "record type", opportunity, r.title(), "An active one with a process would be a pipeline. "+stays)
		default:
			d.tell(r)
			d.tell(process)
			stages := slices.DeleteFunc(slices.Clone(all), func(v item) bool { return !slices.Contains(process.texts("values"), v.text("value")) })
			d.pipeline(r, r.title(), r.text("name"), r.text("description"), stages)
		}
	}
	if len(d.a.Pipelines) == 0 && len(all) > 0 {
		d.pipeline(item{}, "Opportunities", "", "", all)
	}
	if len(d.a.Pipelines) == 1 {
		d.a.Pipelines[0].CRM = nil // it has all records
	}
	for _, v := range all {
		if !d.said(v) {
			d.finding(v, "stage", opportunity, v.title(), "No process of an active record type has it. "+stays)
		}
	}
}

func (d *decompiler) pipeline(r item, title, id, words string, stages []item) {
	if len(stages) == 0 {
		d.finding(r, "record type", opportunity, title, "Its process has no active stages. "+stays)
		return
	}
	own, _ := d.trackCalled(opportunity, title, stages)
	p := &schema.Pipeline{Name: d.taken.Take("track", cmp.Or(own, importing.BlockName(cmp.Or(id, title), "pipeline"))), Domain: "sales", Object: "object.deal"}
	p.Title, p.Description = importing.Label(title, p.Name), words
	if id != "" {
		p.CRM = crmMap(id, developerName(p.Name, maxName))
	}
	if p.Type == "" {
		p.Type = importing.PipelineType(title)
	}
	for n, v := range stages {
		p.Stages = append(p.Stages, d.dealStage(p, title, v, n == len(stages)-1))
	}
	d.recordTypes[p] = id
	d.a.Pipelines = append(d.a.Pipelines, p)
}

// dealStage makes the stage of a pipeline of opportunities.
func (d *decompiler) dealStage(p *schema.Pipeline, title string, v item, last bool) *schema.Stage {
	outcome := outcomeOf(v)
	_, own, _ := d.called(opportunity, title, v.text("value"))
	s := d.stage(p.Name, own, v, last || outcome != "")
	s.Outcome = outcome
	chance := number(v.Values["probability"])
	s.Probability = &chance
	for ours, theirs := range forecasts {
		if theirs == v.text("forecast") && forecast(s) != theirs {
			s.Forecast = ours
		}
	}
	return s
}

// disqualifying are the words of stages that end deals that were none.
var disqualifying = regexp.MustCompile(`(?i)disqualif|unqualif|not qualif|duplicate|\bspam\b|\bjunk\b`)

// outcomeOf tells how a stage ends deals; "" when they go on.
func outcomeOf(v item) string {
	switch {
	case v.flag("won"):
		return "won"
	case !v.flag("closed"):
		return ""
	case disqualifying.MatchString(v.title()):
		return "disqualified"
	}
	return "lost"
}
