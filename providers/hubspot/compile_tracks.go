package hubspot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// home says where the stages of a track are kept.
type home int

const (
	inProperty  home = iota // options of a property of its own
	inLifecycle             // HubSpot's lifecycle stages
	inPipeline              // stages of a pipeline
)

// homeOf says where HubSpot keeps the stages of a track: lifecycles in a property, of which lifecyclestage is HubSpot's own,
// and pipelines in pipelines of those objects that have them.
func (c *compiler) homeOf(t *schema.Track) home {
	plural := c.names.plural(t.Object)
	people := plural == "contacts" || plural == "companies"
	switch {
	case people && c.trackProperty(t) == lifecycleProperty:
		return inLifecycle
	case t.Pipeline && !people:
		return inPipeline
	}
	return inProperty
}

// trackProperty is the property that holds the stage.
func (c *compiler) trackProperty(t *schema.Track) string {
	plural := c.names.plural(t.Object)
	people := plural == "contacts" || plural == "companies"
	switch {
	case t.Pipeline && !people:
		return stageProperty(plural)
	case t.CRM[provider] != "":
		return t.CRM[provider]
	}
	return t.PropertyName()
}

// pipelineKey is the natural key of the pipeline of a track.
func (c *compiler) pipelineKey(t *schema.Track) string {
	id := t.CRM[provider]
	if id == "" {
		id = t.Address.Key()
	}
	return key(c.names.plural(t.Object), id)
}

// stageID is the internal value of a stage: its own words for it, or a name that is unique in the account.
func (c *compiler) stageID(t *schema.Track, s *schema.Stage) string {
	own := s.CRM[provider]
	switch c.homeOf(t) {
	case inLifecycle:
		if isStandardStage(own) {
			return own
		}
		return lifecycleName("", schema.Title(s))
	case inPipeline:
		if own == "" {
			_, pipeline := under(c.pipelineKey(t))
			return pipeline + "_" + s.Name
		}
	}
	if own == "" {
		return s.Name
	}
	return own
}

// stageRef is what stands for a stage in documents.
func (c *compiler) stageRef(t *schema.Track, s *schema.Stage) string {
	switch id := c.stageID(t, s); c.homeOf(t) {
	case inLifecycle:
		return ref(refLifecycle, id)
	case inPipeline:
		return ref(refStage, key(c.pipelineKey(t), id))
	default:
		return id
	}
}

func (c *compiler) tracks() {
	for _, t := range c.a.Tracks() {
		if !c.owns(t.Object) {
			continue
		}
		switch c.homeOf(t) {
		case inLifecycle:
			c.lifecycle(t)
		case inPipeline:
			c.pipeline(t)
		default:
			c.stageOptions(t)
		}
	}
}

// stageOptions keeps a track in a property with an option for each stage.
func (c *compiler) stageOptions(t *schema.Track) {
	plural, name := c.names.plural(t.Object), c.trackProperty(t)
	property := key(plural, name)
	if own, _ := c.standardProperty(plural, name); own {
		c.diags.Errorf(diag.FieldConflict, t.Block.Base().Range, fmt.Sprintf("%s is a property of HubSpot's own", name),
			"Keep the stages in another one: property = \"our_%s\".", name)
		return
	}
	c.resource(typeProperty, t.Block.Base(), "", fmt.Sprintf("property “%s” of %s", t.Label(), plural), false, providers.Values{"object": plural, "name": name,
		"label": t.Label(), "type": "enumeration", "field_type": "select", "description": orNil(t.Description), "group": c.group(&schema.Field{Meta: *t.Block.Base()}, plural)})
	for i, s := range t.Stages {
		c.option(&s.Meta, "", property, c.stageID(t, s), schema.Title(s), s.Definition, false, i, fmt.Sprintf("stage “%s” of %s", s.Called(), t.Label()), s.Golden)
	}
}

// pipeline makes a pipeline with its stages, rules and permissions.
func (c *compiler) pipeline(t *schema.Track) {
	c.keepsIDs(t)
	m, k, label := t.Block.Base(), c.pipelineKey(t), fmt.Sprintf("pipeline “%s”", t.Label())
	plural, id := under(k)
	c.resource(typePipeline, m, "", label, false, providers.Values{"object": plural, "id": id, "label": t.Label()})
	for i, s := range t.Stages {
		v := providers.Values{"pipeline": k, "id": c.stageID(t, s), "label": schema.Title(s), "order": float64(i)}
		switch {
		case plural == "deals":
			v["probability"] = c.probability(t, i)
		case s.Outcome != "" && s.Outcome != "holding":
			v["closed"] = true
		default:
			v["closed"] = false
		}
		c.resource(typeStage, &s.Meta, "", fmt.Sprintf("stage “%s” of %s", s.Called(), t.Label()), s.Golden, v)
		c.permission(t, s, k)
	}
	c.room(t, plural, k)
	backward := c.recyclesWithin(t)
	if t.ForwardOnly && !backward || t.NoSkip {
		if c.lacking(pipelineRules) {
			c.step(m.Address, false, "Set the rules of "+label, "The API of this account cannot write pipeline rules.",
				"Settings > Objects > "+objectPage(plural)+" > Pipelines > "+t.Label()+" > Pipeline rules.", moveRules(t.ForwardOnly && !backward, t.NoSkip))
		} else {
			c.resource(typePipelineRules, m, "rules", "rules of "+label, false,
				providers.Values{"pipeline": k, "no_backward": t.ForwardOnly && !backward, "no_skipping": t.NoSkip})
		}
	}
	c.forecasts(t)
}

