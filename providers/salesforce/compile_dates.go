package salesforce

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Reports see records as they are, and not how they were. So the dates that measures need stand on the record: since when it
// is in its stage, and when it first reached a stage that is measured. A flow keeps them; what happened before it ran is not in
// them.

// sinceField is the date since when records are in their stage: the date of the last move that the track keeps anyway, or one of
// its own.
func (c *compiler) sinceField(t *schema.Track, sobject string) string {
	if t.Audit != nil {
		if f := schema.Find[schema.Field](c.a, t.Audit.At); f != nil && f.Object == t.Object {
			return c.fieldOn(sobject, f)
		}
	}
	return customName(t.Address.Key() + "_since")
}

// reachedField is the time at which records first reached a stage.
func reachedField(t *schema.Track, s *schema.Stage) string {
	return customName("reached_" + t.Address.Key() + "_" + s.Name)
}

// measured are the stages of a track whose first entry is measured.
func (c *compiler) measured(t *schema.Track) (out []*schema.Stage) {
	var named []schema.Address
	for _, m := range c.a.Metrics {
		switch {
		case stretched(m) && c.sameTrack(m.From, m.To):
			named = append(named, m.From, m.To)
		case m.Stage != "" && counted(m):
			named = append(named, m.Stage)
		}
	}
	for _, g := range c.a.Goals {
		named = append(named, g.Stage)
	}
	for _, s := range t.Stages {
		if slices.Contains(named, s.Address) {
			out = append(out, s)
		}
	}
	return out
}

// counted tells whether a metric counts the records that reach a stage.
func counted(m *schema.Metric) bool {
	return m.Category == "production" && m.Unit == "count" || m.Category == "segmentation"
}

func (c *compiler) sameTrack(a, b schema.Address) bool {
	t, u := c.a.Track(a), c.a.Track(b)
	return t != nil && u != nil && t.Address == u.Address
}

// stageDates makes the dates of a track on an object of the org, and the flow that keeps them.
func (c *compiler) stageDates(t *schema.Track, h home) {
	m := t.Block.Base()
	since := c.sinceField(t, h.sobject)
	var steps []flow.Step
	if own := customName(t.Address.Key() + "_since"); since == own {
		c.kept(m, "since", h.sobject, since, providers.Values{"label": cut(t.Label(), maxLabel-len(" since")) + " since", "type": "DateTime",
			"description": cut("Since when the record is in its stage of "+trackLabel(t)+". A flow sets it.", maxDescription)})
		steps = append(steps, flow.Set{Label: "Keep since when", Fields: []flow.Field{{Name: since, Value: now}}})
	}
	for _, s := range c.measured(t) {
		name, title := reachedField(t, s), schema.Title(s)
		c.kept(m, "reached."+s.Name, h.sobject, name, providers.Values{"label": cut("Reached "+title, maxLabel), "type": "DateTime",
			"description": cut(fmt.Sprintf("When the record first reached “%s” of %s. A flow sets it.", title, trackLabel(t)), maxDescription)})
		steps = append(steps, flow.Decide{Label: "Is it in " + title + " for the first time", Cases: []flow.Case{{Label: "First time in " + title,
			Formula: joined(c.entryEnv(t.Object, h.sobject).At(string(t.Address), string(s.Address)).String(), blank(name)),
			Steps:   []flow.Step{flow.Set{Label: "Keep when it reached " + title, Fields: []flow.Field{{Name: name, Value: now}}}}}}})
	}
	if len(steps) == 0 {
		return
	}
	f := &flow.Flow{Label: "Stage dates: " + t.Label() + " (" + h.sobject + ")", Object: h.sobject, On: flow.CreatedUpdated, Before: true, Order: orderAudit,
		Entry:       flow.Entry{Formula: joined(filled(h.field), "OR(ISNEW(), ISCHANGED({!$Record."+h.field+"}))")},
		Description: "Keeps the dates that reports about stages look at.", Steps: steps}
	if err := c.flow(m, "dates_"+h.sobject, false, f); err != nil {
		c.step(t.Address, false, "Keep the dates of stages by hand", err.Error()+".", fmt.Sprintf("Write down when records of %s change their stage; reports look at it.", h.sobject))
	}
}
