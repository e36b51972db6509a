package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// seedPlan is what the applied configuration asks of made-up records, worked
// out once: which objects, how many of each, which fields, which stages.
type seedPlan struct {
	a       *schema.Architecture
	ids     map[schema.Address]int64 // how positions name lifecycles, pipelines and stages
	seed    uint64
	now     time.Time
	gaps    float64
	objects []*seedObject // parents before children
	byName  map[string]*seedObject
	people  []string                             // identities of everybody active, for fields of type user
	into    map[schema.Address][]*schema.Handoff // handoffs by the stage that they lead to
	clocks  map[schema.Address][]*schema.SLA     // by the stage or field that starts them
}

// seedObject is one record type of a plan.
type seedObject struct {
	name     string
	stream   uint64 // keeps the random numbers of objects apart
	n        int
	first    int64 // id of record 0
	weight   int
	parent   *seedObject   // the record it hangs on, or nil
	via      []*seedObject // reached through parent: a deal's company is its contact's
	fields   []*seedField
	index    map[string]int // field name -> place in fields
	tracks   []*seedTrack
	shares   []float64 // pipelines: share of records, cumulative
	rollups  []*seedTrack
	scorings []*schema.Scoring
}

// seedField is a field with the maker of its values.
type seedField struct {
	*schema.Field
	prop     string
	make     func(*seedGen) any
	fill     float64 // how often it has a value when nothing demands one
	computed bool    // written from scores or the last move at the end
}

// seedTrack is a lifecycle or pipeline with the chances of its stages.
type seedTrack struct {
	*schema.Track
	id       int64 // how positions name the track
	stageIDs []int64
	cum      []float64  // cumulative chance of each stage
	needs    [][]string // per stage, the fields that a record there must have
	owners   [][]string // per stage, identities to own a record there
	rolls    *seedTrack // the lifecycle that it follows
	follow   []int      // stage of rolls -> stage here, -1 for none
}

// seedWeights is how many records of each object there are, relative to each other.
var seedWeights = map[string]int{"company": 20, "contact": 45, "lead": 10, "deal": 20, "project": 5}

// newSeedPlan works out a plan. It fails when the configuration uses no object.
func newSeedPlan(a *schema.Architecture, ids map[schema.Address]int64, o SeedOptions) (*seedPlan, error) {
	p := &seedPlan{a: a, ids: ids, seed: o.Seed, now: o.Now, gaps: o.Gaps, byName: map[string]*seedObject{},
		into: map[schema.Address][]*schema.Handoff{}, clocks: map[schema.Address][]*schema.SLA{}}
	for _, h := range a.Handoffs {
		p.into[h.To] = append(p.into[h.To], h)
	}
	for _, s := range a.SLAs {
		if s.Starts.Kind == "entering" || s.Starts.Kind == "set" {
			p.clocks[s.Starts.Target] = append(p.clocks[s.Starts.Target], s)
		}
	}
	for _, r := range a.Routings { // the time of an assignment starts the clock of the policy
		if s := schema.Find[schema.SLA](a, r.SLA); s != nil && r.AssignedAt != "" {
			p.clocks[r.AssignedAt] = append(p.clocks[r.AssignedAt], s)
		}
	}
	for _, t := range a.Teams {
		for _, m := range t.Members {
			if m.Active {
				p.people = append(p.people, m.Identity)
			}
		}
	}
	p.addObjects()
	if len(p.objects) == 0 {
		return nil, fmt.Errorf("the sandbox has no fields and no stages yet, so there is nothing to seed; apply an architecture first")
	}
	p.share(o.N)
	for _, s := range p.objects {
		p.addTracks(s)
	}
	for _, s := range p.objects {
		p.addRollups(s)
		p.addFields(s)
	}
	return p, nil
}

// addObjects finds the objects in use and orders them so that parents come first.
func (p *seedPlan) addObjects() {
	used := map[string]bool{}
	for _, t := range p.a.Tracks() {
		used[t.Object] = true
	}
	for _, f := range p.a.Fields {
		used[f.Object] = true
		if f.Type.Kind == "reference" {
			used[f.Type.Object] = true
		}
	}
	for _, name := range []string{"company", "contact", "lead", "deal", "project"} {
		if used[name] {
			p.addObject(name)
		}
	}
	for _, name := range p.a.ObjectNames() {
		if used[name] && p.byName[name] == nil {
			p.addObject(name)
		}
	}
}

