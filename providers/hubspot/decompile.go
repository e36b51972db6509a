package hubspot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// decompile gives the blocks that describe an account, indexed. Its findings say what no block can describe, what a
// plan of the blocks would change all the same, and what an audit of the account comes upon.
func decompile(live []*providers.Live, p *portal) (*schema.Architecture, diag.List) {
	d := newDecompiler(live, p)
	d.info()
	d.customObjects()
	d.teams()
	d.catalog()
	d.lifecycle()
	d.pipelines()
	d.workflows()
	d.rest()
	d.diags.Add(d.a.Index()...)
	d.conditions()
	d.verify()
	d.diags.Add(importing.Group(d.findings)...)
	d.diags.Add(audited(d.live, p)...)
	return d.a, d.diags
}

type decompiler struct {
	a      *schema.Architecture
	live   *inventory
	portal *portal
	diags  diag.List
	// findings are told at the end, those of one kind together.
	findings []importing.Finding
	// taken are the names given so far, each with the scope in which it is the only one.
	taken importing.Names
	// objects are the names of custom objects, by HubSpot's.
	objects map[string]string
	// fields and stages are what became of properties and of stages, by natural key; lifecycle stages by "lifecycle/NAME".
	fields map[string]*schema.Field
	stages map[string]schema.Address
	// works are the workflows that automations come from, borrowed HubSpot's own properties that became fields for them.
	works    map[*schema.Automation]item
	borrowed []*schema.Field
	// ruled are the validation rules that became conditions of fields.
	ruled []item
}

func newDecompiler(live []*providers.Live, p *portal) *decompiler {
	return &decompiler{a: &schema.Architecture{}, live: newInventory(live), portal: p, taken: importing.Names{}, objects: map[string]string{},
		fields: map[string]*schema.Field{}, stages: map[string]schema.Address{}, works: map[*schema.Automation]item{}}
}

// finding reports something live that the blocks do not say.
func (d *decompiler) finding(i item, summary, detail string, args ...any) {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	d.diags.Add(diag.Diagnostic{Code: diag.Unsupported, Severity: diag.Warning, Summary: summary, Detail: detail, Address: i.Type + "." + i.Key})
}

// unsaid reports what may be there many times over. Why is true of all of its kind, the lines say more of this one.
func (d *decompiler) unsaid(i item, what, of, name, why string, lines ...string) {
	d.findings = append(d.findings, importing.Finding{Address: i.Type + "." + i.Key, What: what, Of: of, Name: name, Why: why, Lines: lines})
}

// stays is what becomes of what no block says.
const stays = "What HubSpot has stays as it is."

// blockName makes a name that the language takes of what people call a thing; fallback when nothing is left of that.
func blockName(words, fallback string) string {
	return importing.BlockName(strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return -1
		}
		return r
	}, internalName(words)), fallback)
}

// crmMap is the crm map of a block that HubSpot calls id; none when that follows from the block.
func crmMap(id, follows string) map[string]string {
	if id == follows {
		return nil
	}
	return map[string]string{provider: id}
}

