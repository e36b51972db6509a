package hclschema

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// kind is how an attribute is decoded; it follows from its Go type.
type kind int

const (
	kString kind = iota
	kBool
	kNumber
	kStrings
	kMap
	kAddress
	kAddresses
	kDuration
	kFieldType
	kEvent
	kCriterion
	kExpression
	kDecay
	kSetting
	kAny
)

func kindOf(t reflect.Type) kind {
	switch t {
	case reflect.TypeFor[schema.Address]():
		return kAddress
	case reflect.TypeFor[[]schema.Address]():
		return kAddresses
	case reflect.TypeFor[schema.Duration]():
		return kDuration
	case reflect.TypeFor[schema.FieldType]():
		return kFieldType
	case reflect.TypeFor[schema.Event]():
		return kEvent
	case reflect.TypeFor[schema.Criterion]():
		return kCriterion
	case reflect.TypeFor[schema.Expression]():
		return kExpression
	case reflect.TypeFor[*schema.Decay]():
		return kDecay
	case reflect.TypeFor[schema.Setting]():
		return kSetting
	case reflect.TypeFor[[]string]():
		return kStrings
	}
	switch t.Kind() {
	case reflect.String:
		return kString
	case reflect.Map:
		return kMap
	case reflect.Interface:
		return kAny
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Bool:
		return kBool
	case reflect.Float64:
		return kNumber
	}
	panic("hclschema: no decoding for " + t.String())
}

// defaultOf is the value of the default of an attribute, or nil.
func defaultOf(a *schema.Attr) *reflect.Value {
	if a.Default == "" {
		return nil
	}
	v := reflect.New(a.Type).Elem()
	switch a.Type.Kind() {
	case reflect.String:
		v.SetString(a.Default)
	case reflect.Bool:
		v.SetBool(a.Default == "true")
	case reflect.Float64:
		f, err := strconv.ParseFloat(a.Default, 64)
		if err != nil {
			panic("hclschema: bad default of " + a.Name)
		}
		v.SetFloat(f)
	default:
		panic("hclschema: no default for " + a.Type.String())
	}
	return &v
}

// hint shows what a value of an attribute looks like.
func hint(a *schema.Attr) string {
	switch kindOf(a.Type) {
	case kBool:
		return "true"
	case kNumber:
		return "NUMBER"
	case kStrings:
		return `["…"]`
	case kMap:
		return "{ … }"
	case kAddress:
		return refHint(a.RefKinds)
	case kAddresses:
		return "[" + refHint(a.RefKinds) + "]"
	case kDuration:
		return `"4h"`
	case kFieldType:
		return "text (or number, bool, date, enum(…) …)"
	case kEvent:
		return "entering(stage.FLOW.STAGE), set(OBJECT.FIELD) …"
	case kCriterion, kExpression:
		return "a condition"
	}
	if len(a.Enum) > 0 {
		return strconv.Quote(a.Enum[0]) + enumHint(a.Enum)
	}
	return `"…"`
}

func enumHint(enum []string) string {
	if len(enum) < 2 {
		return ""
	}
	return " (or " + strings.Join(enum[1:], ", ") + ")"
}

// attr decodes one attribute into f. It reports whether there is a usable value.
func (d *decoder) attr(pa *plannedAttr, f reflect.Value, a *hclsyntax.Attribute) bool {
	e := a.Expr
	if lit, ok := e.(*hclsyntax.LiteralValueExpr); ok && lit.Val.IsNull() {
		if pa.deflt != nil {
			f.Set(*pa.deflt)
		}
		if pa.Required {
			d.l.diags.Errorf(diag.MissingAttribute, rangeOf(e.Range()), fmt.Sprintf("%s must have a value", pa.Name), "Write %s.", hint(pa.Attr))
		}
		return false
	}
	if _, bad := e.(*hclsyntax.ExprSyntaxError); bad {
		return false // reported by the parser
	}
	return d.value(pa, f, e, d.sc)
}

