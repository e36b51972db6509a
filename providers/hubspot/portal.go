package hubspot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// feature is something that not every account has, or not every token may use.
type feature string

const (
	workflows        feature = "workflows"
	lists            feature = "lists"
	leadScores       feature = "lead scores"
	pipelineRules    feature = "pipeline rules"
	stagePermissions feature = "stage edit permissions"
	customObjects    feature = "custom objects"
	teams            feature = "teams"
	leadObject       feature = "the lead object"
	users            feature = "the people who own records"
)

// featureDocs say of each feature, for manual steps and warnings, which plan has it and which scope reads and writes it.
// Sources: HubSpot's product and services catalog, and the scopes that its published specifications name.
var featureDocs = map[feature]struct{ plan, scopes string }{
	workflows:        {"Professional", "automation"},
	lists:            {"", "crm.lists.read, crm.lists.write"},
	leadScores:       {"Professional", "mh-lead-scoring-view, mh-lead-scoring-edit"},
	pipelineRules:    {"Professional", "crm-pipelines-governance-read, crm-pipelines-governance-write"},
	stagePermissions: {"Professional", "crm-pipelines-locked-stages-access, crm-pipelines-locked-stages-write"},
	customObjects:    {"Enterprise", "crm.schemas.custom.read, crm.schemas.custom.write"},
	teams:            {"", "settings.users.teams.read, settings.users.teams.write"},
	leadObject:       {"Sales Hub Professional", "crm.objects.leads.read, crm.objects.leads.write"},
	users:            {"", "crm.objects.owners.read"},
}

// portal is what was learned of an account when it was opened. Of the zero portal nothing is known: for compiling without
// an account, it can do everything and holds what every account starts with.
type portal struct {
	known   bool
	details api.Details
	// lacks are the features that could not be used, and why.
	lacks map[feature]error
	// denied are the objects whose properties could not be read, by plural name, and why.
	denied map[string]error
	// properties are those of each object, by plural and by internal name.
	properties map[string]map[string]api.Property
	pipelines  map[string][]api.Pipeline // but lifecycle stages
	schemas    []api.Schema              // as listed; see custom
	owners     []api.Owner
	teams      []api.Team
	// lifecycle are the lifecycle stages in order; onlyOptions tells that they could be read as options of the property alone.
	lifecycle   []api.Stage
	onlyOptions bool
	// companies are the lifecycle stages of companies, where they differ from those of contacts.
	companies []api.Stage
	// limits are how many pipelines and properties of its own each object may have, by object type id.
	pipelineLimits, propertyLimits map[string]api.ObjectLimit

	// made and gone are the custom objects that were written since the account was opened, by object type id: what HubSpot
	// lists lags behind by minutes. Nothing else changes once the account is open.
	mu   sync.Mutex
	made map[string]api.Schema
	gone map[string]bool
}

// can tells whether the account has a feature.
func (p *portal) can(f feature) bool { return f == "" || p.lacks[f] == nil }

// objects lists the objects that can be read, by plural name: standard ones, then custom ones.
func (p *portal) objects() []string {
	var out []string
	for _, s := range standardObjects {
		if p.denied[s.plural] == nil && (s.name != "lead" || p.can(leadObject)) {
			out = append(out, s.plural)
		}
	}
	for _, s := range p.custom() {
		if p.denied[s.Name] == nil {
			out = append(out, s.Name)
		}
	}
	return out
}

// hasGroup tells whether properties of an object stand in a group.
func (p *portal) hasGroup(plural, name string) bool {
	for _, x := range p.properties[plural] {
		if x.GroupName == name {
			return true
		}
	}
	return false
}

// objectID is the object type id of an object; its name when it is not known.
func (p *portal) objectID(plural string) string {
	if s := standardOf(plural); s != nil {
		return s.id
	}
	return p.pathName(plural)
}

// pathName is what paths of the API call an object: its name, or the object type id of a custom one, whose plain name the
// API does not take.
func (p *portal) pathName(plural string) string {
	for _, s := range p.custom() {
		if s.Name == plural {
			return s.ObjectTypeID
		}
	}
	return plural
}

