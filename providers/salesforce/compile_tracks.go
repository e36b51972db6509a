package salesforce

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// tracks makes value sets, business processes, record types and paths of lifecycles and pipelines.
func (c *compiler) tracks() {
	order := map[string]int{}
	for _, t := range c.a.Tracks() {
		for i := range c.homeOf[t.Address] {
			h := &c.homeOf[t.Address][i]
			c.stageHolder(t, h)
			c.stageValues(t, h, order)
		}
	}
	c.recordTypes()
	c.paths()
	c.moved()
}

// stageHolder makes the picklist of a flow. Of a standard one it switches history on.
func (c *compiler) stageHolder(t *schema.Track, h *home) {
	m, part := t.Block.Base(), c.partOf(t.Object, h.sobject)
	words := fmt.Sprintf("stage of %s on %s", trackLabel(t), h.sobject)
	if !isCustom(h.field) {
		if !c.has(typeField, key(h.sobject, h.field)) {
			c.resource(typeField, m, part, words, false, providers.Values{"object": h.sobject, "name": h.field, "track_history": true})
		}
		return
	}
	c.resource(typeField, m, part, words, false, providers.Values{"object": h.sobject, "name": h.field, "label": cut(t.Label(), maxLabel), "type": "Picklist", "restricted": true,
		"description": orNil(cut(t.Description, maxDescription)), "track_history": true, "value_set": c.valueSet(m, h.set, t.Label(), t.Description)})
	c.grant(h.sobject, h.field, true)
}

// stageValues makes a value of each stage. Flows that share a set follow each other in it.
func (c *compiler) stageValues(t *schema.Track, h *home, order map[string]int) {
	part := ""
	if h.set == setOf(h.sobject, h.field) {
		part = c.partOf(t.Object, h.sobject)
	}
	for i, s := range t.Stages {
		if c.has(typeValue, key(h.set, h.values[i])) {
			continue // of another flow, or of another object
		}
		v := providers.Values{"set": h.set, "value": h.values[i], "label": h.labels[i], "order": order[h.set], "description": orNil(cut(s.Definition, maxSetDescription))}
		order[h.set]++
		switch h.set {
		case "OpportunityStage":
			v["closed"], v["won"] = s.Outcome == "won" || s.Outcome == "lost" || s.Outcome == "disqualified", s.Outcome == "won"
			v["probability"], v["forecast"] = c.wholeChance(t, i), forecast(s)
		case "LeadStatus":
			if slices.ContainsFunc(t.Stages, func(s *schema.Stage) bool { return s.Outcome == "won" }) {
				v["converted"] = s.Outcome == "won"
			}
			if i == 0 {
				v["default"] = true // leads always have a status
			}
		}
		c.value(&s.Meta, part, fmt.Sprintf("stage “%s” of %s", h.labels[i], trackLabel(t)), s.Golden, v)
	}
}

// probability is the chance to win, in per cent, which Salesforce demands. A stage without one stands between its
// neighbours, by its place.
func probability(t *schema.Track, i int) float64 {
	switch s := t.Stages[i]; {
	case s.Outcome == "won":
		return 100
	case s.Outcome == "lost" || s.Outcome == "disqualified":
		return 0
	case s.Probability != nil:
		return *s.Probability
	}
	return float64(min(90, max(10, 10*(10*(i+1)/(len(t.Stages)+1)))))
}

// wholeChance is the probability in the whole per cents that Salesforce keeps.
func (c *compiler) wholeChance(t *schema.Track, i int) float64 {
	p := probability(t, i)
	if p != math.Round(p) {
		c.diags.Warnf(diag.Unsupported, t.Stages[i].At("probability"), "Salesforce keeps whole per cents", "The stage gets %g %%; %g %% is declared.", math.Round(p), p)
	}
	return math.Round(p)
}

// forecasts are the forecast categories, as the API has them: Forecast is what people see as Commit.
var forecasts = map[string]string{"omitted": "Omitted", "pipeline": "Pipeline", "best_case": "BestCase", "commit": "Forecast", "closed": "Closed"}

