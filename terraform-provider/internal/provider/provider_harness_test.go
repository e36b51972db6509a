package provider

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// core does over the protocol what Terraform does, with its rules: what a plan may say, and what an apply may make of it.
type core struct {
	t          testing.TB
	server     tfprotov6.ProviderServer
	schemas    map[string]*tfprotov6.Schema
	identities map[string]tftypes.Type
	types      map[string]*providers.ResourceType
	warnings   []string
}

// start runs a provider and configures it: settings by CRM.
func start(t testing.TB, factories []*providers.Factory, settings map[string]map[string]any) *core {
	t.Helper()
	c := launch(t, factories)
	schema, err := c.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	config := map[string]any{}
	for name, s := range settings {
		config[name] = s
	}
	resp, err := c.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: c.dynamic(c.value(config, schema.Provider.ValueType()))})
	if err != nil {
		t.Fatal(err)
	}
	c.mustNot(resp.Diagnostics, "configure")
	return c
}

// launch runs a provider that is not configured.
func launch(t testing.TB, factories []*providers.Factory) *core {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(New("test", factories)())()
	if err != nil {
		t.Fatal(err)
	}
	c := &core{t: t, server: server, identities: map[string]tftypes.Type{}, types: map[string]*providers.ResourceType{}}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	c.mustNot(schema.Diagnostics, "schema")
	c.schemas = schema.ResourceSchemas
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	c.mustNot(identities.Diagnostics, "identity schemas")
	for name, s := range identities.IdentitySchemas {
		c.identities[name] = s.ValueType()
	}
	for _, f := range factories {
		for _, typ := range f.Info.Types {
			c.types[TypeName+"_"+typ.Name] = typ
		}
	}
	return c
}

// instance is one resource as it is in the state.
type instance struct {
	typ      string // "stagecraft_made_thing"
	state    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// plan is what was planned for one.
type plan struct {
	config, state tftypes.Value
	replaces      []string
	private       []byte
	identity      *tfprotov6.ResourceIdentityData
	noop          bool
}

func (c *core) schemaType(typ string) tftypes.Object {
	c.t.Helper()
	s := c.schemas[typ]
	if s == nil {
		c.t.Fatalf("there is no resource %s", typ)
	}
	return s.ValueType().(tftypes.Object)
}

// absent is a resource that is not there yet.
func (c *core) absent(typ string) *instance {
	typ = TypeName + "_" + typ
	return &instance{typ: typ, state: tftypes.NewValue(c.schemaType(typ), nil)}
}

// empty are the attributes of a resource without values.
func (c *core) empty(typ string) map[string]tftypes.Value {
	out := map[string]tftypes.Value{}
	for name, t := range c.schemaType(typ).AttributeTypes {
		out[name] = tftypes.NewValue(t, nil)
	}
	return out
}

// config is a configuration: values of the type by their own names, and our own attributes.
func (c *core) config(typ string, v map[string]any) tftypes.Value {
	c.t.Helper()
	named := map[string]any{}
	for name, x := range v {
		if t := c.types[typ]; t.Attribute(name) != nil {
			name = nameOf(t, name)
		}
		named[name] = x
	}
	return c.value(named, c.schemaType(typ))
}

// value is a JSON value, in which tftypes values stand for themselves, as one of a type.
func (c *core) value(x any, t tftypes.Type) tftypes.Value {
	c.t.Helper()
	m, ok := x.(map[string]any)
	o, is := t.(tftypes.Object)
	if !ok || !is {
		v, err := value(x, t)
		if err != nil {
			c.t.Fatal(err)
		}
		return v
	}
	out := map[string]tftypes.Value{}
	for name, at := range o.AttributeTypes {
		switch e := m[name].(type) {
		case tftypes.Value:
			out[name] = e
		default:
			out[name] = c.value(e, at)
		}
	}
	for name := range m {
		if o.AttributeTypes[name] == nil {
			c.t.Fatalf("%s has no %s", t, name)
		}
	}
	return tftypes.NewValue(t, out)
}

func (c *core) dynamic(v tftypes.Value) *tfprotov6.DynamicValue {
	c.t.Helper()
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		c.t.Fatal(err)
	}
	return &d
}

func (c *core) static(d *tfprotov6.DynamicValue, t tftypes.Type) tftypes.Value {
	c.t.Helper()
	v, err := d.Unmarshal(t)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// problems are the errors of diagnostics; warnings are kept.
func (c *core) problems(ds []*tfprotov6.Diagnostic) string {
	var out []string
	for _, d := range ds {
		s := d.Summary + ": " + d.Detail
		if d.Attribute != nil {
			s = d.Attribute.String() + ": " + s
		}
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			out = append(out, s)
		} else {
			c.warnings = append(c.warnings, s)
		}
	}
	return strings.Join(out, "\n")
}

func (c *core) mustNot(ds []*tfprotov6.Diagnostic, what string) {
	c.t.Helper()
	if p := c.problems(ds); p != "" {
		c.t.Fatalf("%s: %s", what, p)
	}
}