func (d *decoder) value(pa *plannedAttr, f reflect.Value, e hclsyntax.Expression, sc *scope) bool {
	switch pa.kind {
	case kString:
		s, ok := d.string(pa.Attr, e, sc)
		if ok {
			f.SetString(s)
		}
		return ok
	case kBool:
		return d.bool(pa.Attr, f, e, sc)
	case kNumber:
		return d.number(pa.Attr, f, e, sc)
	case kStrings:
		list, ok := d.strings(pa.Attr, e, sc)
		if ok {
			f.Set(reflect.ValueOf(list))
		}
		return ok
	case kMap:
		return d.mapping(pa.Attr, f, e, sc)
	case kAddress:
		if list, several := e.(*hclsyntax.TupleConsExpr); several && pa.Name == "owner" {
			d.l.diags.Errorf(diag.OneOwner, rangeOf(list.Range()), "There is exactly one owner",
				"What two own, nobody owns. Write owner = %s, without brackets.", refHint(pa.RefKinds))
			return false
		}
		a, ok := d.address(pa.RefKinds, e, sc)
		if ok {
			f.SetString(string(a))
		}
		return ok
	case kAddresses:
		list, ok := d.addresses(pa.RefKinds, e, sc)
		if ok {
			f.Set(reflect.ValueOf(list))
		}
		return ok
	case kDuration:
		dur, ok := d.duration(pa.Attr, e, sc)
		if ok {
			f.Set(reflect.ValueOf(dur))
		}
		return ok
	case kFieldType:
		t, ok := d.fieldType(e, sc)
		if ok {
			f.Set(reflect.ValueOf(t))
		}
		return ok
	case kEvent:
		ev, ok := d.event(e, sc)
		if ok {
			f.Set(reflect.ValueOf(ev))
		}
		return ok
	case kCriterion:
		return d.criterion(f.Addr().Interface().(*schema.Criterion), e, sc)
	case kExpression:
		x, ok := d.expression(pa.Name, e, sc)
		if ok {
			f.SetString(string(x))
		}
		return ok
	case kDecay:
		return d.decay(f, e, sc)
	case kSetting:
		s, ok := d.setting(e, sc)
		if ok {
			f.Set(reflect.ValueOf(s))
		}
		return ok
	}
	v, ok := d.any(e, sc)
	if ok && v != nil {
		f.Set(reflect.ValueOf(v))
	}
	return ok
}

// wrong reports a value of the wrong type.
func (d *decoder) wrong(name, want string, e hclsyntax.Expression, v cty.Value) bool {
	got := v.Type().FriendlyName()
	if v.IsNull() {
		got = "null"
	}
	d.l.diags.Errorf(diag.WrongType, rangeOf(e.Range()), fmt.Sprintf("%s must be %s", name, want), "It is %s.", got)
	return false
}

func (d *decoder) string(a *schema.Attr, e hclsyntax.Expression, sc *scope) (string, bool) {
	s, ok := literalString(e)
	if !ok {
		v, good := sc.eval(e)
		if !good {
			return "", false
		}
		if v.IsNull() {
			return "", false
		}
		if v.Type() != cty.String {
			return "", d.wrong(a.Name, "text", e, v)
		}
		s = v.AsString()
	}
	if len(a.Enum) > 0 && !slices.Contains(a.Enum, s) {
		d.l.diags.Errorf(diag.BadValue, rangeOf(e.Range()), fmt.Sprintf("%s cannot be %q", a.Name, s),
			"It is one of %s.%s", strings.Join(a.Enum, ", "), diag.DidYouMean(s, a.Enum))
		return "", false
	}
	return s, true
}

func (d *decoder) bool(a *schema.Attr, f reflect.Value, e hclsyntax.Expression, sc *scope) bool {
	v, ok := sc.eval(e)
	if !ok || v.IsNull() {
		return false
	}
	if v.Type() != cty.Bool {
		return d.wrong(a.Name, "true or false", e, v)
	}
	b := v.True()
	if f.Kind() == reflect.Pointer {
		f.Set(reflect.ValueOf(&b))
	} else {
		f.SetBool(b)
	}
	return true
}

func (d *decoder) number(a *schema.Attr, f reflect.Value, e hclsyntax.Expression, sc *scope) bool {
	v, ok := sc.eval(e)
	if !ok || v.IsNull() {
		return false
	}
	if v.Type() != cty.Number {
		return d.wrong(a.Name, "a number", e, v)
	}
	n, _ := v.AsBigFloat().Float64()
	if math.IsInf(n, 0) {
		d.l.diags.Errorf(diag.BadValue, rangeOf(e.Range()), fmt.Sprintf("%s is out of range", a.Name), "The number is too large to be kept.")
		return false
	}
	if a.Min != nil && n < *a.Min || a.Max != nil && n > *a.Max {
		limits := fmt.Sprintf("at least %v", *a.Min)
		if a.Max != nil {
			limits = fmt.Sprintf("%v to %v", *a.Min, *a.Max)
		}
		d.l.diags.Errorf(diag.BadValue, rangeOf(e.Range()), fmt.Sprintf("%s is out of range", a.Name), "It must be %s.", limits)
		return false
	}
	if f.Kind() == reflect.Pointer {
		f.Set(reflect.ValueOf(&n))
	} else {
		f.SetFloat(n)
	}
	return true
}

func (d *decoder) strings(a *schema.Attr, e hclsyntax.Expression, sc *scope) ([]string, bool) {
	if t, ok := e.(*hclsyntax.TupleConsExpr); ok {
		list := make([]string, 0, len(t.Exprs))
		all := true
		for _, x := range t.Exprs {
			s, ok := d.string(&schema.Attr{Name: "each item of " + a.Name, Enum: a.Enum}, x, sc)
			all = all && ok
			list = append(list, s)
		}
		return list, all
	}
	v, ok := sc.eval(e)
	if !ok || v.IsNull() {
		return nil, false
	}
	if !isList(v) {
		return nil, d.wrong(a.Name, "a list of texts", e, v)
	}
	list := []string{}
	for it := v.ElementIterator(); it.Next(); {
		_, x := it.Element()
		if x.IsNull() || x.Type() != cty.String {
			return nil, d.wrong("each item of "+a.Name, "text", e, x)
		}
		list = append(list, x.AsString())
	}
	return list, true
}

