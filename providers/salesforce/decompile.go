package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// decompile gives the blocks that describe an org, indexed. Its findings say what no block can describe, what a plan of
// the blocks would change all the same, and what an audit of the org comes upon.
//
// Leads are records of object lead and contacts of object contact, as an org keeps them. These are the rules:
//
//   - A custom picklist says how far a record has come if a path follows it, or its name or label says "stage" or
//     "lifecycle": it becomes a lifecycle. Where leads have none, the lead status is theirs; else it is their status.
//   - Each active record type of opportunities that has a process is a pipeline; without any, all stages are one.
//   - A picklist that says "reason" is a field with a coded list.
//   - All other custom fields are fields of the catalog.
func decompile(live []*providers.Live, org *snapshot) (*schema.Architecture, diag.List) {
	d := &decompiler{a: &schema.Architecture{}, live: newInventory(live), org: org, taken: importing.Names{}, objects: map[string]string{},
		fields: map[string]*schema.Field{}, told: map[providers.Reference]bool{},
		holders: map[*schema.Lifecycle][2]string{}, recordTypes: map[*schema.Pipeline]string{}, values: map[*schema.Stage]string{}}
	d.info()
	d.customObjects()
	d.lifecycles()
	d.statuses()
	d.pipelines()
	d.described()
	d.besides()
	d.catalog()
	d.work()
	d.environment()
	d.a.Index() // complaints come once all is there
	d.ruled()
	d.rest()
	d.diags.Add(importing.Group(d.findings)...)
	d.diags.Add(d.a.Index()...)
	d.verify()
	d.audited()
	return d.a, d.diags
}

type decompiler struct {
	a     *schema.Architecture
	live  *inventory
	org   *snapshot
	diags diag.List
	// findings are told at the end, those of one kind together.
	findings []importing.Finding
	// taken are the names given so far, each with the scope in which it is the only one.
	taken importing.Names
	// objects are the names of custom objects, by Salesforce's.
	objects map[string]string
	// fields are what became of fields, by natural key.
	fields map[string]*schema.Field
	// holders are the objects and fields of lifecycles, recordTypes the record types of pipelines, values those of stages.
	holders     map[*schema.Lifecycle][2]string
	recordTypes map[*schema.Pipeline]string
	values      map[*schema.Stage]string
	// told is what a block or a finding says already.
	told map[providers.Reference]bool
}

// finding reports something live that no block says. Why is true of all of its kind, the lines say more of this one.
func (d *decompiler) finding(i item, what, of, name, why string, lines ...string) {
	d.tell(i)
	d.findings = append(d.findings, importing.Finding{Address: i.Type + "." + i.Key, What: what, Of: of, Name: name, Why: why, Lines: lines})
}

// partly reports something live that a block says some of.
func (d *decompiler) partly(i item, what, of, name, why string, lines ...string) {
	d.finding(i, what, of, name, why, lines...)
	d.findings[len(d.findings)-1].Partly = true
}

// tell notes that a live object is spoken of.
func (d *decompiler) tell(i item) { d.told[providers.Reference{Type: i.Type, Key: i.Key}] = true }

func (d *decompiler) untold(typ string) []item {
	return slices.DeleteFunc(slices.Clone(d.live.of(typ)), func(i item) bool {
		return i.BuiltIn || d.said(i)
	})
}

// crmMap is the crm map of a block that Salesforce calls id; none when that follows from the block.
func crmMap(id, follows string) map[string]string {
	if id == follows {
		return nil
	}
	return map[string]string{provider: id}
}

// bareBlockName is the name of a block for a custom field or object: Days_Open__c is days_open.
func bareBlockName(api, fallback string) string { return importing.BlockName(bareName(api), fallback) }

// object is the name of an object in the blocks; "" for one that none describes.
func (d *decompiler) object(sobject string) string {
	for name, s := range standardObjects {
		if s == sobject {
			return name
		}
	}
	return d.objects[sobject]
}

// info says what the architecture is.
func (d *decompiler) info() {
	d.a.Info = &schema.Info{Name: "salesforce", Title: "Salesforce", Version: "0.1.0", Motion: "sales_led", Currency: "USD", ReleaseCycle: "monthly"}
	if name := d.org.org.details.Name; name != "" {
		d.a.Info.Title = "Salesforce org of " + name
	}
}

// environment says how the org is reached again. An import leaves what is there as people have it.
func (d *decompiler) environment() {
	crm := &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{"existing": {Value: "keep"}}}
	if !d.a.Uses("lead") {
		crm.Settings["people"] = schema.Setting{Value: "contacts"}
	}
	if d.org.org.known {
		crm.Settings["instance"] = schema.Setting{Env: "SF_INSTANCE_URL"}
		crm.Settings["token"] = schema.Setting{Env: "SF_ACCESS_TOKEN"}
		crm.Settings["org_id"] = schema.Setting{Value: d.org.org.details.ID}
	}
	d.a.Environments = []*schema.Environment{{Name: "production", CRMs: []*schema.CRM{crm}}}
}

func (d *decompiler) customObjects() {
	for _, i := range d.live.of(typeObject) {
		sobject := i.text("name")
		if i.BuiltIn || !strings.HasSuffix(sobject, "__c") {
			continue
		}
		name := bareBlockName(sobject, "custom")
		if schema.ReservedObject(name) || slices.Contains(schema.BuiltinObjects(), name) {
			name += "_record"
		}
		name = d.taken.Take("object", name)
		d.objects[sobject] = name
		d.tell(i)
		d.a.Objects = append(d.a.Objects, &schema.Object{Name: name, Label: importing.Label(i.text("label"), name), Plural: i.text("plural"),
			Description: i.text("description"), CRM: crmMap(sobject, customName(name))})
	}
}

// besides passes over the fields that are made of lifecycles and pipelines, such as since when a record is where it is: no
// block of their own says them.
func (d *decompiler) besides() {
	d.a.Index() // complaints come once all is there
	c, _ := compile(d.a, providers.Target{CRM: &schema.CRM{Provider: provider}}, &settings{folder: defaultFolder}, d.org)
	for _, r := range c.Resources {
		if f, ok := d.live.find(r.Type, r.Key); ok && r.Type == typeField && isCustom(f.text("name")) && r.Values["type"] == f.Values["type"] {
			d.tell(f)
		}
	}
}

// verify compiles what was imported. What a plan would create or change is a finding, as an import alone must change nothing.
func (d *decompiler) verify() {
	c, diags := d.compiled()
	d.diags.Add(importing.Verify("the org", c, diags, d.live.lacks)...)
}

// compiled is what the blocks come to, with the settings of the import.
func (d *decompiler) compiled() (*providers.Compiled, diag.List) {
	target := providers.Target{CRM: d.a.Environments[0].CRMs[0]}
	s, err := readSettings(target, nil)
	if err != nil {
		return &providers.Compiled{}, providers.WrongSetting(target, "Salesforce org", err)
	}
	return compile(d.a, target, s, d.org)
}
