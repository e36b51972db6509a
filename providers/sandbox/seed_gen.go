package sandbox

import (
	"math/rand/v2"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// seedRecord is one made-up record.
type seedRecord struct {
	object     *seedObject
	i          int
	vals       []any // by place in object.fields; nil is no value
	owner      string
	created    time.Time
	updated    time.Time
	active     time.Time // last activity; zero for none
	stages     []int     // by track: place of the stage, -1 for none
	entered    []time.Time
	activities []seedActivity
	moves      []seedMove
	sets       []seedSet
	raised     []seedRaised
	gap        bool // lacks a fact on purpose
}

type seedActivity struct {
	name string
	at   time.Time
}

// seedGen makes records. Each record depends on the plan, its object and its
// number only, so a related record can be made again when it is looked at.
type seedGen struct {
	p      *seedPlan
	pcg    *rand.PCG
	r      *rand.Rand
	rec    *seedRecord
	person person
	firm   firm
	parent *seedGen // makes the record that this one hangs on
	last   int      // number of the record that rec holds, -1 for none
	cached *engine.Record
}

type person struct{ given, family, email string }

type firm struct{ name, domain string }

// generator makes a seedGen for the records of an object.
func (p *seedPlan) generator(s *seedObject) *seedGen {
	pcg := rand.NewPCG(0, 0)
	g := &seedGen{p: p, pcg: pcg, r: rand.New(pcg), last: -1}
	g.rec = &seedRecord{object: s, vals: make([]any, len(s.fields)),
		stages: make([]int, len(s.tracks)), entered: make([]time.Time, len(s.tracks))}
	if s.parent != nil {
		g.parent = p.generator(s.parent)
	}
	return g
}

// at gives the generator of the record of an object that the current one is related to; nil for none.
func (g *seedGen) at(object string) *seedGen {
	for x := g; x != nil; x = x.parent {
		if x.rec.object.name == object {
			return x
		}
	}
	return nil
}

// parentOf is the number of the record that record i of s hangs on.
func (p *seedPlan) parentOf(s *seedObject, i int) int {
	n := s.parent.n
	if n == 0 {
		return -1
	}
	if s.name == "project" && s.parent.name == "deal" {
		// the first won deal in this project's stretch of the deals
		lo, hi := i*n/s.n, (i+1)*n/s.n
		for d := lo; d < hi; d++ {
			if p.won(s.parent, d) {
				return d
			}
		}
		return min(lo, n-1)
	}
	jitter := float64(mix(p.seed^s.stream, uint64(i))>>11) / (1 << 53) // 0 to 1
	return min(int((float64(i)+0.8*jitter)*float64(n)/float64(s.n)), n-1)
}

// won tells whether record i is in a stage with outcome won.
func (p *seedPlan) won(s *seedObject, i int) bool {
	pcg := rand.NewPCG(0, 0)
	stages := make([]int, len(s.tracks))
	p.draw(s, i, pcg, rand.New(pcg), stages)
	for t, at := range stages {
		if at >= 0 && s.tracks[t].Stages[at].Outcome == "won" {
			return true
		}
	}
	return false
}

// draw decides the stages of record i, without rollups.
func (p *seedPlan) draw(s *seedObject, i int, pcg *rand.PCG, r *rand.Rand, stages []int) {
	p.reseed(pcg, s.stream^0x57a6e5, i)
	pipe, through := r.Float64(), true
	for t, tr := range s.tracks {
		stages[t] = -1
		x := r.Float64()
		if tr.Pipeline {
			if pipe < s.shares[t] {
				stages[t], pipe = place(tr.cum, x), 2
			}
			continue
		}
		if tr.rolls != nil {
			continue
		}
		// A record enters the next lifecycle once it has come through the one before.
		if through {
			stages[t] = place(tr.cum, x)
			end := tr.Stages[stages[t]]
			through = stages[t] == lastForward(tr.Track) || end.Outcome == "won"
		}
	}
}

// lastForward is the place of the last stage that is no loss.
func lastForward(t *schema.Track) int {
	for i := len(t.Stages) - 1; i >= 0; i-- {
		if o := t.Stages[i].Outcome; o == "" || o == "won" {
			return i
		}
	}
	return -1
}

// place finds the slot of x in cumulative chances.
func place(cum []float64, x float64) int {
	for i, c := range cum {
		if x < c {
			return i
		}
	}
	return len(cum) - 1
}

// record makes record i; the result is overwritten by the next call.
func (g *seedGen) record(i int) *seedRecord {
	if g.last == i {
		return g.rec
	}
	g.last, g.cached = i, nil
	rec, s, p := g.rec, g.rec.object, g.p
	rec.i, rec.gap, rec.activities = i, false, rec.activities[:0]
	clear(rec.vals)
	if g.parent != nil {
		if up := p.parentOf(s, i); up >= 0 {
			g.parent.record(up)
		}
	}
	p.draw(s, i, g.pcg, g.r, rec.stages)
	for _, t := range s.rollups {
		p.rollup(g, t, i)
	}
	p.reseed(g.pcg, s.stream, i)
	g.times()
	g.identity()
	for f, field := range s.fields {
		if !field.computed && g.r.Float64() < field.fill {
			rec.vals[f] = field.make(g)
		}
	}
	g.own()
	g.soften()
	g.meetStages()
	g.path()
	g.pace()
	g.audit()
	g.keepClocks()
	g.keepValid()
	g.score()
	g.leaveGap()
	return rec
}

// rollup puts a record where its most advanced child is.
func (p *seedPlan) rollup(g *seedGen, t *seedTrack, i int) {
	s, child := g.rec.object, p.byName[t.rolls.Object]
	at := 0
	for k, x := range s.tracks {
		if x == t {
			at = k
		}
	}
	src := 0
	for k, x := range child.tracks {
		if x == t.rolls {
			src = k
		}
	}
	best := -1
	stages := make([]int, len(child.tracks))
	for c := max(0, i*child.n/max(s.n, 1)-2); c < child.n && c <= (i+1)*child.n/max(s.n, 1)+1; c++ {
		if p.parentOf(child, c) != i {
			continue
		}
		p.draw(child, c, g.pcg, g.r, stages)
		if k := stages[src]; k >= 0 && t.follow[k] > best {
			best = t.follow[k]
		}
	}
	g.rec.stages[at] = best
}

// times spreads the record over the last 18 months: created, one entry into each track's stage, the last activity.
func (g *seedGen) times() {
	rec, now := g.rec, g.p.now
	age := time.Duration(g.r.Float64() * g.r.Float64() * float64(540*24*time.Hour))
	rec.created = now.Add(-age - time.Hour).Truncate(time.Minute)
	if g.parent != nil && g.parent.last >= 0 && rec.created.Before(g.parent.rec.created) {
		rec.created = g.parent.rec.created // what it hangs on was there before
	}
	g.begin()
	last := rec.created
	for t, at := range rec.stages {
		if at < 0 {
			continue
		}
		left := now.Sub(last)
		rec.entered[t] = last.Add(time.Duration(g.r.Float64() * float64(left))).Truncate(time.Minute)
		last = rec.entered[t]
	}
	rec.updated = last.Add(time.Duration(g.r.Float64() * float64(now.Sub(last)))).Truncate(time.Minute)
	rec.active = time.Time{}
	if g.r.Float64() < 0.85 {
		rec.active = rec.updated
	}
}

// audit says in the fields of an audit block what the history of the record says.
func (g *seedGen) audit() {
	s := g.rec.object
	for t, track := range s.tracks {
		x := track.Audit
		if x == nil || g.rec.stages[t] < 0 {
			continue
		}
		for field, v := range map[schema.Address]any{x.By: seedActor, x.At: g.rec.entered[t], x.Basis: seedBasis} {
			if field == "" {
				continue
			}
			f, ok := s.index[field.Name()]
			if !ok {
				continue
			}
			if at, isTime := v.(time.Time); isTime {
				v = at.UTC().Format(time.RFC3339)
				if s.fields[f].Type.Kind == "date" {
					v = at.Format(time.DateOnly)
				}
			}
			g.rec.vals[f] = v
		}
	}
}

// identity decides who or what the record is, before any field is made.
func (g *seedGen) identity() {
	switch s := g.rec.object; s.name {
	case "company":
		g.firm = makeFirm(g.p.seed, g.rec.i)
		return
	}
	if c := g.at("company"); c != nil {
		g.firm = c.firm
	} else {
		g.firm = makeFirm(g.p.seed^1, g.rec.i)
	}
	if c := g.at("contact"); c != nil && c != g {
		g.person = c.person
		return
	}
	n := nameSlugs()
	a, b := g.r.IntN(len(givenNames)), g.r.IntN(len(familyNames))
	g.person = person{givenNames[a], familyNames[b], n.given[a] + "." + n.family[b] + "@" + g.firm.domain}
}

// makeFirm names company i; no two have the same name.
func makeFirm(seed uint64, i int) firm {
	combos := len(companyFirst) * len(companySecond)
	k := (i*1009 + int(seed%uint64(combos))) % combos // 1009 is coprime to the number of combinations
	word := companyFirst[k%len(companyFirst)] + companySecond[k/len(companyFirst)]
	end := companyEnd[mix(seed, uint64(i))%uint64(len(companyEnd))]
	if round := i / combos; round > 0 {
		n := itoa(round + 1)
		return firm{word + " " + n + " " + end, slug(word) + "-" + n + ".example"}
	}
	return firm{word + " " + end, slug(word) + ".example"}
}

// own gives the record an owner who answers for its stage; one in a hundred has none.
func (g *seedGen) own() {
	rec := g.rec
	rec.owner = ""
	x, k := g.r.Float64(), g.r.IntN(1<<30)
	if x < 0.01*min(1, g.p.gaps*20) {
		return
	}
	pool := g.p.people
	for t := len(rec.stages) - 1; t >= 0; t-- {
		if at := rec.stages[t]; at >= 0 {
			pool = rec.object.tracks[t].owners[at]
			break
		}
	}
	if len(pool) > 0 {
		rec.owner = pool[k%len(pool)]
	}
}

// leaveGap takes away one fact that the stage demands, from a share of the records.
func (g *seedGen) leaveGap() {
	rec := g.rec
	x, k := g.r.Float64(), g.r.IntN(1<<30)
	if x >= g.p.gaps {
		return
	}
	for t := len(rec.stages) - 1; t >= 0; t-- {
		if at := rec.stages[t]; at >= 0 {
			if needs := rec.object.tracks[t].needs[at]; len(needs) > 0 {
				if f, ok := rec.object.index[needs[k%len(needs)]]; ok {
					rec.vals[f], rec.gap = nil, true
				}
				return
			}
		}
	}
}

// mix is a hash of two numbers (splitmix64).
func mix(a, b uint64) uint64 {
	z := a + b*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
