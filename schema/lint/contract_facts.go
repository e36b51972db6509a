package lint

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// reads are the fields that a criterion reads.
func reads(c schema.Criterion) []schema.Address {
	var out []schema.Address
	for _, f := range expr.Fields(c.Expr) {
		out = append(out, schema.FieldAddress(f.Object, f.Name))
	}
	return out
}

// used are the facts with which a stage works: what it requires and what its criteria read.
func used(s *schema.Stage) map[schema.Address]bool {
	out := map[schema.Address]bool{}
	for _, f := range s.Requires {
		out[f] = true
	}
	for _, g := range slices.Concat(s.Entry, s.Exit) {
		for _, f := range reads(g.When) {
			out[f] = true
		}
	}
	return out
}

// wordsOf are the words of a text or name, in lower case.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

// hasWord tells whether one of the words stands in a text by itself.
func hasWord(text string, words []string) bool {
	return slices.ContainsFunc(wordsOf(text), func(w string) bool { return slices.Contains(words, w) })
}

// attrOf is the value of an attribute of a block, nil when its kind of block has none.
func attrOf(b schema.Block, name string) any {
	v := reflect.ValueOf(b).Elem()
	if a := schema.DefOf(v.Type(), "").Attr(name); a != nil {
		return v.FieldByIndex(a.Index).Interface()
	}
	return nil
}

// ask is a demand for facts: a stage's requires, or what a handoff owes.
type ask struct {
	block  schema.Block
	attr   string
	facts  []schema.Address
	at     spot
	reason string // "SQL requires it"
}

// asks lists every demand for facts, stages first.
func asks(a *schema.Architecture) []ask {
	at := spots(a)
	var out []ask
	for _, t := range a.Tracks() {
		for i, s := range t.Stages {
			out = append(out, ask{s, "requires", s.Requires, spot{s, t, i}, schema.Title(s) + " requires it"})
		}
	}
	for _, h := range a.Handoffs {
		out = append(out, ask{h, "owes", h.Owes, at[h.To], schema.Title(h) + " owes it"})
	}
	return out
}

// supply says where the value of a field comes from.
type supply struct {
	anywhere bool
	from     ranks // where a handoff or an automation supplies it
	worked   ranks // where an exit criterion asks for it, so that people supply it
}

// ranks are, by flow, the ranks of the first stages for which something is there.
type ranks map[schema.Address]int

func (r *ranks) at(t *schema.Track, rank int) {
	if *r == nil {
		*r = ranks{}
	}
	if first, known := (*r)[t.Address]; !known || rank < first {
		(*r)[t.Address] = rank
	}
}

// has tells whether it may be there at a stage: in its flow, or in another one, whose order to it nobody knows.
func (r ranks) has(s spot) bool {
	first, here := r[s.track.Address]
	return here && first <= s.rank || !here && len(r) > 0
}

// setBy finds in the usage of a field who sets it.
var setBy = regexp.MustCompile(`(?i)\b(set|filled|filled in|entered|written|recorded|chosen|given|kept|supplied|calculated) (by|in|from|when|at|on|with|after)\b`)

// writes are the attributes that name a field because it is written there.
var writes = map[string][]string{
	"source": {"fills"}, "action": {"field"}, "step": {"field"}, "carry": {"to"}, "scoring": {"total"}, "dimension": {"field"},
	"band": {"field"}, "routing": {"assigned_at", "basis"}, "reasons": {"field"}, "audit": {"by", "at", "basis"},
}

// supplies finds for every field where its value comes from.
func supplies(a *schema.Architecture) map[schema.Address]*supply {
	out := map[schema.Address]*supply{}
	get := func(f schema.Address) *supply {
		if out[f] == nil {
			out[f] = &supply{}
		}
		return out[f]
	}
	for _, f := range a.Fields {
		s := get(f.Address)
		builtin := slices.Contains(schema.BuiltinFields(), f.Name)
		s.anywhere = builtin || f.Source != "" || f.System != "" || f.Required || len(f.Writers) > 0 || setBy.MatchString(f.Usage) ||
			f.RACI != nil && len(f.RACI.Responsible) > 0
	}
	at := spots(a)
	for kind, b := range a.Blocks() {
		for _, attr := range writes[kind] {
			if kind == "action" {
				continue // below, with what starts it
			}
			for _, f := range addresses(attrOf(b, attr)) {
				get(f).anywhere = true
			}
		}
	}
	for _, x := range a.Automations {
		stage := at[x.Trigger.Target]
		for _, d := range x.Actions {
			switch s := get(d.Field); {
			case d.Do != "set_field" && d.Do != "enrich" || d.Field == "":
			case stage.Stage == nil:
				s.anywhere = true
			default:
				s.from.at(stage.track, stage.rank+1)
			}
		}
	}
	for _, t := range a.Tracks() {
		for i, s := range t.Stages {
			for _, e := range s.Exit { // whoever works in a stage supplies what ends it
				for _, f := range reads(e.When) {
					get(f).worked.at(t, i+1)
				}
			}
		}
	}
	for _, h := range a.Handoffs {
		from, to := at[h.From], at[h.To]
		if h.Producer == "" || from.Stage == nil || to.Stage == nil {
			continue
		}
		for _, f := range h.Owes {
			get(f).from.at(to.track, to.rank)
			if from.track.Address != to.track.Address {
				get(f).from.at(from.track, from.rank+1)
			}
		}
	}
	return out
}

