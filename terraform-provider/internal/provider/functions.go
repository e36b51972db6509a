package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/providers"
	model "github.com/stagecraft-dev/stagecraft/schema"
	problems "github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// functions are what an architecture answers without a CRM.
func (p *stagecraft) functions() []func() function.Function {
	var out []func() function.Function
	for _, q := range []*question{scoreQuestion(), routeQuestion(), dueQuestion(), p.criterionQuestion()} {
		q.provider = p
		out = append(out, func() function.Function { return q })
	}
	return out
}

// question is a function over an architecture. Its first argument is the directory.
type question struct {
	provider   *stagecraft
	name       string
	definition function.Definition
	answer     func(a *asked) (any, *function.FuncError)
}

// asked is a call of a function.
type asked struct {
	dir  *directory.Directory
	arch *model.Architecture
	args []any // plain values, of all arguments
}

func (a *asked) text(i int) string {
	s, _ := a.args[i].(string)
	return s
}

// wrong is the error of an argument.
func wrong(i int, format string, args ...any) *function.FuncError {
	return function.NewArgumentFuncError(int64(i), fmt.Sprintf(format, args...))
}

func (q *question) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = q.name
}

func (q *question) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = q.definition
}

func (q *question) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	a := &asked{}
	for i := range q.definition.Parameters {
		var v attr.Value
		if resp.Error = req.Arguments.GetArgument(ctx, i, &v); resp.Error != nil {
			return
		}
		if d, ok := v.(types.Dynamic); ok {
			v = d.UnderlyingValue()
		}
		raw, err := v.ToTerraformValue(ctx)
		if err != nil {
			resp.Error = wrong(i, "%v", err)
			return
		}
		x, _ := plain(raw)
		a.args = append(a.args, x)
	}
	a.dir = q.provider.directory(a.text(0), "", nil)
	a.dir.Load.Cache = &q.provider.parsed
	res := a.dir.Read()
	for _, d := range res.Diags.Sorted() {
		if d.Severity == problems.Error {
			resp.Error = wrong(0, "The architecture cannot be read: %s", d.Error())
			return
		}
	}
	a.arch = res.Architecture
	answer, failed := q.answer(a)
	if failed != nil {
		resp.Error = failed
		return
	}
	t := q.definition.Return.GetType()
	raw, err := value(answer, t.TerraformType(ctx))
	if err == nil {
		var v attr.Value
		if v, err = t.ValueFromTerraform(ctx, raw); err == nil {
			resp.Error = resp.Result.Set(ctx, v)
			return
		}
	}
	resp.Error = function.NewFuncError(err.Error())
}

// block finds a block by address or, when it is of a kind, by name: "lead" is "scoring.lead".
func (a *asked) block(i int, kind string) (model.Block, *function.FuncError) {
	name := a.text(i)
	for _, addr := range []model.Address{model.Address(name), model.Address(kind + "." + name)} {
		if b := a.arch.Lookup(addr); b != nil && b.Base().Address.Kind() == kind {
			return b, nil
		}
	}
	known := a.arch.Addresses(kind)
	return nil, wrong(i, "There is no %s %q. There are: %s.%s", kind, name, strings.Join(known, ", "), problems.DidYouMean(name, known))
}

var pathParameter = function.StringParameter{Name: "path", MarkdownDescription: "Directory of the architecture, relative to the working directory."}

const recordDoc = "The record: `{ at, object, owner, fields, stages, entered_at, activities, resets, related }`, of which all but `at` can be left out. `at` is the time (RFC 3339) at which the record is looked at; " +
	"`fields` are values by field name; `stages` addresses of stages, and `entered_at` when it entered them, by lifecycle or pipeline; `activities` the times of events by name, one or a list for each; " +
	"`resets` when a score was reset, by address; `related` lists of such records by object."

func recordParameter(doc string) function.Parameter {
	return function.DynamicParameter{Name: "record", MarkdownDescription: doc}
}

func name(n, doc string) function.Parameter {
	return function.StringParameter{Name: n, MarkdownDescription: doc}
}

func scoreQuestion() *question {
	numbers, texts := types.MapType{ElemType: types.NumberType}, types.MapType{ElemType: types.StringType}
	return &question{name: "score", definition: function.Definition{
		Summary: "The score of a record", MarkdownDescription: "What a scoring model of an architecture makes of a record at a time: the total with its band, the dimensions, the thresholds, and the reasons.",
		Parameters: []function.Parameter{pathParameter, name("model", "Scoring model, by name or address."), recordParameter(recordDoc)},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{"total": types.NumberType, "band": types.StringType, "bands": texts, "dimensions": numbers,
			"thresholds": types.MapType{ElemType: types.BoolType}, "reasons": types.ListType{ElemType: types.StringType}}},
	}, answer: func(a *asked) (any, *function.FuncError) {
		b, failed := a.block(1, "scoring")
		if failed != nil {
			return nil, failed
		}
		s := b.(*model.Scoring)
		rec, at, failed := a.record(2, s.Object.Name(), true)
		if failed != nil {
			return nil, failed
		}
		r := engine.Score(a.arch, s, rec, at)
		bands, dimensions, thresholds, reasons := map[string]any{}, map[string]any{}, map[string]any{}, []any{}
		for _, b := range r.Bands {
			if b.Band != "" {
				bands[b.Dimension] = b.Band
			}
		}
		for _, d := range r.Dimensions {
			dimensions[d.Name] = d.Points
			for _, why := range d.Reasons {
				reasons = append(reasons, d.Name+": "+why.Text)
			}
		}
		for _, t := range r.Thresholds {
			thresholds[t.Name] = t.Met
		}
		return map[string]any{"total": r.Total, "band": bands["total"], "bands": bands, "dimensions": dimensions, "thresholds": thresholds, "reasons": reasons}, nil
	}}
}

