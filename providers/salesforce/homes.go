package salesforce

import (
	"fmt"
	"strings"

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
	// values are the API names of the stages, in their order.
	values []string
}

// settle finds the homes of all lifecycles and pipelines whose records live here.
func (c *compiler) settle() {
	taken := map[string]map[string]string{} // what is in a set: label, in lower case, by value
	for _, t := range c.a.Tracks() {
		if !c.owns(t.Object) {
			continue
		}
		for _, sobject := range c.names.all(t.Object) {
			h := home{sobject: sobject}
			h.field, h.set = c.stageField(t, sobject)
			if c.pipelinesOn(sobject) > 1 && t.Pipeline {
				h.recordType = c.recordTypeName(t)
			}
			if taken[h.set] == nil {
				taken[h.set] = map[string]string{}
			}
			for _, s := range t.Stages {
				h.values = append(h.values, c.stageValue(t, s, h.set, taken[h.set]))
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
	if len(c.names.all(t.Object)) > 1 {
		return name, "global." + strings.TrimSuffix(name, "__c")
	}
	if s := standardSets[sobject+"."+name]; s != "" {
		return name, s
	}
	return name, sobject + "." + name
}

// recordTypeName is the developer name of a pipeline's record type and process.
func (c *compiler) recordTypeName(t *schema.Track) string {
	if own := t.CRM[provider]; own != "" {
		return own
	}
	return developerName(t.Name, maxName)
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

// stageValue is the API name of a stage in a set: its own words for it, that of the live value with its name or label, or
// its name. The pipelines of an object share the set: stages of one name and label are one value, and others are
// told apart by the pipeline's name.
func (c *compiler) stageValue(t *schema.Track, s *schema.Stage, set string, taken map[string]string) string {
	label := schema.Title(s)
	if own := s.CRM[provider]; own != "" {
		taken[own] = strings.ToLower(label)
		return own
	}
	value := c.recognised(set, s.Name, label)
	if old, ok := taken[value]; ok && old != strings.ToLower(label) {
		value = c.recognised(set, t.Name+"_"+s.Name, "")
	}
	taken[value] = strings.ToLower(label)
	return value
}

// recognised is the API name of a live value that has a name or label, or else the name.
func (c *compiler) recognised(set, name, label string) string {
	for _, by := range []func(v pickValue) string{func(v pickValue) string { return v.value }, func(v pickValue) string { return v.label }} {
		for _, v := range c.org.picklist(set) {
			if strings.EqualFold(by(v), name) || label != "" && strings.EqualFold(by(v), label) {
				return v.value
			}
		}
	}
	return name
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
