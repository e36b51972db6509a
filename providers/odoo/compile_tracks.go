package odoo

import (
	"cmp"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// inStages tells whether the stages of a track are stages of Odoo: pipelines of leads and opportunities. All others are
// options of a field.
func (c *compiler) inStages(t *schema.Track) bool {
	return t.Pipeline && c.names.model(t.Object) == leadModel
}

// trackHome is the field that holds the stage of a track.
func (c *compiler) trackHome(t *schema.Track) home {
	h := home{model: c.names.model(t.Object), own: true}
	switch {
	case c.inStages(t):
		h.name, h.own = "stage_id", false
	case t.CRM[provider] != "":
		h.name = t.CRM[provider]
	default:
		h.name = ownName(t.PropertyName())
	}
	return h
}

// moves are the fields whose change moves a record within a track, or into it: what becomes an opportunity enters the pipeline whose stage it
// is in.
func (c *compiler) moves(t *schema.Track) []string {
	out := []string{c.trackHome(t).name}
	if c.inStages(t) {
		out = append(out, c.tells(t.Object)...)
	}
	return out
}

// stageKey is the natural key of the stage or option that is a stage.
func (c *compiler) stageKey(t *schema.Track, s *schema.Stage) string {
	if !c.inStages(t) {
		return key(c.trackHome(t).key(), stageValue(s))
	}
	if given := s.CRM[provider]; given != "" {
		return given
	}
	return external(s.Address, "")
}

// teamKey is the natural key of the team that is a pipeline.
func (c *compiler) teamKey(t *schema.Track) string {
	return cmp.Or(t.CRM[provider], external(t.Address, ""))
}

// stageValue is the value of the option that is a stage.
func stageValue(s *schema.Stage) string {
	if given := s.CRM[provider]; given != "" {
		return given
	}
	return s.Name
}

func (c *compiler) tracks() {
	for _, t := range c.a.Tracks() {
		switch {
		case !c.owns(t.Object):
		case c.inStages(t):
			c.pipeline(t)
		default:
			c.lifecycle(t)
		}
	}
}

// lifecycle keeps a track in a field with an option for each stage.
func (c *compiler) lifecycle(t *schema.Track) {
	h := c.trackHome(t)
	c.ownField(t.Block.Base(), "", t.Label(), "", providers.Values{"model": h.model, "name": h.name, "label": t.Label(), "type": "selection", "tracked": true,
		"help": orNil(t.Description)})
	for i, s := range t.Stages {
		c.resource(typeOption, &s.Meta, "", fmt.Sprintf("stage “%s” of %s", s.Called(), t.Label()), s.Golden,
			providers.Values{"field": h.key(), "value": stageValue(s), "label": schema.Title(s), "order": float64(i)})
	}
}

// pipeline makes a team with stages of its own.
func (c *compiler) pipeline(t *schema.Track) {
	m := t.Block.Base()
	team := c.identified(typeTeam, m, t.CRM[provider], "", fmt.Sprintf("pipeline “%s”", t.Label()), false,
		providers.Values{"name": t.Label(), "leads": t.Object == "lead", "opportunities": true})
	if team == nil {
		return
	}
	for _, s := range t.Stages {
		c.places += 10
		c.identified(typeStage, &s.Meta, s.CRM[provider], "", fmt.Sprintf("stage “%s” of %s", s.Called(), t.Label()), s.Golden, providers.Values{
			"name": schema.Title(s), "team": team.Key, "order": float64(c.places), "won": s.Outcome == "won", "fold": s.Outcome == "lost" || s.Outcome == "disqualified",
			"requirements": orNil(s.Definition)})
	}
}