func isList(v cty.Value) bool {
	t := v.Type()
	return !v.IsNull() && (t.IsTupleType() || t.IsListType() || t.IsSetType())
}

// mapping decodes an object into map[string]T.
func (d *decoder) mapping(a *schema.Attr, f reflect.Value, e hclsyntax.Expression, sc *scope) bool {
	m := reflect.MakeMap(f.Type())
	et := f.Type().Elem()
	pa := &plannedAttr{Attr: &schema.Attr{Name: a.Name, Type: et}, kind: kindOf(et)}
	o, ok := e.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return d.mappingValue(pa, m, f, e, sc)
	}
	all := true
	for _, it := range o.Items {
		k, ok := d.key(it.KeyExpr, sc)
		if !ok {
			all = false
			continue
		}
		kv := reflect.ValueOf(k)
		if m.MapIndex(kv).IsValid() {
			d.l.diags.Errorf(diag.Duplicate, rangeOf(it.KeyExpr.Range()), fmt.Sprintf("%s has %q twice", a.Name, k), "Remove one of them.")
			continue
		}
		x := reflect.New(et).Elem()
		pa.Attr.Name = a.Name + "." + k
		if !d.value(pa, x, it.ValueExpr, sc) {
			all = false
			continue
		}
		m.SetMapIndex(kv, x)
	}
	f.Set(m)
	return all
}

func (d *decoder) mappingValue(pa *plannedAttr, m, f reflect.Value, e hclsyntax.Expression, sc *scope) bool {
	v, ok := sc.eval(e)
	if !ok || v.IsNull() {
		return false
	}
	if t := v.Type(); !t.IsObjectType() && !t.IsMapType() {
		return d.wrong(pa.Name, "an object { name = value }", e, v)
	}
	for it := v.ElementIterator(); it.Next(); {
		k, xv := it.Element()
		x := reflect.New(m.Type().Elem()).Elem()
		g := goValue(xv)
		if g == nil && x.Kind() == reflect.Interface {
			m.SetMapIndex(reflect.ValueOf(k.AsString()), x)
			continue
		}
		if gv := reflect.ValueOf(g); gv.IsValid() && gv.Type().AssignableTo(x.Type()) {
			x.Set(gv)
		} else {
			return d.wrong(pa.Name+"."+k.AsString(), typeWord(x.Type()), e, xv)
		}
		m.SetMapIndex(reflect.ValueOf(k.AsString()), x)
	}
	f.Set(m)
	return true
}

func typeWord(t reflect.Type) string {
	if t.Kind() == reflect.Float64 {
		return "a number"
	}
	return "text"
}

// key is the name of an item of an object.
func (d *decoder) key(e hclsyntax.Expression, sc *scope) (string, bool) {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		if t, ok := k.Wrapped.(*hclsyntax.ScopeTraversalExpr); ok && !k.ForceNonLiteral && len(t.Traversal) == 1 {
			return t.Traversal.RootName(), true
		}
		e = k.Wrapped
	}
	return sc.text(e)
}

func (d *decoder) duration(a *schema.Attr, e hclsyntax.Expression, sc *scope) (schema.Duration, bool) {
	s, ok := d.string(a, e, sc)
	if !ok {
		return schema.Duration{}, false
	}
	dur, err := schema.ParseDuration(s)
	if err != nil {
		d.l.diags.Errorf(diag.BadValue, rangeOf(e.Range()), fmt.Sprintf("%s is not a duration", a.Name), "%s.", err)
		return schema.Duration{}, false
	}
	return dur, true
}

// decay decodes an object literal into a Decay.
func (d *decoder) decay(f reflect.Value, e hclsyntax.Expression, sc *scope) bool {
	e, sc, ok := d.resolve(e, sc)
	if !ok {
		return false
	}
	o, isObject := e.(*hclsyntax.ObjectConsExpr)
	if !isObject {
		d.l.diags.Errorf(diag.WrongType, rangeOf(e.Range()), "decay must be an object", `Write { half_life = "30d" }, { per = "30d", points = 10 } or { expires = "90d" }.`)
		return false
	}
	v := reflect.New(f.Type().Elem())
	p := planOf(schema.DefOf(f.Type().Elem(), "decay"))
	all := true
	for _, it := range o.Items {
		k, ok := d.key(it.KeyExpr, sc)
		if !ok {
			all = false
			continue
		}
		i := slices.IndexFunc(p.attrs, func(pa plannedAttr) bool { return pa.Name == k })
		if i < 0 {
			names := []string{}
			for _, pa := range p.attrs {
				names = append(names, pa.Name)
			}
			d.l.diags.Errorf(diag.UnknownAttribute, rangeOf(it.KeyExpr.Range()), fmt.Sprintf("decay has no %q", k),
				"Known are %s.%s", strings.Join(names, ", "), diag.DidYouMean(k, names))
			all = false
			continue
		}
		all = d.value(&p.attrs[i], v.Elem().FieldByIndex(p.attrs[i].Index), it.ValueExpr, sc) && all
	}
	f.Set(v)
	return all
}