// object is the name of an object in the blocks; "" for one that none describes.
func (d *decompiler) object(plural string) string {
	if s := standardOf(plural); s != nil {
		return s.name
	}
	return d.objects[plural]
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// info says what the architecture is, and how to reach the account again.
func (d *decompiler) info() {
	d.a.Info = &schema.Info{Name: "hubspot", Title: "HubSpot", Version: "0.1.0", Motion: "sales_led", Currency: "USD", ReleaseCycle: "monthly"}
	if !d.portal.known {
		return
	}
	id := strconv.FormatInt(d.portal.details.PortalID, 10)
	d.a.Info.Title = "HubSpot account " + id
	if c := d.portal.details.CompanyCurrency; currencyCode.MatchString(c) {
		d.a.Info.Currency = c
	}
	d.a.Environments = []*schema.Environment{{Name: "production", CRMs: []*schema.CRM{{Provider: provider,
		Settings: map[string]schema.Setting{"token": {Env: "HUBSPOT_TOKEN"}, "portal_id": {Value: id}}}}}}
}

func (d *decompiler) customObjects() {
	for _, i := range d.live.of(typeObject) {
		if i.BuiltIn || standardOf(i.text("name")) != nil {
			continue
		}
		plain := i.text("name")
		name := plain
		if !importing.IsName(name) {
			name = blockName(name, "custom")
		}
		if schema.ReservedObject(name) || slices.Contains(schema.BuiltinObjects(), name) {
			name += "_record"
		}
		name = d.taken.Take("object", name)
		d.objects[plain] = name
		d.a.Objects = append(d.a.Objects, &schema.Object{Name: name, Label: importing.Label(i.text("label"), name), Plural: i.text("plural"),
			Description: i.text("description"), CRM: crmMap(plain, name)})
	}
}

// teams makes a team of each. A person stands in one team of an architecture, so a team that shares people is left out.
func (d *decompiler) teams() {
	in := map[string]string{}
	for _, i := range d.live.of(typeTeam) {
		title := i.text("name")
		if shared := slices.IndexFunc(i.texts("members"), func(who string) bool { return in[who] != "" }); shared >= 0 {
			who := i.texts("members")[shared]
			d.finding(i, fmt.Sprintf("The team %q is not imported", title),
				"%s is in %q, too, and an architecture has each person in one team. Write the team by hand, or leave it as it is: it is not touched.", who, in[who])
			continue
		}
		team := &schema.Team{Name: d.taken.Take("team", blockName(title, "team"))}
		team.Title = importing.Label(title, team.Name)
		for _, who := range i.texts("members") {
			in[who] = title
			local, _, _ := strings.Cut(who, "@")
			team.Members = append(team.Members, &schema.Member{Name: d.taken.Take("member "+team.Name, blockName(local, "member")), Title: d.person(who), Identity: who, Active: true})
		}
		d.a.Teams = append(d.a.Teams, team)
	}
}

// person is the name of the owner with an address; "" when it is not known.
func (d *decompiler) person(email string) string {
	for _, o := range d.portal.owners {
		if o.Email == email {
			return strings.TrimSpace(o.FirstName + " " + o.LastName)
		}
	}
	return ""
}

// conditions resolves the names in conditions, and leaves out those that do not hold together.
func (d *decompiler) conditions() {
	resolve := func(c *schema.Criterion, object string) {
		if c.IsZero() {
			return
		}
		e, diags := expr.CheckBool(c.Expr, d.a.ExprScope("", object))
		if c.Expr = e; diags.HasErrors() {
			c.Expr = nil
		}
	}
	for _, f := range d.a.Fields {
		resolve(&f.Validation, f.Object)
	}
	for _, a := range d.a.Automations {
		_, _, target := a.Trigger.Target.Split()
		resolve(&a.When, target[0])
	}
}

// verify compiles what was imported. Automations and validations that are not exactly what is live are taken out again;
// what else a plan would create or change is a finding, as an import alone must change nothing.
func (d *decompiler) verify() {
	c, _ := d.compiled()
	d.keepAutomations(d.equal(c, func(r *providers.Resource) bool { return r.Origin.Kind() == "automation" }))
	d.keepValidations(d.equal(c, func(r *providers.Resource) bool { return r.Type == typeValidation }))
	d.diags.Add(d.a.Index()...)
	c, diags := d.compiled()
	d.diags.Add(importing.Verify("HubSpot", c, diags, d.live.lacks)...)
}

func (d *decompiler) compiled() (*providers.Compiled, diag.List) {
	return compile(d.a, providers.Target{CRM: &schema.CRM{Provider: provider}}, &settings{turnOn: true}, d.portal)
}

// equal tells of which blocks all resources of a sort are live as they are wanted. A block without any is not among them.
func (d *decompiler) equal(c *providers.Compiled, sort func(*providers.Resource) bool) map[schema.Address]bool {
	out := map[schema.Address]bool{}
	for _, r := range c.Resources {
		if sort(r) {
			before, seen := out[r.Origin]
			out[r.Origin] = (before || !seen) && d.live.lacks(r) == ""
		}
	}
	return out
}

// keepAutomations leaves only some automations, and takes out the fields that were there for the others.
func (d *decompiler) keepAutomations(kept map[schema.Address]bool) {
	uses := map[schema.Address]bool{}
	d.a.Automations = slices.DeleteFunc(d.a.Automations, func(a *schema.Automation) bool {
		if !kept[a.Address] {
			d.untold(d.works[a], "An automation would make a workflow that does not equal it.")
			return true
		}
		uses[a.Trigger.Target] = true
		for _, x := range a.Actions {
			uses[x.Field] = true
		}
		return false
	})
	d.a.Fields = slices.DeleteFunc(d.a.Fields, func(f *schema.Field) bool { return slices.Contains(d.borrowed, f) && !uses[f.Address] })
}

// keepValidations leaves only the validations of some fields.
func (d *decompiler) keepValidations(kept map[schema.Address]bool) {
	for _, r := range d.ruled {
		if f := d.fields[r.text("property")]; f.Validation.IsZero() || !kept[f.Address] {
			f.Validation = schema.Criterion{}
			d.unruled(r)
		}
	}
}
