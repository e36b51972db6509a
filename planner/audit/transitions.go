package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

const (
	movesBack = "moves back that are permitted"
	leavesOut = "moves that leave stages out, as is permitted"
)

// transitions asks of each move who made it and on what basis, whether the moves of a record follow on each other without a gap, and
// whether the order of the flow permits them. A move of which nothing is known but that it must have been counts as one that was looked at.
func (c *crm) transitions(t *tally, p *population) {
	for i, track := range p.tracks {
		if !p.kept.Moves[track.Address] {
			n := 0
			for _, r := range p.judged {
				if r.at[i].rank != nowhere {
					n++
				}
				c.undeclared(t, r, i)
			}
			t.unknown(n, "%s does not keep moves in %s: how records came to their stage is not known", c.title, track.Label())
			continue
		}
		for _, r := range p.judged {
			c.undeclared(t, r, i)
			c.path(t, r, i)
		}
	}
}

// undeclared finds a record in a stage that nobody declared.
func (c *crm) undeclared(t *tally, r *record, track int) {
	if at := r.at[track]; at.rank == strange {
		flow := r.of.tracks[track]
		detail := ""
		if name := c.values.text(at.name); name != "" {
			detail = fmt.Sprintf("in %q", name)
		}
		t.Looked++
		t.Broken++
		t.find(r, UnknownStage, flow.Address, fmt.Sprintf("A record stands in a stage that %s does not have.", flow.Label()),
			"Move the records to a stage that is declared, or declare the stage.", detail)
	}
}

// path looks at all moves of a record in one track.
func (c *crm) path(t *tally, r *record, track int) {
	flow := r.of.tracks[track]
	at := r.at[track]
	where, known := at.made, at.made != untold
	gap := func(detail string) {
		t.Looked++
		t.Broken++
		t.find(r, LogGap, flow.Address, fmt.Sprintf("A move in %s is missing in the history: what comes next starts elsewhere than the last one ended.", flow.Label()),
			"Find out what writes the stage past the history: an import, a merge, an integration. Until then the path of the records is not proven.", detail)
	}
	var last *move
	for _, d := range r.doubts {
		if d.track < 0 || int(d.track) == track {
			c.unsurely(t, r, flow, d.why)
		}
	}
	hazy := false // whether what the record was in is not sure
	doubt := func(at int64) bool {
		why := r.doubtful(track, at)
		if hazy = why != ""; hazy {
			c.unsurely(t, r, flow, why)
		}
		return hazy
	}
	if at.rank != nowhere || where >= 0 {
		doubt(r.created)
	}
	for k := range r.moves {
		m := &r.moves[k]
		if int(m.track) != track {
			continue
		}
		unclear := hazy
		if doubt(m.at) {
			where, known, last = m.to, true, m
			continue
		}
		switch {
		case unclear:
		case !known && m.from != nowhere:
			c.noLog(t, r, track, fmt.Sprintf("in %s before %s", c.stageName(r, track, m.from), moment(m.at)))
		case known && m.from != where && !(flow.Pipeline && m.from == nowhere):
			gap(fmt.Sprintf("%s, then from %s at %s", c.stageName(r, track, where), c.stageName(r, track, m.from), moment(m.at)))
		}
		where, known, last = m.to, true, m
		c.step(t, r, k)
	}
	switch {
	case at.rank == where, hazy:
	case !known && at.rank != nowhere:
		c.noLog(t, r, track, "in "+c.stageName(r, track, at.rank))
	case known && !(at.rank == nowhere && flow.Pipeline && r.elsewhere(track)):
		detail := fmt.Sprintf("%s, now %s", c.stageName(r, track, where), c.stageName(r, track, at.rank))
		if last != nil {
			detail = fmt.Sprintf("%s at %s, now %s", c.stageName(r, track, where), moment(last.at), c.stageName(r, track, at.rank))
		}
		gap(detail)
	}
}

func (c *crm) unsurely(t *tally, r *record, flow *schema.Track, why string) {
	t.unsure(r, "%s: how records came to their stage is not judged for the time of which it is not sure, because %s", flow.Label(), why)
}

func (c *crm) noLog(t *tally, r *record, track int, detail string) {
	flow := r.of.tracks[track]
	t.Looked++
	t.Broken++
	t.find(r, NoLog, flow.Address, fmt.Sprintf("How a record came to a stage of %s is not in the history.", flow.Label()),
		"Find out what puts records there past the history: an import, a merge, an integration. Until then the path of the records is not proven.", detail)
}

// elsewhere tells whether a record is in another pipeline: it is in one at a time.
func (r *record) elsewhere(track int) bool {
	for i, t := range r.of.tracks {
		if i != track && t.Pipeline && r.at[i].rank != nowhere {
			return true
		}
	}
	return false
}

