package filter

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var update = flag.Bool("update", false, "rewrite golden files")

// modelled is a portal that has everything that an architecture names.
type modelled struct{ a *schema.Architecture }

func (m modelled) Property(object, field string) (Property, bool) {
	f := m.a.Field(object, field)
	if f == nil {
		return Property{}, false
	}
	name := f.Name
	for _, n := range []string{f.CRM["hubspot"], f.Property} {
		if n != "" {
			name = n
			break
		}
	}
	p := Property{Name: name, Label: schema.Label(f.Label, f.Name)}
	switch f.Type.Expr().Kind {
	case expr.Number:
		p.Type = "number"
	case expr.Bool:
		p.Type = "bool"
	case expr.Date:
		p.Type = "date"
	case expr.DateTime:
		p.Type = "datetime"
	case expr.Option, expr.Ref:
		p.Type = "enumeration"
	case expr.Options:
		p.Type, p.Multiple = "enumeration", true
	default:
		p.Type = "string"
	}
	switch name {
	case "closedate":
		p.Type = "datetime"
	case "owner":
		p.Name = "hubspot_owner_id"
	}
	return p, true
}

func (m modelled) Option(_, _, value string) (string, bool) { return value, true }

func (m modelled) Flow(address string) (Flow, bool) {
	t := m.a.Track(schema.Address(address))
	if t == nil {
		return Flow{}, false
	}
	f := Flow{Object: t.Object, Property: Property{Name: t.PropertyName(), Label: t.Label(), Type: "enumeration"}}
	for i, s := range t.Stages {
		f.Stages = append(f.Stages, Stage{string(s.Address), s.Name, i})
	}
	return f, true
}

func (m modelled) Score(scoring, dim string) (string, Property, bool) {
	s := schema.Find[schema.Scoring](m.a, schema.Address(scoring))
	if s == nil {
		return "", Property{}, false
	}
	field := s.Total
	for _, d := range s.Dimensions {
		if d.Name == dim {
			field = d.Field
		}
	}
	p, ok := m.Property(s.Object.Name(), field.Name())
	return s.Object.Name(), p, ok
}

func (m modelled) Meets(scoring, threshold string) (expr.Expr, bool) {
	s := schema.Find[schema.Scoring](m.a, schema.Address(scoring))
	for _, t := range s.Thresholds {
		if t.Name != threshold {
			continue
		}
		out := &expr.Logic{And: true}
		var dims []string
		for d := range t.Minimum {
			dims = append(dims, d)
		}
		slices.Sort(dims)
		for _, d := range dims {
			out.Parts = append(out.Parts, &expr.Compare{Op: expr.Ge, R: numberLit(t.Minimum[d]),
				L: &expr.Score{Node: expr.Node{Typ: num}, Scoring: scoring, Dimension: d}})
		}
		return out, true
	}
	return nil, false
}

func (m modelled) Link(from, to string) (Link, bool) {
	l := Link{Object: to, Label: schema.Label("", to), ObjectTypeID: "2-1", TypeID: 1000, Category: "USER_DEFINED", Many: m.a.HasMany(from, to) && !m.a.BelongsTo(from, to)}
	switch from + " " + to {
	case "contact company":
		l = Link{Object: to, Label: "Company (primary)", ObjectTypeID: "0-2", TypeID: 1, Category: "HUBSPOT_DEFINED", Single: true, Property: "associatedcompanyid"}
	case "deal company":
		l = Link{Object: to, Label: "Company (primary)", ObjectTypeID: "0-2", TypeID: 5, Category: "HUBSPOT_DEFINED", Single: true}
	}
	return l, true
}

func (m modelled) Count(object string, q *expr.Quant) (Property, bool) {
	return Property{Name: "num_associated_deals", Label: "Number of associated deals", Type: "number"},
		q.Object == "deal" && q.Where == nil && (object == "contact" || object == "company")
}

// objectOf is the record type that the criteria of a block are about; "" when the block around it says.
func objectOf(a *schema.Architecture, b schema.Block) string {
	of := func(stage schema.Address) string {
		if t := a.Track(stage); t != nil {
			return t.Object
		}
		return "contact"
	}
	event := func(e schema.Event) string {
		_, _, labels := e.Target.Split()
		switch e.Kind {
		case "entering", "leaving":
			return of(e.Target)
		case "set", "changed", "created":
			return labels[0]
		case "reaches":
			return schema.Find[schema.Scoring](a, schema.NewAddress("", "scoring", labels[0])).Object.Name()
		case "breached":
			return of(schema.Find[schema.SLA](a, e.Target).Starts.Target)
		}
		return "contact"
	}
	switch b := b.(type) {
	case *schema.Lifecycle:
		return b.Object.Name()
	case *schema.Pipeline:
		return b.Object.Name()
	case *schema.Handoff:
		return of(b.From)
	case *schema.SLA:
		return event(b.Starts)
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
		return event(b.Trigger)
	case *schema.Goal:
		if b.Object != "" {
			return b.Object.Name()
		}
		return of(b.Stage)
	}
	return ""
}

// criteria calls f for every criterion of an architecture.
func criteria(a *schema.Architecture, f func(at schema.Address, attr, object string, e expr.Expr)) {
	object := ""
	for _, b := range a.Blocks() {
		if o := objectOf(a, b); o != "" {
			object = o
		}
		v := reflect.ValueOf(b).Elem()
		for _, sf := range reflect.VisibleFields(v.Type()) {
			if !sf.IsExported() {
				continue
			}
			if c, ok := v.FieldByIndex(sf.Index).Interface().(schema.Criterion); ok && !c.IsZero() {
				f(b.Base().Address, sf.Name, object, c.Expr)
			}
		}
	}
}

// TestExamples lists what becomes of every criterion in the examples.
func TestExamples(t *testing.T) {
	var out strings.Builder
	exact, all := 0, 0
	for _, name := range []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"} {
		r := hclschema.Load(filepath.Join("../../../examples", name), hclschema.Options{Getenv: func(string) string { return "" }})
		if r.Diags.HasErrors() {
			t.Fatal(r.Diags)
		}
		fmt.Fprintf(&out, "# %s\n", name)
		criteria(r.Architecture, func(at schema.Address, attr, object string, e expr.Expr) {
			got := Compile(e, Env{Object: object, Portal: modelled{r.Architecture}, Now: testNow})
			all++
			if got.Exact() {
				exact++
			}
			fmt.Fprintf(&out, "\n%s %s of %s\n  %s\n", at, strings.ToLower(attr), object, expr.Format(e))
			tell := func(form string, f Fit, lines []string, notes []Note) {
				fmt.Fprintf(&out, "  %s: %s\n", form, f)
				for i, l := range lines {
					or := ""
					if i > 0 {
						or = "or "
					}
					fmt.Fprintf(&out, "    %s%s\n", or, l)
				}
				for _, n := range notes {
					fmt.Fprintf(&out, "    ! (%s) %s\n", n.Effect, n)
				}
			}
			tell("list", got.List.Fit, got.List.Words, got.List.Notes)
			tell("search", got.Search.Fit, got.Search.Words, got.Search.Notes)
		})
		fmt.Fprintln(&out)
	}
	fmt.Fprintf(&out, "# %d of %d criteria are exact as a list or workflow filter\n", exact, all)
	golden(t, "examples.golden.txt", out.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("%s (-want +got); -update rewrites it:\n%s", name, d)
	}
}
