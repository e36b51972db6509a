package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// home is where one object of the org holds the stage of a lifecycle or pipeline. A lifecycle of contacts has two where
// they are leads first.
type home struct {
	sobject string
	field   string // API name of the picklist: StageName, Status, Lead_Stage__c
	set     string // its value set, as in the key of a picklist value
	// recordType is the developer name of the record type whose records are in this flow; "" for all records.
	recordType string
	// values are the API names of the stages, in their order; labels what people see.
	values, labels []string
}

// settle finds the homes of all lifecycles and pipelines whose records live here.
func (c *compiler) settle() {
	taken := map[string]*stageSet{}
	for _, t := range c.a.Tracks() {
		if !c.owns(t.Object) {
			continue
		}
		for _, sobject := range c.names.all(t.Object) {
			h := home{sobject: sobject}
			h.field, h.set = c.stageField(t, sobject)
			if c.pipelinesOn(sobject) > 1 && t.Pipeline {
				h.recordType = c.recordTypeName(t, sobject)
			}
			if taken[h.set] == nil {
				taken[h.set] = &stageSet{name: h.set}
			}
			for _, s := range t.Stages {
				v := c.stageValue(t, s, taken[h.set])
				h.values, h.labels = append(h.values, v.value), append(h.labels, v.label)
			}
			c.homeOf[t.Address] = append(c.homeOf[t.Address], h)
		}
	}
}

// stageField is the picklist that holds the stage, and its value set. Pipelines of deals are opportunity stages. The one
// lifecycle of leads is the lead status unless there are working states for that. Others have a picklist of their own,
// which leads and contacts share the values of.
func (c *compiler) stageField(t *schema.Track, sobject string) (field, set string) {
	switch {
	case sobject == opportunity && t.Pipeline:
		return "StageName", "OpportunityStage"
	case sobject == lead && t.Object == "lead" && c.lifecyclesOf("lead") == 1 && !c.hasStatuses("lead"):
		return "Status", "LeadStatus"
	}
	name := t.CRM[provider]
	if name == "" || t.Pipeline {
		name = customName(t.PropertyName())
	}
	made := setOf(sobject, name)
	if len(c.names.all(t.Object)) > 1 {
		made = "global." + strings.TrimSuffix(name, "__c")
	}
	return name, c.liveSet(sobject, name, made)
}

// recordTypeName is the developer name of a pipeline's record type and process: the one that it names, by developer name
// or label, or its own.
func (c *compiler) recordTypeName(t *schema.Track, sobject string) string {
	own := t.CRM[provider]
	if own == "" {
		return developerName(t.Address.Key(), maxName)
	}
	for _, x := range c.org.of("RecordType") {
		object, name, _ := strings.Cut(x.Name, ".")
		if r, ok, err := decoded[metadata.RecordType](c.org, x.Kind, x.Name); ok && err == nil && strings.EqualFold(object, sobject) &&
			(strings.EqualFold(name, own) || strings.EqualFold(r.Label, own)) {
			return name
		}
	}
	return cutName(apiName(own), maxName)
}

// pipelinesOn counts the pipelines whose records are of an object of the org.
func (c *compiler) pipelinesOn(sobject string) (n int) {
	for _, t := range c.a.Tracks() {
		if t.Pipeline && c.owns(t.Object) && c.names.last(t.Object) == sobject {
			n++
		}
	}
	return n
}

func (c *compiler) lifecyclesOf(object string) (n int) {
	for _, t := range c.a.Tracks() {
		if !t.Pipeline && t.Object == object {
			n++
		}
	}
	return n
}

func (c *compiler) hasStatuses(object string) bool {
	for _, s := range c.a.Statuses {
		if s.Object == object {
			return true
		}
	}
	return false
}

// stageSet is what is in a value set: flows of one object may share it.
type stageSet struct {
	name   string
	values []stageValue
}