func addresses(v any) []schema.Address {
	switch v := v.(type) {
	case schema.Address:
		return []schema.Address{v}
	case []schema.Address:
		return v
	}
	return nil
}

func checkFacts(p *Pass) {
	known := supplies(p.Architecture)
	nobody := map[schema.Address]bool{}
	for _, x := range asks(p.Architecture) {
		var late []schema.Address
		for _, f := range x.facts {
			s, field := known[f], schema.Find[schema.Field](p.Architecture, f)
			if field == nil || x.at.Stage == nil || s == nil || s.anywhere || s.from.has(x.at) || s.worked.has(x.at) {
				continue
			}
			switch {
			case len(s.from) > 0 && x.attr == "requires":
				late = append(late, f)
			case len(s.from) == 0 && !nobody[f]:
				nobody[f] = true
				p.Report(field, "", "Fact that nobody supplies", "%s, and nothing says where %s comes from: no source, no automation, no handoff with a producer.", x.reason, f.Written())
			}
		}
		if len(late) > 0 {
			p.Report(x.block, x.attr, "Fact that is supplied too late", "%s cannot have %s: the first to supply it comes later. Ask for it in a later stage, or supply it earlier.", schema.Title(x.block), fieldNames(late))
		}
	}
	read := readFields(p.Architecture)
	for kind, b := range p.Blocks() {
		if kind != "carry" && kind != "action" && kind != "source" {
			continue
		}
		for _, attr := range writes[kind] {
			for _, f := range addresses(attrOf(b, attr)) {
				field := schema.Find[schema.Field](p.Architecture, f)
				if x, ok := b.(*schema.Action); ok && x.Do != "set_field" {
					continue
				}
				if field != nil && field.Usage == "" && !read[f] {
					p.Report(b, attr, "Fact that nobody uses", "%s is written here, and no stage, handoff, rule or metric reads it; nor does usage say who does. Use it, say so in usage, or stop writing it.", f.Written())
				}
			}
		}
	}
}

// mentionedField is a field as people write it in a formula: contact.email.
var mentionedField = regexp.MustCompile(`\b[A-Za-z]\w*\.[A-Za-z]\w*\b`)

// dotted tells whether a dot stands between two letters; few texts have one, and looking for it is quick.
func dotted(text string) bool {
	for i := 1; i+1 < len(text); i++ {
		if text[i] == '.' && text[i-1] > ' ' && text[i+1] > ' ' {
			return true
		}
	}
	return false
}

// readFields are the fields that anything reads or asks for.
func readFields(a *schema.Architecture) map[schema.Address]bool {
	out := map[schema.Address]bool{}
	for kind, b := range a.Blocks() {
		if slices.Contains([]string{"moved", "retired", "import", "change"}, kind) {
			continue // they are about the field, and do not use it
		}
		v := reflect.ValueOf(b).Elem()
		for _, attr := range schema.DefOf(v.Type(), "").Attrs {
			if slices.Contains(writes[kind], attr.Name) {
				continue
			}
			switch x := v.FieldByIndex(attr.Index).Interface().(type) {
			case schema.Criterion:
				for _, f := range reads(x) {
					out[f] = out[f] || f != b.Base().Address // its own validation is no use
				}
			case schema.Event:
				out[x.Target] = true
			case string:
				if dotted(x) {
					for _, name := range mentionedField.FindAllString(x, -1) {
						out[schema.Address("field."+name)] = true
					}
				}
			default:
				for _, f := range addresses(x) {
					out[f] = true
				}
			}
		}
	}
	return out
}

func checkFreeText(p *Pass) {
	reported := map[schema.Address]bool{}
	for _, x := range asks(p.Architecture) {
		var loose, firm []*schema.Field
		for _, f := range x.facts {
			switch field := schema.Find[schema.Field](p.Architecture, f); {
			case field == nil:
			case field.Type.Kind == "long_text" || field.Type.Kind == "attachment":
				loose = append(loose, field)
			case field.Type.Kind != "text":
				firm = append(firm, field)
			}
		}
		for _, f := range loose {
			beside := slices.ContainsFunc(firm, func(o *schema.Field) bool {
				return o.Object == f.Object && (f.Type.Kind == "attachment" || sharesWord(o.Name, f.Name))
			})
			if !beside && !reported[f.Address] {
				reported[f.Address] = true
				p.Report(f, "type", "Fact that no rule can read", "%s, and it is kept as %s only. Add a field with options, a number, a date or a person that holds what is decided, and ask for that.", x.reason, f.Type)
			}
		}
	}
}

func sharesWord(a, b string) bool {
	return hasWord(a, wordsOf(b))
}
