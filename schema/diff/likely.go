package diff

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// NoteKind is a kind of note.
type NoteKind string

const (
	ProbableRename NoteKind = "probable_rename"
	NothingCovered NoteKind = "nothing_covered" // a change record names what has not changed
)

// Note is something to look at.
type Note struct {
	Kind NoteKind       `json:"kind"`
	From schema.Address `json:"from,omitempty"`
	To   schema.Address `json:"to,omitempty"`
	Text string         `json:"text"`
	// Moved is the block to add to the architecture when it is a rename.
	Moved string `json:"moved,omitempty"`
}

// alike is the share of facts that two blocks must have in common to be taken for one under two names,
// and clearly is by how much the best partner must be better than the next.
const (
	alike   = 0.7
	clearly = 0.15
	// pairs bounds the comparisons of one kind of block; beyond, so much is new that no guess is worth much.
	pairs = 100_000
)

// likelyRenames notes the removed blocks that seem to have come back under another name. Only blocks that
// moved can name take part: those at the top and stages.
func (c *comparer) likelyRenames(gone, come []entry) {
	type candidate struct {
		entry
		facts map[string]string
	}
	collect := func(list []entry, w *words) map[string][]candidate {
		out := map[string][]candidate{}
		for _, e := range list {
			if _, _, labels := e.block.Base().Address.Split(); e.kind == "stage" || e.block.Base().Address.Kind() == e.kind && len(labels) <= 2 {
				out[e.kind] = append(out[e.kind], candidate{entry: e})
			}
		}
		return out
	}
	old, now := collect(gone, c.old.w), collect(come, c.new.w)
	for _, kind := range sortedKeys(old) {
		a, b := old[kind], now[kind]
		if len(b) == 0 || len(a)*len(b) > pairs {
			continue
		}
		for i := range a {
			a[i].facts = c.old.w.facts(a[i].block, kind)
		}
		for i := range b {
			b[i].facts = c.new.w.facts(b[i].block, kind)
		}
		score := make([][]float64, len(a))
		for i := range a {
			score[i] = make([]float64, len(b))
			for j := range b {
				score[i][j] = similarity(a[i].facts, b[j].facts)
			}
		}
		for i := range a {
			j, ok := best(score[i])
			if !ok {
				continue
			}
			column := make([]float64, len(a))
			for k := range a {
				column[k] = score[k][j]
			}
			if k, ok := best(column); ok && k == i {
				c.noteRename(a[i].entry, b[j].entry)
			}
		}
	}
}

func (c *comparer) noteRename(o, n entry) {
	from, to := o.block.Base().Address, n.block.Base().Address
	c.out.Notes = append(c.out.Notes, Note{
		Kind: ProbableRename, From: from, To: to,
		Text: fmt.Sprintf("%s may be a rename of %s: write moved { from = %s, to = %s } if it is.",
			c.new.w.block(n.kind, n.block), c.old.w.name(o.block), from.Written(), to.Written()),
		Moved: fmt.Sprintf("moved {\n  from = %s\n  to   = %s\n}\n", from.Written(), to.Written()),
	})
}

// best is the place of the highest score, when it is high enough and far from the next.
func best(scores []float64) (at int, ok bool) {
	at, second := -1, 0.0
	for i, s := range scores {
		switch {
		case at < 0 || s > scores[at]:
			if at >= 0 {
				second = scores[at]
			}
			at = i
		case s > second:
			second = s
		}
	}
	return at, at >= 0 && scores[at] >= alike && scores[at]-second >= clearly
}

// facts are the attributes of a block and of those in it, by path, as comparable texts. The block's own
// name is not one of them.
func (w *words) facts(b schema.Block, kind string) map[string]string {
	w.keysOnly = true
	defer func() { w.keysOnly = false }()
	out := map[string]string{}
	w.collectFacts(out, "", reflect.ValueOf(b).Elem(), schema.DefOf(reflect.TypeOf(b).Elem(), kind))
	return out
}

func (w *words) collectFacts(out map[string]string, prefix string, v reflect.Value, d *schema.Def) {
	attrs := d.Attrs
	if d.Rest != nil {
		attrs = append(slices.Clone(attrs), d.Rest)
	}
	for _, a := range attrs {
		if x := w.value(v.FieldByIndex(a.Index), a); x.set && x.key != a.Default && x.key != "false" {
			out[prefix+a.Name] = x.key
		}
	}
	for _, n := range d.Blocks {
		f := v.FieldByIndex(n.Index)
		if !n.Many {
			if f.Kind() == reflect.Pointer && f.IsNil() {
				continue
			}
			w.collectFacts(out, prefix+n.Name+".", reflect.Indirect(f), n.Def)
			continue
		}
		for i := range f.Len() {
			e := reflect.Indirect(f.Index(i))
			key := fmt.Sprint(i)
			if len(n.Def.Labels) > 0 {
				key = e.FieldByIndex(n.Def.Labels[0].Index).String()
			}
			w.collectFacts(out, prefix+n.Name+"."+key+".", e, n.Def)
		}
	}
}

// similarity is the share of facts that two blocks have in common, 0 to 1. A name for
// people that is the same speaks for a rename; one that differs does not speak against it. A single fact that is no name is no evidence.
func similarity(a, b map[string]string) float64 {
	common, all, named := 0, 0, false
	for k, v := range a {
		other, both := b[k]
		isName := naming[k] || k == "short"
		switch {
		case both && other == v:
			common, all, named = common+1, all+1, named || isName
		case !isName:
			all++
		}
	}
	for k := range b {
		if _, both := a[k]; !both && !naming[k] && k != "short" {
			all++
		}
	}
	if all == 0 || common < 2 && !named {
		return 0
	}
	return float64(common) / float64(all)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}
