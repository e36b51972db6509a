package expr

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// roots start the references that are no fields.
var roots = []string{"lifecycle", "pipeline", "stage", "scoring", "module"}

// path resolves a dotted name.
func (c *checker) path(n *Path) Expr {
	name := strings.Join(n.Parts, ".")
	own := c.s.Object()
	switch {
	case len(n.Parts) == 0 || slices.Contains(n.Parts, ""):
		c.errorf(diag.ExprSyntax, n, "A name is incomplete", "Write OBJECT.FIELD, as in %s.owner.", own)
	case len(n.Parts) == 1:
		c.bare(n, name)
	case slices.Contains(c.s.Objects(), n.Parts[0]):
		if len(n.Parts) > 2 {
			c.errorf(diag.ExprSyntax, n, fmt.Sprintf("%s has too many parts", name), "A field is written OBJECT.FIELD, as in %s.%s; a related object is named directly.",
				n.Parts[len(n.Parts)-2], n.Parts[len(n.Parts)-1])
			break
		}
		return c.field(n, n.Parts[0], n.Parts[1])
	case slices.Contains(roots, n.Parts[0]):
		return c.reference(n, name)
	case n.Parts[0] == "object":
		c.errorf(diag.ExprType, n, fmt.Sprintf("%s is a record type, not a value", name), "Name one of its fields, or use it in count, any or all.")
	default:
		known := append(slices.Clone(c.s.Objects()), roots...)
		c.errorf(diag.ExprField, n, fmt.Sprintf("There is no object %s", n.Parts[0]), "A field is written OBJECT.FIELD; the objects are %s.%s",
			strings.Join(c.s.Objects(), ", "), diag.DidYouMean(n.Parts[0], known))
	}
	return bad(n)
}

// bare reports a name without a dot.
func (c *checker) bare(n *Path, name string) {
	own := c.s.Object()
	if slices.Contains(c.s.Objects(), name) {
		c.errorf(diag.ExprType, n, fmt.Sprintf("%s is a record type, not a value", name), "Name one of its fields, as in %s.owner, or use it in count, any or all.", name)
		return
	}
	detail := fmt.Sprintf("A field is written with its object, as in %s.owner; text stands in quotes.", own)
	if near := diag.Suggest(name, c.s.FieldNames(own)); near != "" {
		detail += fmt.Sprintf(" Did you mean %s.%s?", own, near)
	}
	c.errorf(diag.ExprField, n, fmt.Sprintf("%s is not a name that can stand alone", name), "%s", detail)
}

// field resolves a field of the record or of one that it reaches.
func (c *checker) field(at Expr, object, name string) Expr {
	if !c.reach(at, object, object+"."+name) {
		return bad(at)
	}
	t, ok := c.s.FieldType(object, name)
	if !ok {
		names := c.s.FieldNames(object)
		detail := fmt.Sprintf("Declare it with a field %q %q block, or use one of the catalog.", object, name)
		if near := diag.Suggest(name, names); near != "" {
			detail += fmt.Sprintf(" Did you mean %s.%s?", object, near)
		}
		c.errorf(diag.ExprField, at, fmt.Sprintf("There is no field %s.%s", object, name), "%s", detail)
		return bad(at)
	}
	return &Field{Node{at.Range(), t}, object, name}
}

// reach reports an object of which the record has not at most one; what is the thing wanted of it.
func (c *checker) reach(at Expr, object, what string) bool {
	own := c.s.Object()
	if object == own {
		return true
	}
	if !slices.Contains(c.s.Objects(), object) {
		c.errorf(diag.ExprField, at, fmt.Sprintf("There is no object %s", object), "The objects are %s.%s",
			strings.Join(c.s.Objects(), ", "), diag.DidYouMean(object, c.s.Objects()))
		return false
	}
	switch c.s.Related(own, object) {
	case One:
		return true
	case Many:
		c.errorf(diag.ExprUnreachable, at, fmt.Sprintf("A %s may have several records of %s", own, object),
			"Say how many must match: any(%s, …), all(%s, …) or count(%s, …), with %s inside.", object, object, object, what)
	default:
		c.errorf(diag.ExprUnreachable, at, fmt.Sprintf("%s cannot be reached from %s", object, own),
			"The expression is about records of %s. Use a field of %s or of an object that it belongs to, or add the association in an object block.", own, own)
	}
	return false
}