// addObject appends an object, and the parent that it hangs on before it.
func (p *seedPlan) addObject(name string) {
	s := &seedObject{name: name, index: map[string]int{}, weight: 5, stream: hash64(name)}
	if w, ok := seedWeights[name]; ok {
		s.weight = w
	}
	for _, parent := range map[string][]string{"contact": {"company"}, "lead": {"company"}, "deal": {"contact", "company"}, "project": {"deal", "company"}}[name] {
		if s.parent == nil {
			s.parent = p.byName[parent]
		}
	}
	if _, known := seedWeights[name]; !known {
		for _, parent := range p.objects {
			if p.a.BelongsTo(name, parent.name) {
				s.parent = parent // the nearest one: the last in order
			}
		}
	}
	for up := s.parent; up != nil && up.parent != nil; up = up.parent {
		if p.a.BelongsTo(name, up.parent.name) {
			s.via = append(s.via, up.parent)
		}
	}
	p.objects = append(p.objects, s)
	p.byName[name] = s
}

// share divides n records among the objects by weight.
func (p *seedPlan) share(n int) {
	total, sum := 0, 0
	for _, s := range p.objects {
		total += s.weight
	}
	for i, s := range p.objects {
		s.n = n * s.weight / total
		if i == len(p.objects)-1 {
			s.n = n - sum
		}
		sum += s.n
	}
}

// addTracks gives every stage its chance: a funnel for the way forward, fixed shares for outcomes.
func (p *seedPlan) addTracks(s *seedObject) {
	var pipelines []float64
	for _, t := range p.a.Tracks() {
		if t.Object != s.name || len(t.Stages) == 0 {
			continue
		}
		st := &seedTrack{Track: t, id: p.ids[t.Address]}
		weights, sum, w := make([]float64, len(t.Stages)), 0.0, 1.0
		for i, stage := range t.Stages {
			switch stage.Outcome {
			case "won":
				weights[i] = 0.5
			case "lost":
				weights[i] = 0.45
			case "disqualified":
				weights[i] = 0.35
			case "holding":
				weights[i] = 0.2
			default:
				weights[i] = w
				w *= 0.66
			}
			sum += weights[i]
			st.addNeeds(p, stage)
			st.stageIDs = append(st.stageIDs, p.ids[stage.Address])
			st.owners = append(st.owners, p.holders(stage.Owner))
		}
		cum := 0.0
		for _, w := range weights {
			cum += w / sum
			st.cum = append(st.cum, cum)
		}
		s.tracks = append(s.tracks, st)
		if t.Pipeline {
			pipelines = append(pipelines, map[string]float64{"new_business": 6, "renewal": 2, "expansion": 2}[t.Block.(*schema.Pipeline).Type]+1)
		} else {
			pipelines = append(pipelines, 0)
		}
	}
	sum, cum := 0.0, 0.0
	for _, w := range pipelines {
		sum += w
	}
	for _, w := range pipelines {
		cum += w
		s.shares = append(s.shares, cum/max(sum, 1))
	}
}

// addNeeds lists the fields that a record in the stage must have had to get there.
func (t *seedTrack) addNeeds(p *seedPlan, stage *schema.Stage) {
	var need []string
	add := func(fields []schema.Address) {
		for _, f := range fields {
			if _, _, l := f.Split(); len(l) == 2 && l[0] == t.Object && !slices.Contains(need, l[1]) {
				need = append(need, l[1])
			}
		}
	}
	at := slices.Index(t.Stages, stage)
	for i, s := range t.Stages[:at+1] {
		if i < at && s.Outcome != "" {
			continue // lost deals did not pass through won
		}
		add(s.Requires)
		for _, h := range p.into[s.Address] {
			add(h.Owes)
		}
	}
	if stage.Revisit != "" {
		add([]schema.Address{stage.Revisit})
	}
	t.needs = append(t.needs, need)
}