func moveRules(forward, whole bool) string {
	switch {
	case forward && whole:
		return "Turn on “Don't allow skipping stages” and “Don't allow moving backward”, for all stages."
	case whole:
		return "Turn on “Don't allow skipping stages”, for all stages."
	}
	return "Turn on “Don't allow moving backward”, for all stages."
}

// probability is the chance of a deal stage from 0 to 1, which HubSpot demands and keeps in steps of a tenth. A stage
// without one stands between its neighbours.
func (c *compiler) probability(t *schema.Track, i int) float64 {
	s := t.Stages[i]
	switch {
	case s.Outcome == "won":
		return 1
	case s.Outcome == "lost" || s.Outcome == "disqualified":
		return 0
	case s.Probability == nil:
		return float64(min(9, max(1, 10*(i+1)/(len(t.Stages)+1)))) / 10
	}
	p := float64(int(*s.Probability/10+0.5)) / 10
	if p*100 != *s.Probability {
		c.step(s.Address, false, "Mind the probabilities that HubSpot rounds", "HubSpot's API takes probabilities in steps of 10 %.",
			"Settings > Objects > Deals > Pipelines shows them. Forecasts weigh deals by what is there.",
			fmt.Sprintf("“%s” of %s gets %g %%; %g %% is declared.", schema.Title(s), t.Label(), p*100, *s.Probability))
	}
	return p
}

// recyclesWithin tells whether a handoff leads backward in the track, which HubSpot's rule would forbid.
func (c *compiler) recyclesWithin(t *schema.Track) bool {
	place := func(a schema.Address) int {
		return slices.IndexFunc(t.Stages, func(s *schema.Stage) bool { return s.Address == a })
	}
	for _, h := range c.a.Handoffs {
		if from, to := place(h.From), place(h.To); h.Recycle && from >= 0 && to >= 0 && to < from {
			return true
		}
	}
	return false
}

// permission lets only the team of a stage's owner change its records, when that is asked for.
func (c *compiler) permission(t *schema.Track, s *schema.Stage, pipeline string) {
	if !c.settings.restrictStages || s.Owner == "" {
		return
	}
	team := c.teamOf(s.Owner)
	if team == nil || len(team.Members) == 0 || c.lacking(stagePermissions) || c.lacking(teams) {
		c.step(s.Address, false, "Limit who edits records in the stages of “"+t.Label()+"”", "Owners of stages are no team with members, or the API of this account cannot write stage permissions.",
			"Settings > Objects > "+objectPage(c.names.plural(t.Object))+" > Pipelines > "+t.Label()+" > the stage > Edit access.",
			fmt.Sprintf("“%s”: %s.", schema.Title(s), schema.Title(c.a.Lookup(s.Owner))))
		return
	}
	c.resource(typePermissions, &s.Meta, "permissions", fmt.Sprintf("edit access to “%s”", schema.Title(s)), s.Golden,
		providers.Values{"stage": key(pipeline, c.stageID(t, s)), "teams": []any{schema.Title(team)}})
}

// teamOf is the team of a role, queue or team; nil for none.
func (c *compiler) teamOf(a schema.Address) *schema.Team {
	switch a.Kind() {
	case "role":
		if r := schema.Find[schema.Role](c.a, a); r != nil {
			return schema.Find[schema.Team](c.a, r.Team)
		}
	case "queue":
		if q := schema.Find[schema.Queue](c.a, a); q != nil {
			return schema.Find[schema.Team](c.a, q.Team)
		}
	}
	return schema.Find[schema.Team](c.a, a)
}

// room withholds a pipeline that the account has no room for.
func (c *compiler) room(t *schema.Track, plural, k string) {
	limits, known := c.portal.pipelineLimits[c.portal.objectID(plural)]
	live := c.portal.pipelines[plural]
	_, id := under(k)
	if !known || limits.Limit == 0 || slices.ContainsFunc(live, func(p api.Pipeline) bool { return p.ID == id }) {
		return
	}
	wanted := len(live)
	for _, r := range c.out.Resources {
		if o, id := under(r.Key); r.Type == typePipeline && o == plural && !slices.ContainsFunc(live, func(p api.Pipeline) bool { return p.ID == id }) {
			wanted++
		}
	}
	most := max(int(limits.Limit), 1)
	if wanted <= most {
		return
	}
	why := fmt.Sprintf("the account may have %d pipelines of %s and has %d", most, plural, len(live))
	c.diags.Warnf(diag.Unsupported, t.Block.Base().Range, fmt.Sprintf("There is no room for the pipeline “%s”", t.Label()),
		"%s. Take over one that is there with crm = { hubspot = \"ID\" }, delete one, or get a larger subscription. Until then the pipeline and all that needs it wait.", upperFirst(why))
	c.withhold(typePipeline, k, why)
}

func upperFirst(s string) string { return schema.Label("", s) }

// forecasts lists the forecast categories, which HubSpot keeps per pipeline in its settings.
func (c *compiler) forecasts(t *schema.Track) {
	var steps []string
	for _, s := range t.Stages {
		if s.Forecast != "" {
			steps = append(steps, fmt.Sprintf("%s is %s", schema.Title(s), schema.Label("", s.Forecast)))
		}
	}
	if len(steps) > 0 && c.names.plural(t.Object) == "deals" {
		c.step(t.Block.Base().Address, false, "Set the forecast categories", "No API reads or writes forecast categories of stages.",
			"Settings > Objects > Forecast > Stage mapping: choose each pipeline.", t.Label()+": "+strings.Join(steps, "; ")+".")
	}
}
