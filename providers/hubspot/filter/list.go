package filter

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// maxBranches bounds the AND branches below the root.
const maxBranches = 100

// listOf puts a formula into the form of lists and workflows.
func listOf(t *tree[*atom], env *Env) List {
	out, notes := best(t, env, listForm{})
	if out == nil {
		return List{Fit: Unusable, Notes: notes}
	}
	terms, ok := dnf(out, maxBranches)
	if !ok {
		return List{Fit: Unusable, Notes: tooMany("Written as groups of filters, the criterion needs more than %d groups.", maxBranches)}
	}
	terms = prune(terms)
	if len(terms) == 0 || len(terms[0]) == 0 {
		w := &lowering{env: env, form: listForm{}}
		terms = []term[*clause]{{listForm{}.lower(always(len(terms) > 0), w).leaf}}
	}
	root, filters := &Branch{FilterBranchType: "OR", FilterBranchOperator: "OR", Filters: []PropertyFilter{}}, 0
	l := List{Fit: fit(notes), Notes: notes, Branch: root}
	for _, t := range terms {
		b, n, words := andBranch(t)
		root.FilterBranches = append(root.FilterBranches, b)
		l.Words = append(l.Words, words)
		filters += n
	}
	if filters > env.Limits.ListFilters {
		return List{Fit: Unusable, Notes: tooMany("The criterion needs %d filters, and HubSpot takes %d.", filters, env.Limits.ListFilters)}
	}
	return l
}

// prune leaves out terms that ask for an associated record and for none.
func prune(terms []term[*clause]) []term[*clause] {
	out := terms[:0]
	for _, t := range terms {
		none := map[string]bool{}
		for _, c := range t {
			if c.link == nil && c.own {
				none[c.list[0].Property] = true
			}
		}
		possible := true
		for _, c := range t {
			possible = possible && (c.link == nil || c.own || !none[c.link.Property])
		}
		if possible {
			out = append(out, t)
		}
	}
	return out
}

// andBranch makes one AND branch, with the filters about one associated record together.
func andBranch(t term[*clause]) (b Branch, filters int, words string) {
	b = Branch{FilterBranchType: "AND", FilterBranchOperator: "AND", FilterBranches: []Branch{}, Filters: []PropertyFilter{}}
	var said []string
	at := map[string]int{}
	var about [][]string
	for _, c := range t {
		filters += len(c.list)
		if c.link == nil {
			b.Filters = append(b.Filters, c.list...)
			said = append(said, c.words)
			continue
		}
		i, shared := at[c.link.Object]
		if c.own || !shared {
			i = len(b.FilterBranches)
			b.FilterBranches = append(b.FilterBranches, Branch{
				FilterBranchType: "ASSOCIATION", FilterBranchOperator: "AND", ObjectTypeID: c.link.ObjectTypeID, Operator: "IN_LIST",
				AssociationTypeID: c.link.TypeID, AssociationCategory: c.link.Category, FilterBranches: []Branch{}, Filters: []PropertyFilter{},
			})
			about = append(about, []string{c.link.label()})
			if !c.own {
				at[c.link.Object] = i
			}
		}
		b.FilterBranches[i].Filters = append(b.FilterBranches[i].Filters, c.list...)
		about[i] = append(about[i], c.words)
	}
	for _, a := range about {
		said = append(said, fmt.Sprintf("associated %s where (%s)", a[0], strings.Join(a[1:], " and ")))
	}
	return b, filters, strings.Join(said, " and ")
}

func (l *Link) label() string {
	if l.Label != "" {
		return l.Label
	}
	return l.Object
}

// listForm is the form of lists, workflow triggers and branches.
type listForm struct{}

func (f listForm) lower(a *atom, w *lowering) *tree[*clause] {
	if r, ok := a.test.(related); ok {
		return f.related(a, r, w)
	}
	if w.inner && a.via != nil {
		return w.drop(a, "Filters about an associated record see only its own properties.", "Copy the value to a property of the associated record, and ask for that.")
	}
	op, why := operation(a, w.env)
	if why != nil {
		return w.drop(a, why.why, why.instead)
	}
	c := f.clause(a.prop, op, a)
	c.notes = f.notes(a, w.env)
	if a.via == nil {
		return leaf(c)
	}
	c.link = a.via
	if a.via.loose() {
		c.notes = append(c.notes, looseNote(a, a.via))
	}
	c.id = "via " + a.via.Object + " " + c.id
	if !a.blank {
		return leaf(c)
	}
	// Without an associated record there is no value either.
	if a.via.Property == "" {
		c.notes = append(c.notes, note(a.part, fmt.Sprintf("Filters cannot ask that there is no associated record of %s, for which the criterion holds too.", a.via.Object),
			"Create a rollup property that counts the associated records.", Narrower))
		return leaf(c)
	}
	p := Property{Name: a.via.Property, Label: a.via.Property}
	none := f.clause(p, Operation{OperationType: "ALL_PROPERTY", Operator: "IS_UNKNOWN", IncludeBlank: true}, &atom{test: known{}, inv: true, blank: true, prop: p})
	none.own = true
	return join(false, leaf(c), leaf(none))
}

func looseNote(a *atom, l *Link) Note {
	return note(a.part, fmt.Sprintf("In HubSpot this association may lead to several records of %s, and the filter asks whether any of them fits.", l.Object),
		"Use an association label that allows one record, such as that of the primary company.", Broader)
}