// addRollups finds the lifecycles that follow the most advanced related record.
func (p *seedPlan) addRollups(s *seedObject) {
	for _, t := range s.tracks {
		l, ok := t.Block.(*schema.Lifecycle)
		if !ok || l.Rollup == "" {
			continue
		}
		src := p.a.Track(l.Rollup)
		if src == nil || p.byName[src.Object] == nil || p.byName[src.Object].parent != s {
			continue
		}
		for _, other := range p.byName[src.Object].tracks {
			if other.Address != src.Address {
				continue
			}
			t.rolls = other
			for _, st := range other.Stages {
				t.follow = append(t.follow, t.Rank(engine.RollupStage(t.Track, st.Address)))
			}
		}
		if t.rolls != nil {
			s.rollups = append(s.rollups, t)
		}
	}
}

// addFields lists the fields of an object in order of name, each with its maker.
func (p *seedPlan) addFields(s *seedObject) {
	scored := map[schema.Address]bool{}
	for _, sc := range p.a.Scorings {
		if sc.Object.Name() != s.name {
			continue
		}
		s.scorings = append(s.scorings, sc)
		scored[sc.Total] = true
		for _, d := range sc.Dimensions {
			scored[d.Field] = true
		}
		for _, b := range sc.Bands {
			scored[b.Field] = true
		}
	}
	reasons := map[schema.Address]bool{}
	for _, r := range p.a.Reasons {
		reasons[engine.ReasonField(r, s.name)] = true
	}
	tracked := map[string]bool{}
	moves := map[schema.Address]bool{}
	for _, t := range s.tracks {
		tracked[t.PropertyName()] = true
		if x := t.Audit; x != nil {
			moves[x.By], moves[x.At], moves[x.Basis] = true, true, true
		}
	}
	for _, f := range append(slices.Clone(p.a.Fields), madeFields(p.a, s.name)...) {
		if f.Object != s.name || tracked[propertyOf(f)] {
			continue
		}
		sf := &seedField{Field: f, prop: propertyOf(f), fill: 0.75, computed: scored[f.Address] || moves[f.Address]}
		switch {
		case reasons[f.Address] || strings.HasSuffix(f.Name, "_approval") || p.clocked(f):
			sf.fill = 0 // only where a stage asks for one, or a clock
		case f.Name == statusField:
			sf.fill = 1
		}
		if f.Required || p.crossReferenced(f) {
			sf.fill = 1
		}
		sf.make = p.maker(s, f)
		s.fields = append(s.fields, sf)
	}
	sort.Slice(s.fields, func(i, j int) bool { return s.fields[i].Name < s.fields[j].Name })
	for i, f := range s.fields {
		s.index[f.Name] = i
	}
}

// clocked tells whether the field is a time that starts or stops a clock.
func (p *seedPlan) clocked(f *schema.Field) bool {
	return (f.Type.Kind == "date" || f.Type.Kind == "datetime") && (p.clocks[f.Address] != nil ||
		slices.ContainsFunc(p.a.SLAs, func(s *schema.SLA) bool { return s.Stops.Kind == "set" && s.Stops.Target == f.Address }))
}

// crossReferenced tells whether a stage or handoff of another object asks for the field.
func (p *seedPlan) crossReferenced(f *schema.Field) bool {
	for _, t := range p.a.Tracks() {
		if t.Object == f.Object {
			continue
		}
		for _, s := range t.Stages {
			if slices.Contains(s.Requires, f.Address) {
				return true
			}
			for _, g := range s.Entry {
				for _, x := range expr.Fields(g.When.Expr) {
					if schema.FieldAddress(x.Object, x.Name) == f.Address {
						return true
					}
				}
			}
			for _, h := range p.into[s.Address] {
				if slices.Contains(h.Owes, f.Address) {
					return true
				}
			}
		}
	}
	return false
}

// holders lists the identities of the active people behind a role, queue or team; everybody when there are none.
func (p *seedPlan) holders(who schema.Address) []string {
	if out := engine.Holders(p.a, who); len(out) > 0 {
		return out
	}
	if len(p.people) == 0 && who != "" {
		return []string{string(who)} // no directory is applied: the role itself owns
	}
	return p.people
}

// hash64 is FNV-1a, so that a plan does not depend on the process.
func hash64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// reseed points a generator at the numbers that belong to one record and purpose.
func (p *seedPlan) reseed(pcg *rand.PCG, stream uint64, i int) {
	pcg.Seed(p.seed^stream, uint64(i)*0x9e3779b97f4a7c15+stream)
}