// stageName is a stage by its rank in words.
func (c *crm) stageName(r *record, track int, rank int16) string {
	switch {
	case rank >= 0:
		return schema.Title(r.of.tracks[track].Stages[rank])
	case rank == strange && r.at[track].rank == strange && c.values.text(r.at[track].name) != "":
		return fmt.Sprintf("%q", c.values.text(r.at[track].name))
	case rank == strange:
		return "a stage that is not declared"
	}
	return "no stage"
}

// step judges one move.
func (c *crm) step(t *tally, r *record, k int) {
	m := r.moves[k]
	track := int(m.track)
	flow := r.of.tracks[track]
	t.Looked++
	broken := false
	find := func(kind Kind, at schema.Address, what, todo string) {
		broken = true
		t.find(r, kind, at, what, todo, fmt.Sprintf("%s to %s at %s", c.stageName(r, track, m.from), c.stageName(r, track, m.to), moment(m.at)))
	}
	if known, tells := r.noted(k, auditField(flow, func(a *schema.Audit) schema.Address { return a.By })); !m.who && !(known && tells) {
		find(NobodyMoved, flow.Address, fmt.Sprintf("The history does not say who moved a record in %s.", flow.Label()),
			"Let every automation and integration write under an account of its own; moves by a deleted account stay unexplained.")
	}
	c.basis(t, r, k, find)
	if to := r.of.stageAt(track, m.to); to != "" && m.from != strange {
		step := c.order(r, m, to)
		switch x := step.Refusal; {
		case x == nil && step.Back:
			t.figures[movesBack]++
		case x == nil && len(step.Left) > 0:
			t.figures[leavesOut]++
		case x == nil:
		case x.Kind == engine.Skipped && rollsUp(flow):
			t.figures[leavesOut]++ // it follows other records, who left nothing out
		case x.Kind == engine.Skipped && m.from == nowhere && c.foreign(to):
			t.unsure(r, "%s: whether records came along a handoff from another flow, which may leave stages out, is not known", flow.Label())
		default:
			kind := map[engine.Kind]Kind{engine.Terminal: LeftEnd, engine.Backward: Backward, engine.Skipped: Skipped}[x.Kind]
			find(kind, x.Address, x.Message, map[Kind]string{
				LeftEnd:  "Look at why the records came back. If that is meant to be, declare a handoff with recycle = true.",
				Backward: "Look at why the records went back. If that is meant to be, declare a handoff with recycle = true.",
				Skipped:  "Check that what the stages left out stand for has happened. If the way is a permitted one, declare a handoff.",
			}[kind])
		}
	}
	if broken {
		t.Broken++
	}
}

// order judges the move by the order of the flow. Of a record that enters it, the handoffs of other flows count; there the
// moment before counts too, since one write may have moved both.
func (c *crm) order(r *record, m move, to schema.Address) engine.Step {
	flow := r.of.tracks[m.track].Address
	if m.from != nowhere || !c.reach.crossed[to] {
		return c.alone(r, m, to).order
	}
	s := engine.Order(c.arch, placed(c.see(r, m.at, around), flow, ""), to, instant(m.at))
	if s.Refusal != nil {
		if before := engine.Order(c.arch, placed(c.see(r, m.at-1, around), flow, ""), to, instant(m.at)); before.Refusal == nil {
			return before
		}
	}
	return s
}

// moveKind is a move from one stage of a flow to another.
type moveKind struct {
	track    *schema.Track
	from, to int16
}

// moveRule is what holds for all moves of a kind.
type moveRule struct {
	order   engine.Step
	reasons []*schema.Reasons
}

// alone is what holds for a move where no other flow counts: nothing of the record matters then but the stage that it leaves.
func (c *crm) alone(r *record, m move, to schema.Address) moveRule {
	k := moveKind{r.of.tracks[m.track], m.from, m.to}
	x, ok := c.rules[k]
	if !ok {
		rec := &engine.Record{Object: r.of.object, Stages: map[schema.Address]schema.Address{k.track.Address: r.of.stageAt(int(m.track), m.from)}}
		x = moveRule{engine.Order(c.arch, rec, to, c.now), engine.ReasonLists(c.arch, rec, to, c.now)}
		c.rules[k] = x
	}
	return x
}

// foreign tells whether a handoff from another flow leads to a stage, of which it is not known who was in it when.
func (c *crm) foreign(to schema.Address) bool {
	track := c.arch.Track(to)
	for _, h := range c.arch.Handoffs {
		leads := h.To == to
		for _, x := range h.Outcomes {
			leads = leads || x.To == to
		}
		from := c.arch.Track(h.From)
		if !leads || from == nil || from.Address == track.Address {
			continue
		}
		if p := c.populations[from.Object]; p == nil || p.failed || !p.kept.Moves[from.Address] {
			return true
		}
	}
	return false
}