// validate gives the errors of a configuration.
func (c *core) validate(typ string, config tftypes.Value) string {
	c.t.Helper()
	resp, err := c.server.ValidateResourceConfig(c.t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: typ, Config: c.dynamic(config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true}})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.problems(resp.Diagnostics)
}

// tryPlan plans a configuration, a null one for a destroy, and checks what Terraform checks.
func (c *core) tryPlan(i *instance, config tftypes.Value) (*plan, string) {
	c.t.Helper()
	if !config.IsNull() {
		if p := c.validate(i.typ, config); p != "" {
			return nil, p
		}
	}
	t := c.schemaType(i.typ)
	resp, err := c.server.PlanResourceChange(c.t.Context(), &tfprotov6.PlanResourceChangeRequest{TypeName: i.typ, PriorState: c.dynamic(i.state),
		ProposedNewState: c.dynamic(c.proposed(i, config)), Config: c.dynamic(config), PriorPrivate: i.private, PriorIdentity: i.identity})
	if err != nil {
		c.t.Fatal(err)
	}
	if p := c.problems(resp.Diagnostics); p != "" {
		return nil, p
	}
	out := &plan{config: config, state: c.static(resp.PlannedState, t), private: resp.PlannedPrivate, identity: resp.PlannedIdentity}
	for _, r := range resp.RequiresReplace {
		out.replaces = append(out.replaces, r.String())
	}
	out.noop = out.state.Equal(i.state)
	if !config.IsNull() {
		c.checkPlan(i, config, out.state)
	}
	return out, ""
}

// proposed is what Terraform proposes: the configuration, and of computed attributes what is in the state.
func (c *core) proposed(i *instance, config tftypes.Value) tftypes.Value {
	if config.IsNull() || i.state.IsNull() {
		return config
	}
	out, state := maps.Clone(parts(config)), parts(i.state)
	for _, a := range c.schemas[i.typ].Block.Attributes {
		if a.Computed && out[a.Name].IsNull() {
			out[a.Name] = state[a.Name]
		}
	}
	return tftypes.NewValue(config.Type(), out)
}

// checkPlan holds a plan to the rules of Terraform: what is given is planned, or left as it is; only computed attributes have
// other values.
func (c *core) checkPlan(i *instance, config, planned tftypes.Value) {
	c.t.Helper()
	given, is, next := parts(config), parts(i.state), parts(planned)
	for _, a := range c.schemas[i.typ].Block.Attributes {
		g, n := given[a.Name], next[a.Name]
		if a.WriteOnly {
			if !n.IsNull() {
				c.t.Errorf("%s: the plan has the write-only %s", i.typ, a.Name)
			}
			continue
		}
		switch {
		case n.Equal(g), a.Computed && g.IsNull():
		case is != nil && !is[a.Name].IsNull() && !g.IsNull() && n.Equal(is[a.Name]):
		default:
			c.t.Errorf("%s: invalid plan of %s: given %s, is %v, planned %s", i.typ, a.Name, g, is[a.Name], n)
		}
	}
}

// tryApply carries a plan out as Terraform does: with the configuration as it is known now, it plans once more.
func (c *core) tryApply(i *instance, p *plan) (*instance, string) {
	c.t.Helper()
	t := c.schemaType(i.typ)
	resp, err := c.server.ApplyResourceChange(c.t.Context(), &tfprotov6.ApplyResourceChangeRequest{TypeName: i.typ, PriorState: c.dynamic(i.state),
		PlannedState: c.dynamic(p.state), Config: c.dynamic(p.config), PlannedPrivate: p.private, PlannedIdentity: p.identity})
	if err != nil {
		c.t.Fatal(err)
	}
	next := &instance{typ: i.typ, state: c.static(resp.NewState, t), private: resp.Private, identity: resp.NewIdentity}
	if problems := c.problems(resp.Diagnostics); problems != "" {
		return next, problems
	}
	if p.config.IsNull() {
		if !next.state.IsNull() {
			c.t.Errorf("%s is destroyed and still in the state", i.typ)
		}
		return next, ""
	}
	if !next.state.IsFullyKnown() {
		c.t.Errorf("%s: not all is known after the apply: %s", i.typ, next.state)
	}
	c.checkKept(i.typ, p.state, next.state)
	return next, ""
}

// checkKept holds an apply to what was planned.
func (c *core) checkKept(typ string, planned, next tftypes.Value) {
	c.t.Helper()
	was, is := parts(planned), parts(next)
	for name, v := range was {
		if v.IsFullyKnown() && !v.Equal(is[name]) {
			c.t.Errorf("%s: %s was planned to be %s and is %s", typ, name, v, is[name])
		}
	}
}

