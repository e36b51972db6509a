package hclschema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// checkRefs reports references that name nothing.
func (l *loader) checkRefs() {
	near := map[string][]string{}
	for _, r := range l.refs {
		if l.a.Lookup(r.addr) != nil || l.incomplete && r.addr.Module() != "" {
			continue
		}
		kind := r.addr.Kind()
		names, ok := near[kind]
		if !ok {
			names = l.namesOf(r)
			near[kind] = names
		}
		written := r.addr.Written()
		l.diags.Add(diag.Diagnostic{Code: diag.UnknownReference, Severity: diag.Error, Subject: r.rng,
			Summary: written + " is not declared", Detail: "Declare it, or name one that is." + diag.DidYouMean(written, names), Address: addressOf(r.block)})
	}
}

func addressOf(b schema.Block) string {
	if b == nil {
		return ""
	}
	return string(b.Base().Address)
}

// namesOf lists what could have been meant, as it is written.
func (l *loader) namesOf(r pendingRef) []string {
	kinds := []string{r.addr.Kind()}
	if slices.Contains(r.kinds, "threshold") {
		kinds = []string{"threshold"}
	}
	var names []string
	for _, k := range kinds {
		for _, a := range l.a.Addresses(k) {
			names = append(names, schema.Address(a).Written())
		}
		switch k {
		case "object":
			for _, o := range schema.BuiltinObjects() {
				names = append(names, "object."+o)
			}
		case "field":
			if _, _, labels := r.addr.Split(); len(labels) > 0 {
				for _, f := range schema.BuiltinFields() {
					names = append(names, labels[0]+"."+f)
				}
			}
		}
	}
	return names
}

// checkCriteria types every criterion against the catalog.
func (l *loader) checkCriteria() {
	for _, c := range l.criteria {
		object := l.objectOf(c)
		if object == "" || l.a.Object(object) == nil { // the reference that decides is reported already
			c.at.Expr = nil
			l.faulty = append(l.faulty, c.top.Base().Address)
			continue
		}
		e, ds := expr.CheckBool(c.at.Expr, l.a.ExprScope(c.module, object))
		for i := range ds {
			ds[i].Address = addressOf(c.block)
		}
		l.diags.Add(ds...)
		c.at.Expr = e
		if ds.HasErrors() {
			l.faulty = append(l.faulty, c.top.Base().Address)
		}
	}
}

// objectOf is the record type that a criterion is about, which follows from where
// it stands; "" when that cannot be told.
func (l *loader) objectOf(c pendingCriterion) string {
	switch b := c.top.(type) {
	case *schema.Lifecycle:
		return b.Object.Name()
	case *schema.Pipeline:
		return b.Object.Name()
	case *schema.Handoff:
		return l.trackObject(b.From)
	case *schema.SLA:
		return l.eventObject(b.Starts, 0)
	case *schema.Routing:
		return b.Object.Name()
	case *schema.Scoring:
		return b.Object.Name()
	case *schema.Hygiene:
		return b.Object.Name()
	case *schema.Approval:
		return b.Object.Name()
	case *schema.Sequence:
		return b.Object.Name()
	case *schema.Field:
		return b.Object
	case *schema.Automation:
		if b.Object != "" {
			return b.Object.Name()
		}
		return l.eventObject(b.Trigger, 0)
	case *schema.Goal:
		if b.Object != "" {
			return b.Object.Name()
		}
		if b.Stage != "" {
			return l.trackObject(b.Stage)
		}
	}
	return "contact"
}

func (l *loader) trackObject(stage schema.Address) string {
	if t := l.a.Track(stage); t != nil {
		return t.Object
	}
	return ""
}