// whole is the portal as if nothing were lacking.
func (p *portal) whole() *portal {
	return &portal{known: p.known, details: p.details, properties: p.properties, pipelines: p.pipelines, schemas: p.custom(), owners: p.owners, teams: p.teams,
		lifecycle: p.lifecycle, onlyOptions: p.onlyOptions, companies: p.companies, pipelineLimits: p.pipelineLimits, propertyLimits: p.propertyLimits}
}

// custom are the custom objects as they are now.
func (p *portal) custom() []api.Schema { return p.current(p.schemas) }

// current brings custom objects that HubSpot listed up to what was written since the account was opened.
func (p *portal) current(listed []api.Schema) []api.Schema {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []api.Schema
	seen := map[string]bool{}
	for _, s := range listed {
		if made, ok := p.made[s.ObjectTypeID]; ok {
			s = made
		}
		if seen[s.ObjectTypeID] = true; !p.gone[s.ObjectTypeID] {
			out = append(out, s)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.made)) {
		if !seen[id] {
			out = append(out, p.made[id])
		}
	}
	return out
}

// wrote notes a custom object that was created or changed.
func (p *portal) wrote(s api.Schema) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil {
		p.made = map[string]api.Schema{}
	}
	p.made[s.ObjectTypeID] = s
}

// deleted notes that a custom object is gone.
func (p *portal) deleted(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone == nil {
		p.gone = map[string]bool{}
	}
	p.gone[id] = true
	delete(p.made, id)
}

// refused tells whether the account or the token is what stands in the way, rather than a failure.
func refused(err error) bool {
	return providers.IsKind(err, providers.Permission) || providers.IsKind(err, providers.NotFound) || providers.IsKind(err, providers.Invalid)
}

// learner collects what requests at the same time find out.
type learner struct {
	ctx context.Context
	c   *api.Client
	mu  sync.Mutex
	wg  sync.WaitGroup
	err error
}

// ask runs a request. A refusal goes to refuse, when there is one; any other error ends the learning.
func (l *learner) ask(request func(context.Context) error, refuse func(error)) {
	l.wg.Go(func() {
		err := request(l.ctx)
		l.mu.Lock()
		defer l.mu.Unlock()
		switch {
		case err == nil:
		case refuse != nil && refused(err):
			refuse(err)
		case l.err == nil:
			l.err = err
		}
	})
}

// note keeps a result.
func (l *learner) note(set func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	set()
}

