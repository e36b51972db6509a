package hclschema

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/stagecraft-dev/stagecraft/schema/confined"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// variable is an input of an instance.
type variable struct {
	name     string
	typ      cty.Type // cty.NilType when not constrained
	defaults *typeexpr.Defaults
	deflt    hclsyntax.Expression
	checks   []*hclsyntax.Block
	rng      diag.Range
	arg      hclsyntax.Expression // given by a module block, in argScope
	argScope *scope
	given    *givenVar
	declared bool

	state evalState
	val   cty.Value
}

type evalState int

const (
	untouched evalState = iota
	running
	failed
	done
)

// givenVar is a value from outside of the architecture.
type givenVar struct {
	text string               // from the command line or the environment
	expr hclsyntax.Expression // from a file
	from string               // for diagnostics: "-var"
}

type givenVars map[string]*givenVar

// addVariable reads a variable block.
func (in *instance) addVariable(b *hclsyntax.Block) {
	l := in.l
	if !l.labels(b, "name") {
		return
	}
	name := b.Labels[0]
	v := in.vars[name]
	if v == nil {
		v = &variable{name: name}
		in.vars[name] = v
	}
	if v.declared {
		l.diags.Errorf(diag.Duplicate, rangeOf(b.DefRange()), fmt.Sprintf("var.%s is declared twice", name),
			"The first declaration is at %s. Remove one, or give it another name.", v.rng)
		return
	}
	v.declared, v.rng = true, rangeOf(b.DefRange())
	if in.path == "" {
		v.given = l.vars[name]
	}
	for _, a := range sortedAttrs(b.Body) {
		switch a.Name {
		case "type":
			t, defaults, hd := typeexpr.TypeConstraintWithDefaults(a.Expr)
			for _, d := range fromHCL(hd, diag.Variable) {
				d.Detail += " Types are string, number, bool, any, list(T), set(T), map(T), object({ … }) and tuple([ … ])."
				l.diags.Add(d)
			}
			if !hd.HasErrors() && t != cty.DynamicPseudoType {
				v.typ, v.defaults = t, defaults
			}
		case "default":
			v.deflt = a.Expr
		case "sensitive":
			if lit, ok := a.Expr.(*hclsyntax.LiteralValueExpr); !ok || !lit.Val.RawEquals(cty.False) {
				l.diags.Errorf(diag.NotAllowedHere, rangeOf(a.SrcRange), "A variable cannot be sensitive",
					"What an architecture holds stands in plans, documents and the CRM. A secret is read with env.NAME in the settings of a crm block, and is never kept.")
				v.state = failed // so that nothing prints its value
			}
		case "description", "nullable":
		default:
			l.unknownAttr(a, "variable", []string{"type", "default", "description", "sensitive", "nullable"})
		}
	}
	for _, nb := range b.Body.Blocks {
		if nb.Type == "validation" {
			v.checks = append(v.checks, nb)
			continue
		}
		l.diags.Errorf(diag.UnknownBlock, rangeOf(nb.DefRange()), fmt.Sprintf("A variable has no %s block", nb.Type), "Only validation is known here.")
	}
}

// validateVars evaluates the variables that have a type or validations, or no value.
func (in *instance) validateVars() {
	names := make([]string, 0, len(in.vars))
	for n := range in.vars {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		v := in.vars[n]
		if v.typ == cty.NilType && len(v.checks) == 0 && (v.arg != nil || v.deflt != nil) {
			continue // evaluated when it is used; it may hold a criterion
		}
		if _, ok := in.variable(v); !ok {
			continue
		}
		for _, c := range v.checks {
			in.validate(v, c)
		}
	}
}