func routeQuestion() *question {
	return &question{name: "route", definition: function.Definition{
		Summary: "Who receives a record", MarkdownDescription: "Who receives a record by a routing policy of an architecture, and why. Nobody has any open record yet, and it is the turn of whoever comes first.",
		Parameters: []function.Parameter{pathParameter, name("routing", "Routing policy, by name or address."), recordParameter(recordDoc)},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{"to": types.StringType, "via": types.StringType, "rule": types.StringType, "method": types.StringType,
			"reason": types.StringType, "fallback": types.BoolType, "skipped": types.ListType{ElemType: types.StringType}}},
	}, answer: func(a *asked) (any, *function.FuncError) {
		b, failed := a.block(1, "routing")
		if failed != nil {
			return nil, failed
		}
		r := b.(*model.Routing)
		rec, at, failed := a.record(2, r.Object.Name(), true)
		if failed != nil {
			return nil, failed
		}
		as := engine.Route(a.arch, r, rec, engine.Load{}, at)
		skipped := []any{}
		for _, s := range as.Skipped {
			skipped = append(skipped, s)
		}
		return given(map[string]any{"to": as.To, "via": string(as.Via), "rule": as.Rule, "method": as.Method, "reason": as.Reason, "fallback": as.Fallback, "skipped": skipped}), nil
	}}
}

func dueQuestion() *question {
	return &question{name: "sla_due", definition: function.Definition{
		Summary: "When a clock runs out", MarkdownDescription: "When a clock of an architecture runs out for a record (RFC 3339), in business hours where it runs in these; null when it does not concern the record.",
		Parameters: []function.Parameter{pathParameter, name("sla", "Clock, by name or address."), name("started_at", "When the clock started (RFC 3339)."),
			recordParameter(recordDoc + " Here `at` counts for nothing: the record is looked at when the clock starts.")},
		Return: function.StringReturn{},
	}, answer: func(a *asked) (any, *function.FuncError) {
		b, failed := a.block(1, "sla")
		if failed != nil {
			return nil, failed
		}
		s := b.(*model.SLA)
		start, err := time.Parse(time.RFC3339, a.text(2))
		if err != nil {
			return nil, wrong(2, "%q is not a time. Write date, time and offset, as in \"2026-03-02T09:00:00-05:00\".", a.text(2))
		}
		object := ""
		if t := a.arch.Track(s.Starts.Target); t != nil {
			object = t.Object
		}
		rec, _, failed := a.record(3, object, false)
		if failed != nil {
			return nil, failed
		}
		l, err := engine.Due(a.arch, s, rec, start)
		switch {
		case err != nil:
			return nil, wrong(1, "%v", err)
		case !l.Applies:
			return nil, nil
		}
		return l.Due.Format(time.RFC3339), nil
	}}
}

func (p *stagecraft) criterionQuestion() *question {
	return &question{name: "criterion_formula", definition: function.Definition{
		Summary: "A criterion in the language of a CRM", MarkdownDescription: "The condition of a criterion of an architecture as a CRM says it: a formula, a filter as JSON, or the condition itself. It is exact: a criterion that the CRM cannot say exactly is an error that tells why.",
		Parameters: []function.Parameter{pathParameter, name("criterion", "Address of an entry or exit criterion: `stage.lead.mql.entry.fit`."),
			name("crm", "CRM: "+quotedList(p.criterionCRMs())+".")},
		Return: function.StringReturn{},
	}, answer: func(a *asked) (any, *function.FuncError) {
		i := slices.IndexFunc(p.factories, func(f *providers.Factory) bool { return f.Info.Name == a.text(2) && f.Criterion != nil })
		if i < 0 {
			return nil, wrong(2, "No CRM %q says criteria. Write one of: %s.%s", a.text(2), strings.Join(p.criterionCRMs(), ", "), problems.DidYouMean(a.text(2), p.criterionCRMs()))
		}
		f := p.factories[i]
		c, failed := a.criterion(1)
		if failed != nil {
			return nil, failed
		}
		text, err := f.Criterion(a.arch, providers.Target{Environment: directory.DefaultEnvironment, CRM: &model.CRM{Provider: f.Info.Name}, Dir: a.dir.Path}, c)
		if err != nil {
			return nil, wrong(1, "%s cannot say %s exactly: %v", f.Info.Title, a.text(1), err)
		}
		return text, nil
	}}
}

// criterionCRMs are those that say criteria in a language of theirs.
func (p *stagecraft) criterionCRMs() (out []string) {
	for _, f := range p.factories {
		if f.Criterion != nil {
			out = append(out, f.Info.Name)
		}
	}
	return out
}

// criterion finds the condition of an entry or exit criterion.
func (a *asked) criterion(i int) (c providers.Criterion, failed *function.FuncError) {
	var known []string
	for _, t := range a.arch.Tracks() {
		for _, s := range t.Stages {
			for _, g := range slices.Concat(s.Entry, s.Exit) {
				if string(g.Address) != a.text(i) {
					known = append(known, string(g.Address))
					continue
				}
				if g.When.IsZero() {
					return c, wrong(i, "%s has no condition: people judge whether it holds.", g.Address)
				}
				return providers.Criterion{Object: t.Object, When: g.When.Expr, Track: t.Address}, nil
			}
		}
	}
	return c, wrong(i, "There is no criterion %q.%s", a.text(i), problems.DidYouMean(a.text(i), known))
}