func (listForm) clause(p Property, op Operation, a *atom) *clause {
	c := &clause{list: []PropertyFilter{{FilterType: "PROPERTY", Property: p.Name, Operation: op}}, words: words(a)}
	c.id = id(c.list)
	return c
}

func id(v any) string {
	b, _ := json.Marshal(v) // of plain values, which cannot fail
	return string(b)
}

// related is a branch about associated records, one for each way to meet the condition.
func (f listForm) related(a *atom, r related, w *lowering) *tree[*clause] {
	switch {
	case w.inner:
		return w.drop(a, "Filters about an associated record cannot look at further associated records.", "Create a rollup property on the associated record, and ask for that.")
	case a.inv:
		return w.drop(a, fmt.Sprintf("Filters can ask that there is an associated record of %s that fits, not that there is none, nor that all fit.", r.link.Object),
			"Create a rollup property that counts such records, and ask that it is 0 or unknown.")
	}
	in := *w
	in.inner = true
	inner := in.lower(r.where)
	w.notes = in.notes
	terms, ok := dnf(inner, maxBranches)
	if !ok {
		return w.drop(a, "The condition on the associated records needs too many groups of filters.", "Create a rollup property that counts such records.")
	}
	out := constant[*clause](false)
	for _, t := range terms {
		if len(t) == 0 {
			t = term[*clause]{f.lower(always(true), &in).leaf}
		}
		c := &clause{link: &r.link, own: true}
		var said []string
		for _, l := range t {
			c.list = append(c.list, l.list...)
			c.notes = append(c.notes, l.notes...)
			said = append(said, l.words)
		}
		if r.link.loose() {
			c.notes = append(c.notes, looseNote(a, &r.link))
		}
		c.id, c.words = fmt.Sprintf("any %s %s", r.link.Object, id(c.list)), strings.Join(said, " and ")
		out = join(false, out, leaf(c))
	}
	return out
}

var numberOperators = map[expr.Op]string{expr.Eq: "IS_EQUAL_TO", expr.Ne: "IS_NOT_EQUAL_TO", expr.Lt: "IS_LESS_THAN",
	expr.Le: "IS_LESS_THAN_OR_EQUAL_TO", expr.Gt: "IS_GREATER_THAN", expr.Ge: "IS_GREATER_THAN_OR_EQUAL_TO"}

// operation is an atom as an Operation, or why there is none.
func operation(a *atom, env *Env) (Operation, *lost) {
	pick := func(plain, inverse string) string {
		if a.inv {
			return inverse
		}
		return plain
	}
	op := Operation{IncludeBlank: a.blank}
	switch t := a.test.(type) {
	case known:
		op.OperationType, op.Operator = "ALL_PROPERTY", pick("IS_KNOWN", "IS_UNKNOWN")
	case yes:
		op.OperationType, op.Operator, op.Value = "BOOL", "IS_EQUAL_TO", !a.inv
	case number:
		op.OperationType, op.Operator, op.Value = "NUMBER", numberOperators[inverse(t.op, a.inv)], t.x
	case oneOf:
		op.Values = t.values
		op.OperationType, op.Operator = "ENUMERATION", pick("IS_ANY_OF", "IS_NONE_OF")
		if isText(a.prop) {
			op.OperationType, op.Operator = "MULTISTRING", pick("IS_EQUAL_TO", "IS_NOT_EQUAL_TO")
		}
		if isText(a.prop) && spaced(t.values...) {
			return op, &spaces
		}
	case affix:
		op.OperationType, op.Values = "MULTISTRING", []string{t.s}
		op.Operator = map[string]string{"contains": pick("CONTAINS", "DOES_NOT_CONTAIN"), "starts_with": "STARTS_WITH", "ends_with": "ENDS_WITH"}[t.how]
		if a.inv && t.how != "contains" {
			return op, &lost{"There is a filter for how a text starts or ends, and none for how it does not.", "Let a workflow with a branch on the filter set a checkbox, and ask for that."}
		}
		if spaced(t.s) {
			return op, &spaces
		}
	case moment:
		op = timeOperation(t, a, env)
	}
	return op, nil
}

var spaces = lost{"HubSpot's text filters do not keep spaces at the ends.", "Compare without the spaces."}

func spaced(texts ...string) bool {
	for _, s := range texts {
		if strings.TrimSpace(s) != s {
			return true
		}
	}
	return false
}

func inverse(op expr.Op, inv bool) expr.Op {
	if inv {
		return opposite[op]
	}
	return op
}

// notes says where a list filter, or what is known of it, differs from the atom.
func (listForm) notes(a *atom, env *Env) []Note {
	const why = "Whether HubSpot's text filters tell upper from lower case is not documented."
	switch t := a.test.(type) {
	case oneOf:
		if isText(a.prop) && cased(t.values...) {
			return caseNote(a, t.fold, why)
		}
	case affix:
		if cased(t.s) {
			return caseNote(a, t.fold, why)
		}
	case moment:
		if t.rel && t.day && a.prop.Type == "date" && env.location().String() != "UTC" {
			return []Note{note(a.part, "Around midnight, HubSpot may count days of a date property in UTC and not in "+env.Zone+".",
				"Allow for a day, or use a date and time property.", Differs)}
		}
	}
	return nil
}
