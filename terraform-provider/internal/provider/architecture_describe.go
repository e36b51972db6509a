package provider

import (
	"encoding/json"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/providers"
	model "github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// describer turns an architecture into plain values.
type describer struct {
	a *model.Architecture
	// kept says how CRMs keep what is at an address.
	kept map[model.Address][]any
}

// describeArchitecture is the data source's values, but for the documents.
func describeArchitecture(dir *directory.Directory, res *hclschema.Result, diags *diag.Diagnostics) map[string]any {
	d := &describer{res.Architecture, map[model.Address][]any{}}
	environments := d.environments(dir, res, diags)
	stages, criteria := d.stages()
	out := map[string]any{"digest": d.a.Digest(), "environments": environments, "stages": stages, "criteria": criteria,
		"owners": d.owners(), "slas": d.slas()}
	if d.a.Info != nil {
		out["name"], out["version"] = d.a.Info.Name, d.a.Info.Version
	}
	return out
}

// given are the values without empty texts, which are not given.
func given(v map[string]any) map[string]any {
	maps.DeleteFunc(v, func(_ string, x any) bool { return x == "" })
	return v
}

func addresses(list []model.Address) []any {
	out := make([]any, len(list))
	for i, a := range list {
		out[i] = string(a)
	}
	return out
}

func (d *describer) stages() (stages, criteria []any) {
	stages, criteria = []any{}, []any{}
	for _, t := range d.a.Tracks() {
		kind := "lifecycle"
		if t.Pipeline {
			kind = "pipeline"
		}
		for _, s := range t.Stages {
			v := given(map[string]any{"address": string(s.Address), "name": s.Name, "label": model.Title(s), "track": string(t.Address), "kind": kind, "object": t.Object,
				"owner": string(s.Owner), "definition": s.Definition, "state": s.State, "golden": s.Golden, "outcome": s.Outcome, "forecast": s.Forecast,
				"requires": addresses(s.Requires)})
			if s.Probability != nil {
				v["probability"] = *s.Probability
			}
			if !s.StaleAfter.IsZero() {
				v["stale_after"] = s.StaleAfter.String()
			}
			stages = append(stages, v)
			for _, g := range s.Entry {
				criteria = append(criteria, d.criterion(s, "entry", g))
			}
			for _, g := range s.Exit {
				criteria = append(criteria, d.criterion(s, "exit", g))
			}
		}
	}
	return stages, criteria
}

func (d *describer) criterion(s *model.Stage, kind string, g *model.Gate) map[string]any {
	v := map[string]any{"address": string(g.Address), "stage": string(s.Address), "kind": kind, "text": g.Description, "then": string(g.Then),
		"enforcement": append([]any{}, d.kept[g.Address]...)}
	if !g.When.IsZero() {
		v["rule"], v["condition"] = expr.Sentence(g.When.Expr, d.a.Namer()), expr.Format(g.When.Expr)
		if g.Description == "" {
			v["text"] = v["rule"]
		}
	}
	return given(v)
}

// owners are those of stages, each once, in the order of the stages.
func (d *describer) owners() []any {
	out, index := []any{}, map[model.Address]map[string]any{}
	for _, t := range d.a.Tracks() {
		for _, s := range t.Stages {
			if s.Owner == "" {
				continue
			}
			v := index[s.Owner]
			if v == nil {
				v = map[string]any{"address": string(s.Owner), "holders": []any{}, "stages": []any{}}
				if b := d.a.Lookup(s.Owner); b != nil {
					v["title"] = model.Title(b)
				}
				if r := model.Find[model.Role](d.a, s.Owner); r != nil {
					for _, h := range r.Holders {
						v["holders"] = append(v["holders"].([]any), h)
					}
				}
				index[s.Owner] = v
				out = append(out, v)
			}
			v["stages"] = append(v["stages"].([]any), string(s.Address))
		}
	}
	return out
}

func (d *describer) slas() []any {
	out := []any{}
	for _, s := range d.a.SLAs {
		v := given(map[string]any{"address": string(s.Address), "title": model.Title(s), "within": s.Within.String(), "clock": s.Clock,
			"calendar": string(s.Calendar), "owner": string(s.Owner)})
		if !s.Target.IsZero() {
			v["target"] = s.Target.String()
		}
		out = append(out, v)
	}
	return out
}

// environments compiles the architecture for the CRMs of one environment, or of all.
func (d *describer) environments(dir *directory.Directory, res *hclschema.Result, diags *diag.Diagnostics) map[string]any {
	out := map[string]any{}
	for _, e := range d.a.Environments {
		if dir.Env == "" || dir.Env == e.Name {
			out[e.Name] = map[string]any{"title": model.Title(e), "protected": e.Protected, "crms": d.crms(dir, res, e.Name, diags)}
		}
	}
	if len(out) == 0 {
		out[dir.EnvName()] = map[string]any{"title": model.Label("", dir.EnvName()), "protected": false, "crms": d.crms(dir, res, dir.EnvName(), diags)}
	}
	return out
}

func (d *describer) crms(dir *directory.Directory, res *hclschema.Result, env string, diags *diag.Diagnostics) map[string]any {
	out := map[string]any{}
	for _, t := range dir.Targets(d.a, env) {
		c, err := dir.Compile(res, t)
		if err != nil {
			tellError(diags, dir.Path, err)
			continue
		}
		for _, e := range c.Enforcement {
			d.kept[e.Address] = append(d.kept[e.Address], map[string]any{"environment": env, "crm": t.CRM.Provider, "class": string(e.Class), "how": e.How})
		}
		resources := []any{}
		for _, r := range c.Resources {
			values, _ := json.Marshal(masked(c.Info.Type(r.Type), r.Values)) // plain values have a form
			resources = append(resources, given(map[string]any{"type": r.Type, "key": r.Key, "address": r.Address(), "origin": string(r.Origin), "label": r.Label, "values": string(values)}))
		}
		out[t.CRM.Provider] = map[string]any{"title": c.Info.Title, "resources": resources,
			"manual_steps": manualSteps(c.Info.Title, c.Manual)}
	}
	return out
}

// masked are values without their secrets.
func masked(t *providers.ResourceType, v providers.Values) providers.Values {
	for _, a := range t.Attributes {
		if a.Secret() && v[a.Name] != nil {
			v = v.With(a.Name, planner.Masked)
		}
	}
	return v
}

func manualSteps(title string, steps []providers.ManualStep) []any {
	out := []any{}
	for _, m := range steps {
		out = append(out, manualStep(title, m))
	}
	return out
}
