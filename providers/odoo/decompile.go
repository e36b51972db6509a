package odoo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var (
	_ providers.Importer = (*Provider)(nil)
	_ providers.Reviewer = (*Provider)(nil)
)

// Decompile gives the blocks that describe a database.
func (p *Provider) Decompile(live []*providers.Live) (*schema.Architecture, diag.List) {
	return decompile(live, p.settings, p.org)
}

// decompile gives the blocks that describe a database, indexed: fields, pipelines, lost reasons and teams. They are written with
// scope = "structure": what automations do cannot be read back from their code. Its findings say what no block describes, and
// what a plan of the blocks would change all the same.
func decompile(live []*providers.Live, s *settings, o *org) (*schema.Architecture, diag.List) {
	d := &decompiler{a: &schema.Architecture{}, live: live, settings: s, org: o, taken: importing.Names{}, fields: map[string]*schema.Field{}}
	d.info()
	d.catalog()
	d.pipelines()
	d.reasons()
	d.teams()
	d.rest()
	d.diags.Add(d.a.Index()...)
	d.verify()
	d.diags.Add(importing.Group(d.findings)...)
	if len(d.guesses) > 0 {
		d.diags.Warnf(diag.Unsupported, diag.Range{}, "Folded stages are taken for lost ones, which is a guess",
			"Odoo has no mark for a stage of lost records. Take outcome = \"lost\" out where it is wrong:\n%s", strings.Join(d.guesses, "\n"))
	}
	return d.a, d.diags
}

type decompiler struct {
	a        *schema.Architecture
	live     []*providers.Live
	settings *settings
	org      *org
	diags    diag.List
	// findings are told at the end, those of one kind together.
	findings []importing.Finding
	// guesses are the stages that are taken for lost ones.
	guesses []string
	taken   importing.Names
	// fields are what became of fields, by natural key.
	fields map[string]*schema.Field
}