// stageValue is a value that stands for one stage, or for several that mean the same.
type stageValue struct {
	value, label string
	stage        *schema.Stage
}

// stageValue is the value of a stage in a set: its own words for it, that of the live value with its name or label, or
// its name. Stages of one label that mean the same to a forecast are one value; others are told apart by the pipeline.
func (c *compiler) stageValue(t *schema.Track, s *schema.Stage, set *stageSet) stageValue {
	v := stageValue{s.CRM[provider], schema.Title(s), s}
	own := v.value != ""
	if !own {
		v.value = c.recognised(set.name, s.Name, v.label)
	}
	old := set.find(v)
	switch {
	case old == nil:
	case own && strings.EqualFold(old.value, v.value) || !own && old.means(s) && !slices.Contains(t.Stages, old.stage):
		return *old
	default:
		v.label = fmt.Sprintf("%s (%s)", v.label, t.Label())
		if !own {
			v.value = c.recognised(set.name, t.Name+"_"+s.Name, v.label)
		}
	}
	set.values = append(set.values, v)
	return v
}

// find gives the value with the name or label of another.
func (set *stageSet) find(v stageValue) *stageValue {
	for i, old := range set.values {
		if strings.EqualFold(old.value, v.value) || strings.EqualFold(old.label, v.label) {
			return &set.values[i]
		}
	}
	return nil
}

// means tells whether a value can stand for another stage, too: an org has one probability and category of a value.
func (v stageValue) means(s *schema.Stage) bool {
	return strings.EqualFold(schema.Title(v.stage), schema.Title(s)) && v.stage.Outcome == s.Outcome &&
		(v.stage.Probability == nil || s.Probability == nil || *v.stage.Probability == *s.Probability) &&
		(v.stage.Forecast == "" || s.Forecast == "" || v.stage.Forecast == s.Forecast)
}

// recognised is the API name of a live value that has a name or label, or else the name.
func (c *compiler) recognised(set, name, label string) string {
	live := c.org.picklist(set)
	if live == nil {
		live = standardValues[set]
	}
	for _, by := range []func(v pickValue) string{func(v pickValue) string { return v.value }, func(v pickValue) string { return v.label }} {
		for _, v := range live {
			if strings.EqualFold(by(v), name) || label != "" && strings.EqualFold(by(v), label) {
				return v.value
			}
		}
	}
	return name
}

// standardValues are those that every org begins with and that flows end in. Source: Metadata API Developer Guide,
// StandardValueSet.
var standardValues = map[string][]pickValue{
	"OpportunityStage": {{value: "Closed Won", label: "Closed Won"}, {value: "Closed Lost", label: "Closed Lost"}},
	"LeadStatus": {{value: "Open - Not Contacted", label: "Open - Not Contacted"}, {value: "Working - Contacted", label: "Working - Contacted"},
		{value: "Closed - Converted", label: "Closed - Converted"}, {value: "Closed - Not Converted", label: "Closed - Not Converted"}},
}

// pickValue is a live value of a picklist.
type pickValue struct {
	value, label string
	inactive     bool
}

// homeOn is the home of a track on an object of the org; nil when it has none there.
func (c *compiler) homeOn(t *schema.Track, sobject string) *home {
	for i, h := range c.homeOf[t.Address] {
		if h.sobject == sobject {
			return &c.homeOf[t.Address][i]
		}
	}
	return nil
}

// value is the API name of a stage; "" when it is not in the flow.
func (h *home) value(t *schema.Track, stage schema.Address) string {
	for i, s := range t.Stages {
		if s.Address == stage {
			return h.values[i]
		}
	}
	return ""
}

// trackLabel names a lifecycle or pipeline for people.
func trackLabel(t *schema.Track) string {
	if t.Pipeline {
		return fmt.Sprintf("pipeline “%s”", t.Label())
	}
	return fmt.Sprintf("lifecycle “%s”", t.Label())
}
