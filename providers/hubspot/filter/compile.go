package filter

import (
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones of criteria, wherever the program runs
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Compile puts a checked criterion about records of env.Object into HubSpot's filters. A nil
// criterion is one that people judge, for which there is no filter. It never fails: what
// cannot be said is in the notes, and the Fit of each form says what its filter is worth.
func Compile(e expr.Expr, env Env) Result {
	env.Limits = env.Limits.orDefault()
	t := env.formula(e)
	return Result{List: listOf(t, &env), Search: searchOf(t, &env)}
}

func (env *Env) formula(e expr.Expr) *tree[*atom] {
	switch {
	case e == nil:
		return lose(nil, "People judge this; there is no condition.", "Ask for it in the description of the stage or task.")
	case !wellFormed(e):
		return lose(nil, "The criterion has errors.", "Correct it first.")
	case env.Portal == nil:
		return lose(e, "Nothing is known about the portal.", "Read the portal first.")
	}
	left := maxNodes
	return simplify(builder{env: env, object: env.Object, left: &left}.truth(e))
}

// location is the zone of days; UTC for one that is not known.
func (env *Env) location() *time.Location {
	if loc, err := time.LoadLocation(env.Zone); err == nil {
		return loc
	}
	return time.UTC
}

// clause is a filter of either form, with what it loses.
type clause struct {
	id    string // clauses with the same id say the same
	link  *Link  // list: stands in the branch of this association
	own   bool   // and this branch is its own, not shared with other clauses about the same object
	list  []PropertyFilter
	find  SearchFilter
	words string
	notes []Note
}

func (c *clause) key() string { return c.id }

// fit is what the filter is for the notes of its clauses.
func fit(notes []Note) Fit {
	f := Exact
	for _, n := range notes {
		f = f.and(n.Effect)
	}
	return f
}

// form is HubSpot's form that atoms are put into.
type form interface {
	// lower gives the filters that say an atom.
	lower(a *atom, with *lowering) *tree[*clause]
}

// lowering puts a formula into a form. What cannot be said becomes true (wide) or false.
type lowering struct {
	env   *Env
	form  form
	wide  bool
	notes []Note // of what cannot be said
	inner bool   // inside an association branch
}

func (w *lowering) lower(t *tree[*atom]) *tree[*clause] {
	return replace(t, func(a *atom) *tree[*clause] {
		if l, ok := a.test.(lost); ok {
			return w.drop(a, l.why, l.instead)
		}
		return w.form.lower(a, w)
	})
}

// drop leaves an atom out.
func (w *lowering) drop(a *atom, why, instead string) *tree[*clause] {
	effect := Narrower
	if w.wide {
		effect = Broader
	}
	w.notes = append(w.notes, note(a.part, why, instead, effect))
	return constant[*clause](w.wide)
}

func note(part expr.Expr, why, instead string, effect Fit) Note {
	n := Note{Part: "the criterion", Why: why, Instead: instead, Effect: effect}
	if part != nil {
		n.Part, n.Range = expr.Format(part), part.Range()
	}
	return n
}

// best is the formula in a form: exact if it can be, else broader, else narrower. It is nil
// when nothing remains of the formula; the notes then say why.
func best(t *tree[*atom], env *Env, f form) (*tree[*clause], []Note) {
	var notes []Note
	for _, wide := range []bool{true, false} {
		w := &lowering{env: env, form: f, wide: wide}
		out := w.lower(t)
		all := slices.Clone(w.notes)
		out.each(func(c *clause) { all = append(all, c.notes...) })
		switch {
		case len(w.notes) == 0:
			return out, unique(all)
		case notes == nil:
			notes = w.notes
		}
		if out.kind == isTrue || out.kind == isFalse {
			continue
		}
		return out, unique(all)
	}
	for i := range notes {
		notes[i].Effect = Unusable
	}
	return nil, unique(notes)
}

// unique leaves out notes that say the same again.
func unique(notes []Note) []Note {
	var out []Note
	for _, n := range notes {
		if !slices.ContainsFunc(out, func(o Note) bool { return o.String() == n.String() && o.Effect == n.Effect }) {
			out = append(out, n)
		}
	}
	return out
}

// tooMany is the note for a criterion beyond HubSpot's limits.
func tooMany(format string, args ...any) []Note {
	return []Note{note(nil, fmt.Sprintf(format, args...), "Split the criterion, or let a workflow put the result of a part into a property of its own.", Unusable)}
}

// caseNote says that a text filter does not tell upper from lower case, or that it may.
func caseNote(a *atom, fold bool, why string) []Note {
	effect := Broader // ignores case, which matters to the criterion
	if fold {
		effect = Narrower // may mind case, which does not matter to the criterion
	}
	if a.inv {
		effect = effect.opposite()
	}
	return []Note{note(a.part, why, fmt.Sprintf("Use it for reports only; to enforce it, make %s a dropdown select property, whose options are compared exactly.", a.prop.Name), effect)}
}

// cased tells whether a text has letters that exist in upper and lower case.
func cased(texts ...string) bool {
	return strings.ContainsFunc(strings.Join(texts, ""), func(r rune) bool { return unicode.SimpleFold(r) != r || unicode.ToLower(r) != r })
}

// everyRecord and noRecord stand for criteria that are always or never met: every record has this property.
const recordID = "hs_object_id"

func always(v bool) *atom {
	return &atom{prop: Property{Name: recordID, Label: "Record ID", Type: "number"}, test: known{}, inv: !v, blank: !v}
}