// forecast is the category of a stage: what it declares, or what Salesforce gives to its own stages.
func forecast(s *schema.Stage) string {
	switch {
	case s.Forecast != "":
		return forecasts[s.Forecast]
	case s.Outcome == "won":
		return "Closed"
	case s.Outcome != "":
		return "Omitted"
	}
	return "Pipeline"
}

// recordTypes makes a record type of each pipeline that shares its object with others, with the process that Salesforce
// demands for leads and opportunities.
func (c *compiler) recordTypes() {
	for _, t := range c.a.Tracks() {
		for _, h := range c.homeOf[t.Address] {
			if h.recordType != "" {
				c.recordType(t, h)
			}
		}
	}
}

func (c *compiler) recordType(t *schema.Track, h home) {
	m, part := t.Block.Base(), c.partOf(t.Object, h.sobject)
	v := providers.Values{"object": h.sobject, "name": h.recordType, "label": t.Label(), "description": orNil(cut(t.Description, maxSetDescription))}
	if values := c.processValues(h); values != nil {
		v["process"] = key(h.sobject, c.process(t, h, values))
	}
	if picklists := c.picklistsOf(t, h); len(picklists) > 0 {
		v["picklists"] = picklists
	}
	c.resource(typeRecordType, m, part, fmt.Sprintf("record type of %s", trackLabel(t)), false, v)
	c.grants.recordTypes = append(c.grants.recordTypes, h.sobject+"."+h.recordType)
	c.step(m.Address, false, "Give records of "+objectPage(h.sobject)+" their record types", "Pipelines of one object are told apart by record type. Which ones people may choose beyond the permission set, with which page, is kept in profiles; records that are there have none, and no gate of a pipeline holds for them.",
		fmt.Sprintf("Setup > Object Manager > %s > Record Types > Page Layout Assignment: choose a page for each of these.", objectPage(h.sobject)),
		"Setup > Profiles > the profile > Object Settings: choose the default record type of those who work one pipeline alone.",
		fmt.Sprintf("“%s”: change the record type of the %s that are in this pipeline, with Data Loader or a list view.", t.Label(), c.pluralIn(t.Object)))
}

// process makes the process of a record type, and names it: the one that the live record type has, unless that would take
// stages from record types that nobody declared.
func (c *compiler) process(t *schema.Track, h home, values []string) string {
	name := h.recordType
	if live, ok, err := decoded[metadata.RecordType](c.org, "RecordType", h.sobject+"."+h.recordType); ok && err == nil && live.BusinessProcess != "" {
		name = live.BusinessProcess
	}
	for _, own := range []string{h.recordType, cutName(h.recordType+"_Pipeline", maxName)} {
		if c.takesFromOthers(h, name, values) {
			name = own
		}
	}
	v := providers.Values{"object": h.sobject, "name": name, "values": anys(values), "description": orNil(cut(t.Description, maxSetDescription))}
	if old, ok, err := decoded[metadata.BusinessProcess](c.org, "BusinessProcess", h.sobject+"."+name); ok && err == nil {
		v["values"] = anys(append(slices.Clone(values), c.asleep(setOf(h.sobject, h.field), old)...))
		for _, x := range old.Values {
			if x.Default && slices.Contains(values, x.FullName) {
				v["default"] = x.FullName
			}
		}
		if name != h.recordType {
			delete(v, "description")
		}
	}
	if h.sobject == lead {
		v["default"] = values[0]
	}
	same := c.made.Find(typeProcess, key(h.sobject, name))
	if same == nil || !slices.Equal(slices.Sorted(slices.Values(list(same.Values["values"]))), slices.Sorted(slices.Values(list(v["values"])))) {
		c.resource(typeProcess, t.Block.Base(), c.partOf(t.Object, h.sobject), fmt.Sprintf("process of %s", trackLabel(t)), false, v)
	}
	return name
}