// validate runs one validation block of a variable.
func (in *instance) validate(v *variable, c *hclsyntax.Block) {
	l := in.l
	cond, msg := c.Body.Attributes["condition"], c.Body.Attributes["error_message"]
	if cond == nil || msg == nil {
		l.diags.Errorf(diag.MissingAttribute, rangeOf(c.DefRange()), "A validation needs condition and error_message",
			"condition is true for a good value; error_message says what is wrong otherwise.")
		return
	}
	sc := &scope{in: in}
	ok, good := sc.truth(cond.Expr)
	if !good || ok {
		return
	}
	text, good := sc.text(msg.Expr)
	if !good {
		return
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "!") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	l.diags.Errorf(diag.Variable, v.valueRange(), fmt.Sprintf("The value of var.%s is not valid", v.name), "%s The rule is at %s.", text, rangeOf(c.DefRange()))
}

// valueRange is where the value in use was written, if in a file.
func (v *variable) valueRange() diag.Range {
	switch {
	case v.arg != nil:
		return rangeOf(v.arg.Range())
	case v.given != nil && v.given.expr != nil:
		return rangeOf(v.given.expr.Range())
	case v.given == nil && v.deflt != nil:
		return rangeOf(v.deflt.Range())
	}
	return v.rng
}

// variable evaluates a variable; false when that failed, which has been reported then.
func (in *instance) variable(v *variable) (cty.Value, bool) {
	l := in.l
	switch v.state {
	case done:
		return v.val, true
	case failed:
		return cty.DynamicVal, false
	case running:
		l.diags.Errorf(diag.Cycle, v.valueRange(), fmt.Sprintf("var.%s depends on itself", v.name), "Break the circle: give one of the values as a constant.")
		v.state = failed
		return cty.DynamicVal, false
	}
	v.state = running
	val, ok := in.rawVariable(v)
	if ok && v.typ != cty.NilType {
		if v.defaults != nil && !val.IsNull() {
			val = v.defaults.Apply(val)
		}
		conv, err := convert.Convert(val, v.typ)
		if err != nil {
			l.diags.Errorf(diag.Variable, v.valueRange(), fmt.Sprintf("The value of var.%s has the wrong type", v.name),
				"It must be of type %s: %s.", typeexpr.TypeString(v.typ), err)
			ok = false
		}
		val = conv
	}
	if !ok || v.state == failed {
		v.state = failed
		return cty.DynamicVal, false
	}
	v.state, v.val = done, val
	return val, true
}

func (in *instance) rawVariable(v *variable) (cty.Value, bool) {
	l := in.l
	switch {
	case v.arg != nil:
		return v.argScope.eval(v.arg)
	case v.given != nil && v.given.expr != nil:
		return (&scope{in: in}).eval(v.given.expr)
	case v.given != nil:
		val, err := v.parse(v.given.text)
		if err != nil {
			l.diags.Errorf(diag.Variable, v.rng, fmt.Sprintf("The value of var.%s given with %s is not valid", v.name, v.given.from),
				"It must be of type %s. Write it as in a file; lists and maps need quotes around their texts.", typeexpr.TypeString(v.typ))
		}
		return val, err == nil
	case v.deflt != nil:
		return (&scope{in: in}).eval(v.deflt)
	}
	how := fmt.Sprintf("Give one with -var %s=VALUE, in a file with -var-file, or in the environment as STAGECRAFT_VAR_%s.", v.name, v.name)
	if in.path != "" {
		how = fmt.Sprintf("Add %s = VALUE to the module block of %s.", v.name, in.path)
	}
	if in.path == "" && l.opts.Untrusted {
		l.withhold(diag.Variable, v.rng, fmt.Sprintf("var.%s has no value here", v.name),
			"It may have one in the environment, which an untrusted architecture is not given. A default in the variable block, or a value in a *.auto.vars.hcl file, would be read.")
		return cty.DynamicVal, false
	}
	l.diags.Errorf(diag.Variable, v.rng, fmt.Sprintf("var.%s has no value", v.name), "%s", how)
	return cty.DynamicVal, false
}

// parse reads a value from the command line or the environment: text stands for itself, what
// is neither text nor a number nor a bool is written as in a file.
func (v *variable) parse(text string) (cty.Value, error) {
	val := cty.StringVal(text)
	if v.typ == cty.NilType {
		return val, nil
	}
	if v.typ.IsPrimitiveType() {
		return convert.Convert(val, v.typ)
	}
	e, hd := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if hd.HasErrors() {
		return cty.DynamicVal, hd
	}
	val, hd = e.Value(nil)
	if hd.HasErrors() {
		return cty.DynamicVal, hd
	}
	return val, nil
}