// basis asks for a reason where the stage or handoff asks for a code, else for the basis of the move where the flow keeps one.
func (c *crm) basis(t *tally, r *record, k int, find func(Kind, schema.Address, string, string)) {
	m := r.moves[k]
	track := int(m.track)
	flow := r.of.tracks[track]
	to := r.of.stageAt(track, m.to)
	if to == "" {
		return
	}
	known, tells, absent := true, false, false
	look := func(k, t bool) { known, tells = known && k, tells || t }
	lists := c.reasons(r, m, to)
	field := auditField(flow, func(a *schema.Audit) schema.Address { return a.Basis })
	var titles []string
	for _, l := range lists {
		look(true, m.basis > 0 && slices.ContainsFunc(l.Codes, func(x *schema.ReasonCode) bool {
			return c.code(x.Name) == m.basis || c.code(schema.Title(x)) == m.basis
		}))
		look(c.inField(r, k, l))
		absent = absent || r.of.kept.Absent[engine.ReasonField(l, r.of.object).Name()]
		titles = append(titles, schema.Title(l))
	}
	if len(lists) == 0 {
		if field == "" || m.basis != noBasis {
			return
		}
		look(r.noted(k, field))
		absent = r.of.kept.Absent[field.Name()]
	}
	switch {
	case tells:
	case absent:
		t.unsure(r, "%s: %s does not show on what basis records moved", flow.Label(), c.title)
	case !known:
		t.unsure(r, "%s: on what basis records moved before their last move is not kept by %s", flow.Label(), c.title)
	case len(lists) > 0:
		find(NoBasis, to, fmt.Sprintf("A move to %s needs a reason (%s), and none of its codes was given.", c.called(to), diag.Join(titles, "and")),
			"Ask those who moved the records for the reason, and write it down while they know it.")
	default:
		find(NoBasis, flow.Address, fmt.Sprintf("A move in %s was made on no basis that is written down.", flow.Label()),
			fmt.Sprintf("Ask those who moved the records for the basis, and write it into %s.", c.called(field)))
	}
}

// basisOf is the basis of a move.
func (c *crm) basisOf(basis string) int16 {
	if code := c.code(basis); code != 0 || blank(basis) {
		return code
	}
	return aBasis
}

// code is the number of a code of a list of reasons that is a basis, by its name or label, alone or before a colon; 0 for none.
func (c *crm) code(basis string) int16 {
	code, _, _ := strings.Cut(basis, ":")
	return c.codes[strings.ToLower(strings.TrimSpace(code))]
}

func codesOf(a *schema.Architecture) map[string]int16 {
	out := map[string]int16{}
	for _, l := range a.Reasons {
		for _, x := range l.Codes {
			for _, s := range []string{strings.ToLower(x.Name), strings.ToLower(schema.Title(x))} {
				if out[s] == 0 {
					out[s] = int16(len(out) + 1)
				}
			}
		}
	}
	return out
}

// reasons are the lists of which a code must come with a move.
func (c *crm) reasons(r *record, m move, to schema.Address) []*schema.Reasons {
	if m.from != nowhere || !c.reach.crossed[to] {
		return c.alone(r, m, to).reasons
	}
	return engine.ReasonLists(c.arch, placed(c.see(r, m.at-1, around), r.of.tracks[m.track].Address, ""), to, instant(m.at))
}

// inField tells whether the field of a list had a value until the next move. One of a related record is asked as it is now.
func (c *crm) inField(r *record, k int, l *schema.Reasons) (known, tells bool) {
	f := engine.ReasonField(l, r.of.object)
	if fieldObject(f) == r.of.object {
		return r.noted(k, f)
	}
	for _, o := range r.links {
		if o.of.object == fieldObject(f) && !engine.Missing(o.field(f.Name(), present)) {
			return true, true
		}
	}
	return c.populations[fieldObject(f)] != nil, false
}

// noted tells whether a field of the record itself had a value between a move and the next one in its track, and whether that is
// known: where changes of the field are not kept it is of the last move alone.
func (r *record) noted(k int, f schema.Address) (known, tells bool) {
	if f == "" {
		return false, false
	}
	until := int64(present)
	for _, m := range r.moves[k+1:] {
		if m.track == r.moves[k].track {
			until = max(m.at-1, r.moves[k].at)
			break
		}
	}
	if until != present && !r.of.kept.Fields[f.Name()] {
		return false, false
	}
	return true, !engine.Missing(r.field(f.Name(), until))
}

// auditField is one of the fields that keep the last move on the record; "" where there is none.
func auditField(t *schema.Track, pick func(*schema.Audit) schema.Address) schema.Address {
	if t.Audit == nil {
		return ""
	}
	return pick(t.Audit)
}

// rollsUp tells whether the records of a flow follow others.
func rollsUp(t *schema.Track) bool {
	l, ok := t.Block.(*schema.Lifecycle)
	return ok && l.Rollup != ""
}