// takesFromOthers tells whether a live process has stages that are not among the values, and record types that nobody declared
// use it.
func (c *compiler) takesFromOthers(h home, name string, values []string) bool {
	p, ok, err := decoded[metadata.BusinessProcess](c.org, "BusinessProcess", h.sobject+"."+name)
	if !ok || err != nil {
		return false
	}
	stay := append(slices.Clone(values), c.asleep(setOf(h.sobject, h.field), p)...)
	if !slices.ContainsFunc(p.Values, func(x metadata.PicklistValue) bool { return !slices.Contains(stay, x.FullName) }) {
		return false
	}
	declared := map[string]bool{}
	for _, homes := range c.homeOf {
		for _, x := range homes {
			declared[strings.ToLower(x.sobject+"."+x.recordType)] = true
		}
	}
	return slices.ContainsFunc(c.org.of("RecordType"), func(r *metadata.Component) bool {
		var rt metadata.RecordType
		object, _, _ := strings.Cut(r.Name, ".")
		return strings.EqualFold(object, h.sobject) && !declared[strings.ToLower(r.Name)] && r.Decode(&rt) == nil && strings.EqualFold(rt.BusinessProcess, name)
	})
}

// asleep are the values of a live process that nobody can choose, as their set has them inactive. They stay.
func (c *compiler) asleep(set string, p metadata.BusinessProcess) (out []string) {
	for _, v := range c.org.picklist(set) {
		if v.inactive && slices.ContainsFunc(p.Values, func(x metadata.PicklistValue) bool { return x.FullName == v.value }) {
			out = append(out, v.value)
		}
	}
	return out
}

// pluralIn is what records of an object are called, in a sentence.
func (c *compiler) pluralIn(object string) string {
	if o := c.a.Object(object); o != nil {
		return lowerFirst(pluralOf(o))
	}
	return object + "s"
}

// processValues are the values of a flow's business process; nil for objects that have none. Processes of leads are made of
// statuses, even where the stage is another field.
func (c *compiler) processValues(h home) []string {
	switch {
	case h.sobject == opportunity && h.field == "StageName":
		return h.values
	case h.sobject == lead && h.field == "Status":
		return h.values
	case h.sobject != lead:
		return nil
	}
	var out []string
	for _, r := range c.out.Resources {
		if r.Type == typeValue && text(r.Values["set"]) == "LeadStatus" {
			out = append(out, text(r.Values["value"]))
		}
	}
	live := c.org.picklist("LeadStatus")
	if live == nil {
		live = standardValues["LeadStatus"]
	}
	for _, v := range live {
		if !v.inactive && !c.has(typeValue, key("LeadStatus", v.value)) {
			out = append(out, v.value)
		}
	}
	return out
}

// picklistsOf are the values that records of a record type may have: all of every picklist that is made, but of other
// pipelines' stages none. Values that are added to an org are in no record type until they are added to it.
func (c *compiler) picklistsOf(t *schema.Track, h home) map[string]any {
	others := map[string]bool{}
	for _, o := range c.a.Tracks() {
		if oh := c.homeOn(o, h.sobject); oh != nil && o.Pipeline && o.Address != t.Address {
			others[oh.field] = true
		}
	}
	values := map[string][]string{}
	for _, r := range c.out.Resources {
		if r.Type == typeValue {
			values[text(r.Values["set"])] = append(values[text(r.Values["set"])], text(r.Values["value"]))
		}
	}
	out := map[string]any{}
	for _, r := range c.out.Resources {
		field := text(r.Values["name"])
		if r.Type != typeField || text(r.Values["object"]) != h.sobject || others[field] || field == "StageName" || field == "Status" {
			continue // the business process has those
		}
		set := setOf(h.sobject, field)
		if s := text(r.Values["value_set"]); s != "" {
			set = globalSet + s
		}
		if list := values[set]; list != nil {
			out[field] = anys(list)
		}
	}
	return out
}