// reference resolves a stage, a flow or a score.
func (c *checker) reference(n *Path, name string) Expr {
	e, near, found := c.s.Resolve(n.Parts)
	if !found || e == nil {
		var detail string
		switch n.Parts[0] {
		case "lifecycle", "pipeline":
			detail = fmt.Sprintf("Write %s.NAME for the stage that the record is in.", n.Parts[0])
		case "stage":
			detail = "Write stage.LIFECYCLE.STAGE."
		case "scoring":
			detail = "Write scoring.NAME.DIMENSION for a score, scoring.NAME.total for the sum, or scoring.NAME.meets.THRESHOLD."
		default:
			detail = "Write module.NAME and a reference into that module."
		}
		c.errorf(diag.UnknownReference, n, fmt.Sprintf("%s is not declared", name), "%s", detail+diag.DidYouMean(name, near))
		return bad(n)
	}
	e.base().Rng = n.Rng
	if f, ok := e.(*FlowStage); ok && !c.reach(n, f.Object, name) {
		return bad(n)
	}
	return e
}

// quantCall turns a call of count, any or all into a Quant.
func (c *checker) quantCall(n *Call) Expr {
	f := functionNamed(n.Func)
	if len(n.Args) < f.min || len(n.Args) > f.max {
		c.wrongCount(n, f)
		return bad(n)
	}
	p, _ := n.Args[0].(*Path)
	if p != nil && len(p.Parts) == 2 && p.Parts[0] == "object" {
		p = &Path{p.Node, p.Parts[1:]}
	}
	if p == nil || len(p.Parts) != 1 {
		at := n.Args[0]
		if at == nil {
			at = n
		}
		c.errorf(diag.ExprFunction, at, n.Func+" needs an object first", "Write it as %s, as in %s.", f.Signature, f.Example)
		return bad(n)
	}
	if !slices.Contains(c.s.Objects(), p.Parts[0]) {
		c.errorf(diag.ExprField, p, fmt.Sprintf("There is no object %s", p.Parts[0]), "The objects are %s.%s",
			strings.Join(c.s.Objects(), ", "), diag.DidYouMean(p.Parts[0], c.s.Objects()))
		return bad(n)
	}
	var where Expr
	if len(n.Args) == 2 {
		if where = n.Args[1]; where == nil {
			where = bad(n)
		}
	}
	q := &Quant{Node{Rng: p.Rng}, n.Func, p.Parts[0], where}
	if out, ok := c.quant(q, q.Object, where).(*Quant); ok {
		out.Rng = n.Rng
		return out
	}
	return bad(n)
}

// quant checks the condition of a Quant, which is about the related object.
func (c *checker) quant(n *Quant, object string, where Expr) Expr {
	own := c.s.Object()
	if !isQuant(n.Func) || n.Func == "all" && where == nil {
		c.errorf(diag.ExprFunction, n, fmt.Sprintf("%s is called wrongly", n.Func), "Write count(object), any(object, condition) or all(object, condition).")
		return bad(n)
	}
	if c.s.Related(own, object) == Unrelated {
		c.errorf(diag.ExprUnreachable, n, fmt.Sprintf("%s is not related to %s", object, own),
			"The expression is about records of %s. Add the association in an object block, or use a related object.", own)
		return bad(n)
	}
	out := &Quant{typed(n, Bool), n.Func, object, nil}
	if n.Func == "count" {
		out.Typ.Kind = Number
	}
	if where != nil {
		inner := &checker{s: within{c.s, object}, diags: c.diags, depth: c.depth}
		out.Where = inner.condition(where, "The second argument of "+n.Func)
	}
	return out
}

// within is a scope seen from another object.
type within struct {
	Scope
	object string
}

func (w within) Object() string { return w.object }