// apply plans and applies a configuration, with a replacement where the plan says so.
func (c *core) apply(i *instance, v map[string]any) *instance {
	c.t.Helper()
	config := c.config(i.typ, v)
	p, problems := c.tryPlan(i, config)
	if problems != "" {
		c.t.Fatalf("plan %s: %s", i.typ, problems)
	}
	if len(p.replaces) > 0 && !i.state.IsNull() {
		c.destroy(i)
		i = c.absent(strings.TrimPrefix(i.typ, TypeName+"_"))
		if p, problems = c.tryPlan(i, config); problems != "" {
			c.t.Fatalf("plan a new %s: %s", i.typ, problems)
		}
	}
	again, problems := c.tryPlan(i, config)
	if problems != "" {
		c.t.Fatal(problems)
	}
	c.checkKept(i.typ, p.state, again.state)
	next, problems := c.tryApply(i, p)
	if problems != "" {
		c.t.Fatalf("apply %s %v: %s", i.typ, v, problems)
	}
	return next
}

// destroy plans and carries out that a resource goes.
func (c *core) destroy(i *instance) {
	c.t.Helper()
	if problems := c.tryDestroy(i); problems != "" {
		c.t.Fatalf("destroy %s: %s", i.typ, problems)
	}
}

func (c *core) tryDestroy(i *instance) string {
	c.t.Helper()
	p, problems := c.tryPlan(i, tftypes.NewValue(i.state.Type(), nil))
	if problems == "" {
		_, problems = c.tryApply(i, p)
	}
	return problems
}

// refresh reads a resource again.
func (c *core) refresh(i *instance) *instance {
	c.t.Helper()
	next, problems := c.tryRefresh(i)
	if problems != "" {
		c.t.Fatalf("refresh %s: %s", i.typ, problems)
	}
	return next
}

func (c *core) tryRefresh(i *instance) (*instance, string) {
	c.t.Helper()
	resp, err := c.server.ReadResource(c.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: i.typ, CurrentState: c.dynamic(i.state), Private: i.private, CurrentIdentity: i.identity})
	if err != nil {
		c.t.Fatal(err)
	}
	problems := c.problems(resp.Diagnostics)
	if problems != "" {
		return i, problems
	}
	return &instance{typ: i.typ, state: c.static(resp.NewState, c.schemaType(i.typ)), private: resp.Private, identity: resp.NewIdentity}, ""
}

// settled wants a refresh and a plan to find nothing to do.
func (c *core) settled(i *instance, v map[string]any) {
	c.t.Helper()
	now := c.refresh(i)
	p, problems := c.tryPlan(now, c.config(i.typ, v))
	if problems != "" {
		c.t.Fatalf("plan %s: %s", i.typ, problems)
	}
	if !p.noop {
		c.t.Errorf("%s: a second plan is not empty: %s", i.typ, changes(now.state, p.state))
	}
}

// changes shows in what two states differ.
func changes(a, b tftypes.Value) string {
	was, is := parts(a), parts(b)
	var out []string
	for name, v := range is {
		if !v.Equal(was[name]) {
			out = append(out, fmt.Sprintf("%s: %s → %s", name, was[name], v))
		}
	}
	return strings.Join(out, "; ")
}

// imported imports a resource by name or, when identity is given, by that, and reads it.
func (c *core) tryImport(typ, id string, identity map[string]any) (*instance, string) {
	c.t.Helper()
	typ = TypeName + "_" + typ
	req := &tfprotov6.ImportResourceStateRequest{TypeName: typ, ID: id}
	if identity != nil {
		req.Identity = &tfprotov6.ResourceIdentityData{IdentityData: c.dynamic(c.value(identity, c.identities[typ]))}
	}
	resp, err := c.server.ImportResourceState(c.t.Context(), req)
	if err != nil {
		c.t.Fatal(err)
	}
	if p := c.problems(resp.Diagnostics); p != "" {
		return nil, p
	}
	got := resp.ImportedResources[0]
	return c.refresh(&instance{typ: typ, state: c.static(got.State, c.schemaType(typ)), private: got.Private, identity: got.Identity}), ""
}

func (c *core) imported(typ, id string, identity map[string]any) *instance {
	c.t.Helper()
	i, problems := c.tryImport(typ, id, identity)
	if problems != "" {
		c.t.Fatalf("import %s %s %v: %s", typ, id, identity, problems)
	}
	return i
}

// tryMove moves the state of a resource of another provider.
func (c *core) tryMove(typ, from string, state map[string]any) (*instance, string) {
	c.t.Helper()
	b, err := json.Marshal(state)
	if err != nil {
		c.t.Fatal(err)
	}
	typ = TypeName + "_" + typ
	resp, err := c.server.MoveResourceState(c.t.Context(), &tfprotov6.MoveResourceStateRequest{SourceProviderAddress: "registry.example/somebody/else",
		SourceTypeName: from, SourceState: &tfprotov6.RawState{JSON: b}, TargetTypeName: typ})
	if err != nil {
		c.t.Fatal(err)
	}
	if p := c.problems(resp.Diagnostics); p != "" {
		return nil, p
	}
	return c.tryRefresh(&instance{typ: typ, state: c.static(resp.TargetState, c.schemaType(typ)), private: resp.TargetPrivate, identity: resp.TargetIdentity})
}

// attr is an attribute of a resource as a JSON value.
func (i *instance) attr(name string) any {
	x, _ := plain(parts(i.state)[name])
	return x
}