// eventObject is the type of the records to which an event happens.
func (l *loader) eventObject(e schema.Event, depth int) string {
	_, _, labels := e.Target.Split()
	switch e.Kind {
	case "entering", "leaving":
		return l.trackObject(e.Target)
	case "set", "changed", "created":
		if len(labels) > 0 {
			return labels[0]
		}
	case "reaches":
		module, _, _ := e.Target.Split()
		if len(labels) > 0 {
			if s := schema.Find[schema.Scoring](l.a, schema.NewAddress(module, "scoring", labels[0])); s != nil {
				return s.Object.Name()
			}
		}
	case "breached":
		if s := schema.Find[schema.SLA](l.a, e.Target); s != nil && depth < 10 {
			return l.eventObject(s.Starts, depth+1)
		}
	case "event", "every":
		return "contact"
	}
	return ""
}

// checkArchitecture checks what needs the whole model.
func (l *loader) checkArchitecture() {
	for _, d := range l.a.Check() {
		if !l.isFaulty(schema.Address(d.Address)) {
			l.diags.Add(d)
		}
	}
}

// isFaulty tells whether a block, or the one around it, has errors of its own; what the rules
// find wrong with it then may be a mere consequence.
func (l *loader) isFaulty(a schema.Address) bool {
	return slices.ContainsFunc(l.faulty, a.Within)
}

// checkRequiredVersion compares required_version of an architecture block with the version of the tool.
func (l *loader) checkRequiredVersion(body *hclsyntax.Body) {
	a := body.Attributes["required_version"]
	if a == nil || l.opts.ToolVersion == "" {
		return
	}
	s, ok := literalString(a.Expr)
	if !ok {
		return
	}
	at := rangeOf(a.Expr.Range())
	c, err := semver.NewConstraint(s)
	if err != nil {
		l.diags.Errorf(diag.BadValue, at, fmt.Sprintf("%q is not a version constraint", s), `Write one such as ">= 0.1" or "~> 1.2".`)
		return
	}
	v, err := semver.NewVersion(l.opts.ToolVersion)
	if err != nil {
		return // a development build
	}
	if v.Prerelease() != "" { // a pre-release counts as the version that it leads to
		v = semver.New(v.Major(), v.Minor(), v.Patch(), "", "")
	}
	if !c.Check(v) {
		l.diags.Errorf(diag.ToolVersion, at, fmt.Sprintf("This is stagecraft %s, and the architecture requires %s", l.opts.ToolVersion, s),
			"Install a version that fits.")
	}
}

// globalBlock is a block that belongs to the CRM as a whole.
type globalBlock struct {
	block schema.Block
	in    *instance
}

// redeclared tells whether a block of the CRM as a whole has been declared alike by another
// module already, in which case it is left out; a different declaration is reported.
func (d *decoder) redeclared(b schema.Block, in *instance) bool {
	addr := b.Base().Address
	first, seen := d.l.globals[addr]
	if !seen {
		d.l.globals[addr] = globalBlock{b, in}
		return false
	}
	if first.in == in {
		return false // twice in one architecture: Index reports it
	}
	sameSource := first.block.Base().Range == b.Base().Range
	if !alike(reflect.ValueOf(first.block).Elem(), reflect.ValueOf(b).Elem(), sameSource) {
		code := diag.Duplicate
		if addr.Kind() == "field" {
			code = diag.FieldConflict
		}
		d.l.diags.Errorf(code, b.Base().Range, fmt.Sprintf("%s is declared differently in two modules", addr.Written()),
			"Objects, fields and statuses belong to the CRM as a whole. The other declaration is at %s. Make them equal, or keep one.", first.block.Base().Range)
	}
	return true
}

// alike compares the meaning of two values: ranges do not count, nor does the module
// of an address when anyModule is set.
func alike(a, b reflect.Value, anyModule bool) bool {
	if a.Type() != b.Type() {
		return false
	}
	switch a.Interface().(type) {
	case schema.Meta, expr.Node:
		return true
	case schema.Address:
		x, y := schema.Address(a.String()), schema.Address(b.String())
		if x == y || !anyModule {
			return x == y
		}
		return strings.TrimPrefix(string(x), x.Module()) == strings.TrimPrefix(string(y), y.Module())
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return alike(a.Elem(), b.Elem(), anyModule)
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type().Field(i).IsExported() && !alike(a.Field(i), b.Field(i), anyModule) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !alike(a.Index(i), b.Index(i), anyModule) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}
