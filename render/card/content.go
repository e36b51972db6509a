package card

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// details are what a card shows beyond what it must: the names, the criteria in words, and who
// owns each transition.
type details struct {
	full  bool // roles by their titles, not by their abbreviations
	needs bool // the facts without which a record cannot enter
	next  bool // the step to the next stage where no handoff is declared; its owner stands there anyway
	slas  bool // how long a handoff may take
}

// reader turns an architecture into the words of a card and notes where each text comes from.
type reader struct {
	*ruler
	a     *schema.Architecture
	n     expr.Namer
	texts map[source]*shown

	clocks bool // some handoff has a time limit
}

// source is the place of a text in the architecture.
type source struct {
	address schema.Address
	attr    string
}

// shown is a text that the card shows.
type shown struct {
	source
	at       diag.Range
	text     string
	times    int
	optional bool // a fact that must be known; a card may leave it out
}

// length is how many characters the text takes from the card.
func (s *shown) length() int { return len([]rune(s.text)) * s.times }

// track is a lifecycle or pipeline.
type track struct {
	domain string
	title  []word
	more   []word // the title where it goes on
	stages []*stage
}

// stage is a stage with all that the card may say of it.
type stage struct {
	schema   *schema.Stage
	domain   string
	assumed  bool
	golden   bool
	name     []word // with abbreviation, number and star
	owner    owner
	criteria []row
	needs    []word
	moves    []move
}

// row is a paragraph behind a mark.
type row struct {
	mark  string // check, judge, move, back
	words []word
}

// read gives the lifecycles and pipelines in the order of the journey: domain by domain; in a domain
// lifecycles, then pipelines by what they sell. A lifecycle that runs beside a pipeline, on the same records,
// follows that pipeline.
func (r *reader) read() []track {
	tracks := r.a.Tracks()
	pipeline := func(t *schema.Track) int {
		if p, ok := t.Block.(*schema.Pipeline); ok {
			return 2 + 2*slices.Index(pipelineTypes, p.Type)
		}
		return 0
	}
	place := func(t *schema.Track) int {
		if t.Pipeline {
			return pipeline(t)
		}
		beside := 0
		for _, p := range tracks {
			if p.Pipeline && p.Domain == t.Domain && p.Object == t.Object && (beside == 0 || pipeline(p) < beside) {
				beside = pipeline(p) + 1
			}
		}
		return beside
	}
	slices.SortStableFunc(tracks, func(x, y *schema.Track) int {
		return cmp.Or(slices.Index(schema.Domains, x.Domain)-slices.Index(schema.Domains, y.Domain), place(x)-place(y))
	})
	var out []track
	for _, t := range tracks {
		title := r.flow(t.Address)
		c := track{domain: t.Domain, title: r.words(title, "track")}
		if !strings.Contains(strings.ToLower(title), t.Domain) {
			c.title = slices.Insert(c.title, 0, r.word(schema.Label("", t.Domain), "domain"))
		}
		c.more = append(slices.Clone(c.title), r.word("continued", "domain"))
		for _, s := range t.Stages {
			c.stages = append(c.stages, r.stage(t, s))
		}
		out = append(out, c)
	}
	return out
}

// pipelineTypes are the values of a pipeline's type in the order of a customer's journey.
var pipelineTypes = []string{"new_business", "proof_of_concept", "delivery", "support", "renewal", "expansion", "other"}

func (r *reader) stage(t *schema.Track, s *schema.Stage) *stage {
	out := &stage{schema: s, domain: t.Domain, assumed: s.State != "confirmed", golden: s.Golden}
	name := "stage"
	if s.Outcome == "lost" || s.Outcome == "disqualified" {
		name = "ended"
	}
	out.name = r.words(r.title(s.Address), name)
	if s.Short != "" {
		r.show(s.Address, "short", s.Short)
		out.name = append(out.name, r.words(s.Short, "short "+t.Domain)...)
	}
	if s.Number != nil {
		out.name = append(out.name, r.word(fmt.Sprintf("Stage %g", *s.Number), "soft"))
	}
	if s.Golden {
		star := r.word("★", "star")
		star.stays = true
		out.name = append(out.name, star)
	}
	if s.Owner != "" {
		out.owner = r.owner(s.Owner, "owner")
	}
	for _, g := range s.Entry {
		out.criteria = append(out.criteria, r.criterion(g))
	}
	if len(s.Requires) > 0 {
		out.needs = r.words("Needs "+r.facts(s.Requires), "soft")
	}
	out.moves = r.moves(t, s)
	return out
}

// criterion is what must hold to enter, in words: the description, or the sentence of the rule.
func (r *reader) criterion(g *schema.Gate) row {
	out := row{mark: "check"}
	rule := ""
	if g.When.IsZero() {
		out.mark = "judge"
	} else {
		rule = sentence(expr.Sentence(g.When.Expr, r.n))
	}
	switch text := strings.TrimSpace(g.Description); {
	case text != "":
		r.show(g.Address, "description", text, g.At("description"))
		out.words = r.words(text, "text")
	case rule != "":
		r.show(g.Address, "when", rule, g.At("when"))
		out.words = r.words(rule, "text")
	default:
		out.words = r.words(schema.Label("", g.Name), "text")
	}
	return out
}

// sentence gives a rule a capital and a full stop.
func sentence(rule string) string {
	s := []rune(rule)
	if len(s) == 0 {
		return ""
	}
	s[0] = unicode.ToUpper(s[0])
	return string(s) + "."
}

// flow is the title of a lifecycle or pipeline with the kind.
func (r *reader) flow(addr schema.Address) string {
	s := r.n.Flow(string(addr))
	r.show(addr, "title", s)
	return s
}

// title gives the words for a block.
func (r *reader) title(addr schema.Address) string {
	b := r.a.Lookup(addr)
	if b == nil {
		return schema.Label("", addr.Name())
	}
	s := schema.Title(b)
	attr := "title"
	if _, ok := b.(*schema.Stage); ok {
		attr = "label"
	}
	r.show(addr, attr, s, b.Base().At(attr))
	return s
}

// facts names fields.
func (r *reader) facts(fields []schema.Address) string {
	var out []string
	for _, f := range fields {
		label := schema.Label("", f.Name())
		if x, ok := r.a.Lookup(f).(*schema.Field); ok {
			label = r.n.Field(x.Object, x.Name)
			r.show(f, "label", label, x.At("label"))
			r.texts[source{f, "label"}].optional = true
		}
		if !slices.Contains(out, label) {
			out = append(out, label)
		}
	}
	return strings.Join(out, ", ")
}

// show notes that the card shows a text.
func (r *reader) show(addr schema.Address, attr, text string, at ...diag.Range) {
	k := source{addr, attr}
	if s := r.texts[k]; s != nil {
		s.times++
		return
	}
	s := &shown{source: k, text: text, times: 1}
	if len(at) > 0 {
		s.at = at[0]
	} else if b := r.a.Lookup(addr); b != nil {
		s.at = b.Base().At(attr)
	}
	r.texts[k] = s
}