// learn reads what compiling needs to know of an account, unless it is another one than wanted (0: any).
func learn(ctx context.Context, c *api.Client, wanted int64) (*portal, error) {
	d, err := c.Details(ctx)
	if err != nil {
		return nil, err
	}
	if wanted != 0 && d.PortalID != wanted {
		return nil, &providers.Error{Kind: providers.Permission, Attribute: "portal_id",
			Message: fmt.Sprintf("the token belongs to account %d, and the environment is for account %d", d.PortalID, wanted)}
	}
	p := &portal{known: true, details: *d, lacks: map[feature]error{}, denied: map[string]error{},
		properties: map[string]map[string]api.Property{}, pipelines: map[string][]api.Pipeline{}}
	l := &learner{ctx: ctx, c: c}
	lack := func(f feature) func(error) { return func(err error) { p.lacks[f] = err } }
	for _, s := range standardObjects {
		if s.name == "lead" {
			l.ask(func(ctx context.Context) error {
				on, err := c.Enabled(ctx, s.id)
				if err == nil && !on {
					err = &providers.Error{Kind: providers.NotFound, Message: "leads are not switched on: Settings > Objects > Leads"}
				}
				if err != nil {
					return err
				}
				return p.object(ctx, l, s.plural, s.plural)
			}, lack(leadObject))
			continue
		}
		l.ask(func(ctx context.Context) error { return p.object(ctx, l, s.plural, s.plural) }, func(err error) { p.denied[s.plural] = err })
	}
	l.ask(func(ctx context.Context) error {
		list, err := c.Schemas(ctx)
		l.note(func() { p.schemas = list })
		return err
	}, lack(customObjects))
	l.ask(func(ctx context.Context) error {
		list, err := api.Collect(c.Owners(ctx, false))
		l.note(func() { p.owners = list })
		return err
	}, lack(users))
	l.ask(func(ctx context.Context) error {
		list, err := c.Teams(ctx)
		l.note(func() { p.teams = list })
		return err
	}, lack(teams))
	l.ask(func(ctx context.Context) error { return first(c.Flows(ctx)) }, lack(workflows))
	l.ask(func(ctx context.Context) error { return first(c.AllLists(ctx)) }, lack(lists))
	l.ask(func(ctx context.Context) error { return first(c.Scores(ctx)) }, lack(leadScores))
	for of, read := range map[*map[string]api.ObjectLimit]func(context.Context) ([]api.ObjectLimit, error){
		&p.pipelineLimits: c.PipelineLimits, &p.propertyLimits: c.PropertyLimits} {
		l.ask(func(ctx context.Context) error {
			list, err := read(ctx)
			m := map[string]api.ObjectLimit{}
			for _, o := range list {
				m[o.ObjectTypeID] = o
			}
			l.note(func() { *of = m })
			return err
		}, func(error) {})
	}
	l.wg.Wait()
	if l.err != nil {
		return nil, l.err
	}
	probed := p.anyPipeline()
	for _, s := range p.schemas {
		l.ask(func(ctx context.Context) error { return p.object(ctx, l, s.Name, s.ObjectTypeID) }, func(err error) { p.denied[s.Name] = err })
	}
	if probed == nil {
		none := &providers.Error{Kind: providers.NotFound, Message: "no pipeline of deals or tickets could be read"}
		l.note(func() { p.lacks[pipelineRules], p.lacks[stagePermissions] = none, none })
	} else {
		l.ask(func(ctx context.Context) error {
			_, err := c.PipelineRules(ctx, probed[0], probed[1])
			return err
		}, lack(pipelineRules))
		l.ask(func(ctx context.Context) error {
			_, err := c.StagePermissions(ctx, probed[0], probed[1])
			return err
		}, lack(stagePermissions))
	}
	l.wg.Wait()
	if l.err != nil {
		return nil, l.err
	}
	return p, nil
}

// anyPipeline gives the object type id and the id of a pipeline, by whose rules and permissions the account is asked
// whether it has such; nil without one.
func (p *portal) anyPipeline() []string {
	for _, plural := range []string{"deals", "tickets"} {
		for _, x := range p.pipelines[plural] {
			return []string{p.objectID(plural), x.ID}
		}
	}
	return nil
}

// object reads the properties and pipelines of an object; path is what paths of the API call it.
func (p *portal) object(ctx context.Context, l *learner, plural, path string) error {
	list, err := l.c.Properties(ctx, path, false)
	if err != nil {
		return err
	}
	byName := make(map[string]api.Property, len(list))
	for _, x := range list {
		byName[x.Name] = x
	}
	l.note(func() { p.properties[plural] = byName })
	pipelines, err := l.c.Pipelines(ctx, path)
	if plural == "contacts" || plural == "companies" {
		stages, only := lifecycleOf(pipelines, byName[lifecycleProperty])
		if err != nil && !refused(err) {
			return err
		}
		l.note(func() {
			if plural == "contacts" {
				p.lifecycle, p.onlyOptions = stages, only
			} else {
				p.companies = stages
			}
		})
		return nil
	}
	if err != nil && !refused(err) {
		return err
	}
	l.note(func() { p.pipelines[plural] = pipelines })
	return nil
}

// lifecycleOf gives the lifecycle stages of contacts or companies: as a pipeline, or else as options of the property.
func lifecycleOf(pipelines []api.Pipeline, property api.Property) (stages []api.Stage, onlyOptions bool) {
	for _, x := range pipelines {
		if strings.HasSuffix(x.ID, "-lifecycle-pipeline") {
			return x.Stages, false
		}
	}
	for _, o := range property.Options {
		stages = append(stages, api.Stage{ID: o.Value, Label: o.Label, DisplayOrder: o.DisplayOrder})
	}
	return stages, true
}

// first asks for the first page of a listing alone.
func first[T any](seq func(func(T, error) bool)) (err error) {
	seq(func(_ T, e error) bool { err = e; return false })
	return err
}
