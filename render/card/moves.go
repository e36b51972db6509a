package card

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// move is a way out of a stage.
type move struct {
	to    []word // where to
	owner owner  // who owns the record then
	sla   []word
	back  bool
	plain bool // no more than the step to the next stage
}

// moves lists the ways out of a stage: its handoffs, the other answers that they allow, where its exit
// criteria lead, and the next stage. Ways back come last.
func (r *reader) moves(t *schema.Track, s *schema.Stage) []move {
	var out []move
	known := map[schema.Address]bool{}
	handoffs := slices.DeleteFunc(slices.Clone(r.a.Handoffs), func(h *schema.Handoff) bool { return h.From != s.Address })
	slices.SortStableFunc(handoffs, func(x, y *schema.Handoff) int { return t.Rank(x.To) - t.Rank(y.To) })
	for _, h := range handoffs {
		known[h.To] = true
		m := r.move(t, h.To, h.Owner)
		m.back = h.Recycle
		if sla := schema.Find[schema.SLA](r.a, h.SLA); sla != nil {
			r.clocks = true
			m.sla = []word{r.word("· "+limit(sla), "soft")}
		}
		out = append(out, m)
	}
	other := func(to schema.Address, plain bool) {
		if to == "" || known[to] || to == s.Address {
			return
		}
		known[to] = true
		m := r.move(t, to, r.ownerOf(to))
		m.plain = plain
		m.back = t.Rank(to) >= 0 && t.Rank(to) < t.Rank(s.Address)
		out = append(out, m)
	}
	for _, h := range handoffs {
		for _, o := range h.Outcomes {
			other(o.To, false)
		}
	}
	next := schema.Address("")
	if i := t.Rank(s.Address) + 1; s.Outcome == "" && i < len(t.Stages) && (t.Stages[i].Outcome == "" || t.Stages[i].Outcome == "won") {
		next = t.Stages[i].Address
	}
	for _, g := range s.Exit {
		other(g.Then, g.Then == next)
	}
	other(next, true)
	slices.SortStableFunc(out, func(x, y move) int { return rank(x.back) - rank(y.back) })
	return out
}

func rank(back bool) int {
	if back {
		return 1
	}
	return 0
}

// move says where a record goes and who owns it then.
func (r *reader) move(t *schema.Track, to, owner schema.Address) move {
	return move{to: r.words(r.target(t, to), "move "+t.Domain), owner: r.owner(owner, "text")}
}

// owner is a role, queue or team by its title and by its abbreviation.
type owner struct {
	address     schema.Address
	full, short []word
}

func (r *reader) owner(addr schema.Address, role string) owner {
	title := r.title(addr)
	o := owner{addr, r.words(title, role), r.words(title, role)}
	if x := schema.Find[schema.Role](r.a, addr); x != nil && x.Short != "" {
		r.texts[source{addr, "title"}].times = 1 // in the key
		r.show(addr, "short", x.Short)
		o.short = r.words(x.Short, role)
	}
	return o
}

// name is the title, or the abbreviation.
func (o owner) name(full bool) []word {
	if full {
		return o.full
	}
	return o.short
}

// target names a stage by its abbreviation, and its lifecycle or pipeline when that is another one.
func (r *reader) target(t *schema.Track, to schema.Address) string {
	if to.Kind() != "stage" {
		return r.n.Flow(string(to))
	}
	name := r.n.Stage(string(to))
	if s := schema.Find[schema.Stage](r.a, to); s != nil && s.Short != "" {
		r.show(to, "short", name)
	} else {
		r.title(to)
	}
	if other := r.a.Track(to); other != nil && t.Rank(to) < 0 {
		r.show(other.Address, "title", other.Label())
		return other.Label() + ": " + name
	}
	return name
}

// ownerOf is the owner of a stage, or of the first one of a lifecycle or pipeline.
func (r *reader) ownerOf(to schema.Address) schema.Address {
	if s := schema.Find[schema.Stage](r.a, to); s != nil {
		return s.Owner
	}
	if t := r.a.Track(to); t != nil && len(t.Stages) > 0 {
		return t.Stages[0].Owner
	}
	return ""
}

// limit is the time that a clock allows, in business time unless it says "24/7".
func limit(sla *schema.SLA) string {
	s := diff.Duration(sla.Within)
	if sla.Clock == "elapsed" {
		s += " 24/7"
	}
	if len(sla.Variants) > 0 {
		s += ", varies"
	}
	return s
}