// readVars gathers the values from outside: environment, *.auto.vars.hcl, ENV.vars.hcl,
// VarFiles, Vars. Later ones win.
func (l *loader) readVars() {
	l.vars = givenVars{}
	declared := declaredVariables(l.trees["."])
	if l.opts.Getenv != nil && !l.opts.Untrusted {
		for _, name := range declared {
			if s := l.opts.Getenv("STAGECRAFT_VAR_" + name); s != "" {
				l.vars[name] = &givenVar{text: s, from: "STAGECRAFT_VAR_" + name}
			}
		}
	}
	names, _ := l.files.list(".")
	for _, pick := range []func(string) bool{
		func(n string) bool {
			return strings.HasSuffix(n, ".auto.vars.hcl") || strings.HasSuffix(n, ".auto.vars.hcl.json")
		},
		func(n string) bool {
			return l.opts.Env != "" && (n == l.opts.Env+".vars.hcl" || n == l.opts.Env+".vars.hcl.json")
		},
	} {
		for _, n := range names {
			if !strings.Contains(n, "/") && pick(n) {
				src, err := l.files.read(n)
				l.readVarFile(n, src, err, declared)
			}
		}
	}
	for _, n := range l.opts.VarFiles {
		if l.opts.Untrusted {
			src, err := confined.ReadFile(n)
			if err == nil {
				l.readVarFile(n, src, nil, declared)
			} else {
				l.withhold(diag.Variable, diag.Range{}, fmt.Sprintf("The variable file %s is not read", n), "The architecture is untrusted. %s", reason(err))
			}
			continue
		}
		read := os.ReadFile
		if l.opts.Recorded {
			read = l.files.read
		}
		src, err := read(n)
		l.readVarFile(n, src, err, declared)
	}
	given := make([]string, 0, len(l.opts.Vars))
	for name := range l.opts.Vars {
		given = append(given, name)
	}
	sort.Strings(given)
	for _, name := range given {
		l.vars[name] = &givenVar{text: l.opts.Vars[name], from: "-var"}
		if !slices.Contains(declared, name) {
			l.diags.Errorf(diag.Variable, diag.Range{}, fmt.Sprintf("There is no variable %q", name),
				"-var gives a value to a variable that the architecture declares.%s", diag.DidYouMean(name, declared))
		}
	}
}

func (l *loader) readVarFile(name string, src []byte, err error, declared []string) {
	if err != nil {
		l.diags.Errorf(diag.UnreadableIO, diag.Range{}, fmt.Sprintf("The variable file %s cannot be read", name), "%s", reason(err))
		return
	}
	l.sources[name] = src
	var attrs []*hclsyntax.Attribute
	if strings.HasSuffix(name, ".json") {
		if !json.Valid(src) {
			l.diags.Errorf(diag.Syntax, diag.Range{File: name}, name+" is not valid JSON", "A variable file in JSON is one object: { \"NAME\": VALUE }.")
			return
		}
		var ds diag.List
		attrs, ds = jsonAttributes(src, name)
		l.diags.Add(ds...)
	} else {
		file, hd := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
		l.diags.Add(fromHCL(hd, diag.Syntax)...)
		body, ok := file.Body.(*hclsyntax.Body)
		if !ok {
			return
		}
		for _, b := range body.Blocks {
			l.diags.Errorf(diag.NotAllowedHere, rangeOf(b.DefRange()), "A variable file holds no blocks", "Write NAME = VALUE, one a line.")
		}
		attrs = sortedAttrs(body)
	}
	for _, a := range attrs {
		if !slices.Contains(declared, a.Name) {
			l.diags.Warnf(diag.Variable, rangeOf(a.NameRange), fmt.Sprintf("There is no variable %q", a.Name),
				"The value is not used.%s", diag.DidYouMean(a.Name, declared))
		}
		l.vars[a.Name] = &givenVar{expr: a.Expr, from: name}
	}
}
