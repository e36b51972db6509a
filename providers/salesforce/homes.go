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
	sets := map[string]*stageSet{}
	each := func(do func(t *schema.Track, h *home, set *stageSet)) {
		for _, t := range c.a.Tracks() {
			for i := range c.homeOf[t.Address] {
				h := &c.homeOf[t.Address][i]
				if sets[h.set] == nil {
					sets[h.set] = &stageSet{name: h.set, claimed: map[string]bool{}}
				}
				do(t, h, sets[h.set])
			}
		}
	}
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
			c.homeOf[t.Address] = append(c.homeOf[t.Address], h)
		}
	}
	each(func(t *schema.Track, _ *home, set *stageSet) {
		for _, s := range t.Stages {
			set.claimed[strings.ToLower(set.nameOf(t, s))] = true
		}
	})
	each(func(t *schema.Track, h *home, set *stageSet) {
		for _, s := range t.Stages {
			v := c.stageValue(t, s, set)
			h.values, h.labels = append(h.values, v.value), append(h.labels, v.label)
		}
	})
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
	name = c.written(sobject, name)
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
	// claimed are the names that stages have of their own, in small letters: no other stage takes such a live value for
	// its label.
	claimed map[string]bool
}

// stageValue is a value that stands for one stage, or for several that mean the same.
type stageValue struct {
	value, label string
	stage        *schema.Stage
}

// nameOf is the API name that a stage has in a set whatever else there is: its own words for it, or its name. All pipelines
// of opportunities are in one set, so the pipeline is part of the name.
func (set *stageSet) nameOf(t *schema.Track, s *schema.Stage) string {
	switch own := s.CRM[provider]; {
	case own != "":
		return own
	case set.name == "OpportunityStage":
		return t.Address.Key() + "_" + s.Name
	}
	return s.Name
}

// stageValue is the value of a stage in a set: that of the live value with its name or label, or its name. Stages of one
// label that mean the same to a forecast are one value; other labels are told apart by the pipeline.
func (c *compiler) stageValue(t *schema.Track, s *schema.Stage, set *stageSet) stageValue {
	v := stageValue{set.nameOf(t, s), schema.Title(s), s}
	own := s.CRM[provider] != ""
	if old := set.find(func(o stageValue) bool { return own && strings.EqualFold(o.value, v.value) }); old != nil {
		return *old
	}
	if old := set.find(func(o stageValue) bool { return strings.EqualFold(o.label, v.label) }); old != nil {
		if !own && old.means(s) && !slices.Contains(t.Stages, old.stage) {
			return *old
		}
		v.label = fmt.Sprintf("%s (%s)", v.label, t.Label())
	}
	if !own {
		v.value = c.recognisedBut(set.name, v.value, v.label, set.claimed)
	}
	set.values = append(set.values, v)
	return v
}

// find gives the first value of which something is true.
func (set *stageSet) find(is func(stageValue) bool) *stageValue {
	i := slices.IndexFunc(set.values, is)
	if i < 0 {
		return nil
	}
	return &set.values[i]
}

// means tells whether a value can stand for another stage, too: an org has one probability and category of a value.
func (v stageValue) means(s *schema.Stage) bool {
	return strings.EqualFold(schema.Title(v.stage), schema.Title(s)) && v.stage.Outcome == s.Outcome &&
		(v.stage.Probability == nil || s.Probability == nil || *v.stage.Probability == *s.Probability) &&
		(v.stage.Forecast == "" || s.Forecast == "" || v.stage.Forecast == s.Forecast)
}

// recognised is the API name of a live value that has a name or label, or else the name.
func (c *compiler) recognised(set, name, label string) string {
	return c.recognisedBut(set, name, label, nil)
}

// recognisedBut leaves out values with names, in small letters, that others have.
func (c *compiler) recognisedBut(set, name, label string, claimed map[string]bool) string {
	live := c.org.picklist(set)
	if live == nil {
		live = standardValues[set]
	}
	for _, v := range live {
		if strings.EqualFold(v.value, name) {
			return v.value
		}
	}
	for _, v := range live {
		if (strings.EqualFold(v.label, name) || label != "" && strings.EqualFold(v.label, label)) && !claimed[strings.ToLower(v.value)] {
			return v.value
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