// of lists what is live of a type, parts in their order.
func (d *decompiler) of(typ string) []*providers.Live {
	var out []*providers.Live
	for _, l := range d.live {
		if l.Type == typ {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b *providers.Live) int {
		return cmp.Or(cmp.Compare(numberOf(a, "order"), numberOf(b, "order")), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func numberOf(l *providers.Live, name string) float64 { n, _ := l.Values[name].(float64); return n }
func isTrue(l *providers.Live, name string) bool      { b, _ := l.Values[name].(bool); return b }

const stays = "What Odoo has stays as it is."

func (d *decompiler) unsaid(l *providers.Live, what, name, why string) {
	d.findings = append(d.findings, importing.Finding{Address: l.Type + "." + l.Key, What: what, Name: name, Why: why})
}

// info says what the architecture is, and how to reach the database again.
func (d *decompiler) info() {
	d.a.Info = &schema.Info{Name: "odoo", Title: "Odoo", Version: "0.1.0", Motion: "sales_led", Currency: "USD", ReleaseCycle: "monthly"}
	given := map[string]schema.Setting{"key": {Env: "ODOO_KEY"}, "scope": {Value: structure}}
	for name, v := range map[string]string{"url": d.settings.url, "database": d.settings.database, "user": d.settings.user} {
		if v != "" {
			given[name] = schema.Setting{Value: v}
		}
	}
	d.a.Environments = []*schema.Environment{{Name: "production", CRMs: []*schema.CRM{{Provider: provider, Settings: given}}}}
}

// fieldKinds are the types of fields of an architecture by those of Odoo.
var fieldKinds = map[string]string{"char": "text", "text": "long_text", "float": "number", "boolean": "bool", "date": "date", "datetime": "datetime", "selection": "enum"}

// catalog makes fields of those that people have added. Leads and opportunities share theirs, and so do persons and companies:
// they become fields of deals and of contacts.
func (d *decompiler) catalog() {
	options := map[string][]*providers.Live{}
	for _, o := range d.of(typeOption) {
		options[text(o.Values["field"])] = append(options[text(o.Values["field"])], o)
	}
	for _, l := range d.of(typeField) {
		if l.BuiltIn {
			continue
		}
		object := map[string]string{leadModel: "deal", partnerModel: "contact"}[text(l.Values["model"])]
		typ, relation := text(l.Values["type"]), text(l.Values["relation"])
		kind := fieldKinds[typ]
		switch {
		case typ == "many2one" && relation == "res.users":
			kind = "user"
		case typ == "many2many" && relation == "ir.attachment":
			kind = "attachment"
		}
		why := ""
		switch {
		case object == "":
			why = "It is on a model that an architecture does not speak of."
		case kind == "":
			why = fmt.Sprintf("No field of an architecture is of the type %s.", typ)
		case text(l.Values["compute"]) != "":
			why = "Odoo computes it."
		case kind == "enum" && options[l.Key] == nil:
			why = "It is a selection without options."
		case l.Values["help"] != nil && kind == "":
			why = "No field says it."
		}
		if why != "" {
			d.unsaid(l, "field", text(l.Values["name"]), why+" "+stays)
			continue
		}
		d.field(l, object, kind, options[l.Key])
	}
}

func (d *decompiler) field(l *providers.Live, object, kind string, options []*providers.Live) {
	own := text(l.Values["name"])
	name := strings.TrimPrefix(own, "x_")
	if !importing.IsName(name) {
		name = importing.BlockName(name, "field")
	}
	if slices.Contains(schema.BuiltinFields(), name) {
		name += "_field"
	}
	name = d.taken.Take("field "+object, name)
	f := &schema.Field{Object: object, Name: name, Type: schema.FieldType{Kind: kind}, Usage: text(l.Values["help"])}
	f.Label = importing.Label(text(l.Values["label"]), name)
	if _, standard := standardFields[object][name]; standard || ownName(name) != own {
		f.CRM = map[string]string{provider: own}
	}
	for _, o := range options {
		value := text(o.Values["value"])
		f.Type.Options = append(f.Type.Options, value)
		if label := text(o.Values["label"]); label != value {
			f.Options = append(f.Options, &schema.FieldOption{Value: value, Label: label})
		}
	}
	d.fields[l.Key] = f
	d.a.Fields = append(d.a.Fields, f)
}

// nobody owns the stages of an import: Odoo does not say who answers for them. As long as it does, no record is asked for an owner.
const nobody = schema.Address("role.unassigned")

// unwritten stands for criteria that nobody has written down.
const unwritten = "unwritten"

// pipelines makes one of each team that has stages of its own. The order of stages is one over all teams.
func (d *decompiler) pipelines() {
	stages := map[string][]*providers.Live{}
	for _, s := range d.of(typeStage) {
		team := text(s.Values["team"])
		if who := map[bool]string{team == "": "All", several(team): "Several"}[true]; who != "" {
			d.unsaid(s, "stage", text(s.Values["name"]), who+" teams share it, and a stage of an architecture is in one pipeline. "+stays)
			continue
		}
		stages[team] = append(stages[team], s)
	}
	var teams []*providers.Live
	for _, t := range d.of(typeTeam) {
		switch {
		case stages[t.Key] != nil && isTrue(t, "archived"):
			d.unsaid(t, "team", text(t.Values["name"]), "It is archived, and what is declared is at work. "+stays)
		case stages[t.Key] != nil:
			teams = append(teams, t)
		}
	}
	slices.SortStableFunc(teams, func(a, b *providers.Live) int {
		return cmp.Compare(numberOf(stages[a.Key][0], "order"), numberOf(stages[b.Key][0], "order"))
	})
	for _, t := range teams {
		d.pipeline(t, stages[t.Key])
	}
}

func (d *decompiler) pipeline(t *providers.Live, stages []*providers.Live) {
	title := text(t.Values["name"])
	p := &schema.Pipeline{Name: d.taken.Take("track", cmp.Or(d.ours(t, "pipeline"), importing.BlockName(title, "pipeline"))), Object: "object.deal", Domain: "sales", Type: importing.PipelineType(title)}
	if isTrue(t, "leads") {
		p.Object, p.Domain, p.Type = "object.lead", "lead", "other"
	}
	p.Title = importing.Label(title, p.Name)
	if external(schema.NewAddress("", "pipeline", p.Name), "") != t.Key {
		p.CRM = map[string]string{provider: t.Key}
	}
	if len(d.a.Roles) == 0 {
		d.a.Roles = append(d.a.Roles, &schema.Role{Name: nobody.Name(), Title: "Nobody yet", Description: "Stands for the owner of each imported stage until somebody is named."})
	}
	for i, l := range stages {
		label := text(l.Values["name"])
		s := &schema.Stage{Name: d.taken.Take("stage "+p.Name, cmp.Or(d.ours(l, "stage"), importing.BlockName(label, "stage"))), State: "assumed", Owner: nobody, Definition: text(l.Values["requirements"]),
			Entry: []*schema.Gate{{Name: unwritten, Description: "Nobody has written down yet what must be true to come here."}}}
		s.Label = importing.Label(label, s.Name)
		switch {
		case isTrue(l, "won"):
			s.Outcome = "won"
		case isTrue(l, "fold"):
			s.Outcome = "lost"
			d.guesses = append(d.guesses, fmt.Sprintf("%s, of %s", label, title))
		case i < len(stages)-1:
			s.Exit = []*schema.Gate{{Name: unwritten, Description: "Nobody has written down yet what ends this stage."}}
		}
		if external(schema.NewAddress("", "stage", p.Name, s.Name), "") != l.Key {
			s.CRM = map[string]string{provider: l.Key}
		}
		p.Stages = append(p.Stages, s)
	}
	d.a.Pipelines = append(d.a.Pipelines, p)
}

// ours is the last part of the address that an object of Stagecraft's own was made from; "" for another one.
func (d *decompiler) ours(l *providers.Live, kind string) string {
	if !own(l.Key) {
		return ""
	}
	if _, address, part, ok := origin(identity(l.Type, l.Key)); ok && address.Kind() == kind && part == "" && importing.IsName(address.Name()) {
		return address.Name()
	}
	return ""
}

// reasons makes a list of lost reasons that came from one, where the field that holds the codes is there, too.
func (d *decompiler) reasons() {
	lists := map[string]*schema.Reasons{}
	for _, l := range d.of(typeReason) {
		title := text(l.Values["name"])
		_, address, code, ok := origin(identity(l.Type, l.Key))
		if !own(l.Key) || !ok || address.Kind() != "reasons" || code == "" || isTrue(l, "archived") {
			d.unsaid(l, "lost reason", title, "A code of an architecture makes a lost reason of its own, and takes over none that is there. "+stays)
			continue
		}
		r := lists[address.Name()]
		if r == nil {
			f := d.fields[key(leadModel, ownName(address.Name()))]
			if f == nil {
				d.unsaid(l, "lost reason", title, "The field that holds the code on a record is not there. "+stays)
				continue
			}
			r = &schema.Reasons{Name: address.Name(), Kind: "loss", Field: schema.FieldAddress(f.Object, f.Name)}
			lists[r.Name] = r
			d.a.Reasons = append(d.a.Reasons, r)
		}
		r.Codes = append(r.Codes, &schema.ReasonCode{Name: code, Label: importing.Label(title, code)})
	}
	for _, r := range d.a.Reasons { // the codes stand in the order of the options
		_, _, l := r.Field.Split()
		for _, f := range d.a.Fields {
			if f.Object == l[0] && f.Name == l[1] {
				slices.SortStableFunc(r.Codes, func(a, b *schema.ReasonCode) int {
					return slices.Index(f.Type.Options, a.Name) - slices.Index(f.Type.Options, b.Name)
				})
			}
		}
	}
}

// teams makes a team of each that came from one; other teams have no pipeline, and stay.
func (d *decompiler) teams() {
	members := map[string][]*providers.Live{}
	for _, m := range d.of(typeMember) {
		members[text(m.Values["team"])] = append(members[text(m.Values["team"])], m)
	}
	for _, l := range d.of(typeTeam) {
		name := d.ours(l, "team")
		if name == "" || len(members[l.Key]) == 0 {
			continue
		}
		if isTrue(l, "archived") {
			d.unsaid(l, "team", text(l.Values["name"]), "It is archived, and what is declared is at work. "+stays)
			continue
		}
		t := &schema.Team{Name: d.taken.Take("team", name)}
		t.Title = importing.Label(text(l.Values["name"]), t.Name)
		for _, m := range members[l.Key] {
			login := text(m.Values["user"])
			local, _, _ := strings.Cut(login, "@")
			who := &schema.Member{Name: d.taken.Take("member "+t.Name, importing.BlockName(local, "member")), Identity: login, Active: true}
			if n := numberOf(m, "capacity"); n != 30 {
				who.Capacity = n
			}
			t.Members = append(t.Members, who)
		}
		d.a.Teams = append(d.a.Teams, t)
	}
}

// rest reports automations and tags, which no block says.
func (d *decompiler) rest() {
	for _, l := range d.of(typeAutomation) {
		if !l.BuiltIn && isTrue(l, "active") {
			d.unsaid(l, "automation", text(l.Values["name"]), "What its code does cannot be read back. Write it as an automation, a criterion or a clock if it should be governed. "+stays)
		}
	}
	for _, l := range d.of(typeTag) {
		if !l.BuiltIn {
			d.unsaid(l, "tag", text(l.Values["name"]), "An architecture has fields in the place of tags. "+stays)
		}
	}
}

// verify compiles what was imported: what a plan would create or change is a finding, as an import alone must change nothing.
func (d *decompiler) verify() {
	s := *d.settings
	s.scope = structure
	c, diags := compile(d.a, providers.Target{CRM: &schema.CRM{Provider: provider}}, &s, d.org)
	there := map[providers.Reference]*providers.Live{}
	for _, l := range d.live {
		there[providers.Reference{Type: l.Type, Key: l.Key}] = l
	}
	d.diags.Add(importing.Verify("Odoo", c, diags, func(r *providers.Resource) string {
		l := there[providers.Reference{Type: r.Type, Key: r.Key}]
		if l == nil {
			return "is not there"
		}
		return strings.Join(kindOf(r.Type).typ.Differing(r.Values, l.Values), ", ")
	})...)
}
