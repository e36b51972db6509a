package odoo

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// forms are the types of fields by the kind of value.
var forms = map[string]string{
	"text": "char", "long_text": "text", "number": "float", "currency": "float", "percent": "float", "bool": "boolean", "date": "date", "datetime": "datetime",
	"email": "char", "phone": "char", "url": "char", "user": "many2one", "attachment": "many2many", "enum": "selection", "reference": "many2one",
}

// relations are the models of values that are records.
var relations = map[string]string{"user": "res.users", "attachment": "ir.attachment"}

// standardFields are the fields of Odoo that hold what architectures speak of most, by object and name, with their types.
// Others are named in crm maps. Source: crm.lead and res.partner of Odoo 17; Odoo 19 has no mobile.
var standardFields = map[string]map[string][2]string{
	"lead": leadFields, "deal": leadFields,
	"contact": partnerFields, "company": partnerFields,
}

var leadFields = map[string][2]string{
	"id": {"id", "integer"}, "owner": {"user_id", "many2one"}, "created_at": {"create_date", "datetime"}, "updated_at": {"write_date", "datetime"},
	"name": {"name", "char"}, "email": {"email_from", "char"}, "phone": {"phone", "char"}, "mobile": {"mobile", "char"}, "website": {"website", "char"},
	"amount": {"expected_revenue", "float"}, "close_date": {"date_deadline", "date"}, "company_name": {"partner_name", "char"}, "city": {"city", "char"}, "zip": {"zip", "char"},
	"job_title": {"function", "char"}, "description": {"description", "html"},
}

var partnerFields = map[string][2]string{
	"id": {"id", "integer"}, "owner": {"user_id", "many2one"}, "created_at": {"create_date", "datetime"}, "updated_at": {"write_date", "datetime"},
	"name": {"name", "char"}, "email": {"email", "char"}, "phone": {"phone", "char"}, "mobile": {"mobile", "char"}, "website": {"website", "char"}, "city": {"city", "char"},
	"zip": {"zip", "char"}, "street": {"street", "char"}, "job_title": {"function", "char"}, "vat": {"vat", "char"},
}

// home is the field of Odoo that holds a field of an architecture.
type home struct {
	model, name string
	// own is false for a field that Odoo has: it is used as it is.
	own bool
}

func (h home) key() string { return key(h.model, h.name) }

// homeOf says where a field is kept: where its crm map says, in Odoo's own field where that holds such values, or in one of
// the architecture's.
func (c *compiler) homeOf(object, field string) home {
	h := home{model: c.names.model(object)}
	f := c.a.Field(object, field)
	standard, some := standardFields[object][field]
	some = some && (h.model == leadModel || h.model == partnerModel) && c.hasField(h.model, standard[0])
	switch {
	case f != nil && f.CRM[provider] != "":
		h.name = f.CRM[provider]
		h.own = strings.HasPrefix(h.name, "x_")
	case f != nil && f.Property != "":
		h.name, h.own = ownName(f.Property), true
	case some && (f == nil || f.Range.IsZero() || forms[f.Type.Kind] == standard[1]):
		h.name = standard[0]
	default:
		h.name, h.own = ownName(field), true
	}
	return h
}

// hasField tells whether Odoo has a field of its own: not every version has all of standardFields.
func (c *compiler) hasField(model, name string) bool {
	_, there := c.org.fields[model][name]
	return there || c.org.fields[model] == nil
}

// ownName is the technical name of a field of one's own: lower case, letters, digits and underscores, 63 at most.
func ownName(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	s := b.String()
	if !strings.HasPrefix(s, "x_") {
		s = "x_" + s
	}
	return s[:min(len(s), 63)]
}

// fields makes the fields of the catalog that Odoo does not have, with their options.
func (c *compiler) fields() {
	for _, f := range c.a.Fields {
		if !c.owns(f.Object) {
			continue
		}
		h := c.homeOf(f.Object, f.Name)
		switch {
		case !h.own:
			c.adopt(f, h)
		case f.Type.Kind == "multi_enum":
			c.flags(f, h)
		case f.Type.Kind == "reference" && !c.owns(f.Type.Object):
			c.step(f.Address, false, "Keep “"+schema.Title(f)+"” by hand", "It names a record that lives in another CRM.", "Agree on where people write it down.")
		default:
			c.field(f, h)
		}
	}
}

// field makes a field.
func (c *compiler) field(f *schema.Field, h home) {
	v := providers.Values{"model": h.model, "name": h.name, "label": schema.Title(f), "type": forms[f.Type.Kind], "help": orNil(f.Usage), "tracked": true}
	switch relation := relations[f.Type.Kind]; {
	case relation != "":
		v["relation"] = relation
	case f.Type.Kind == "reference":
		v["relation"] = c.names.model(f.Type.Object)
	}
	if c.ownField(&f.Meta, "", schema.Title(f), f.Group, v) == nil || len(f.Type.Options) == 0 {
		return
	}
	for i, value := range f.Type.Options {
		c.option(&f.Meta, value, h.key(), value, optionLabel(f, value), schema.Title(f), i, false)
	}
}

// ownField adds a field of one's own, which a view then shows. Two objects of one model that have a field of the same name
// and form share it: a lead that becomes an opportunity keeps its values.
func (c *compiler) ownField(m *schema.Meta, part, title, group string, v providers.Values) *providers.Resource {
	model, name := text(v["model"]), text(v["name"])
	if old := c.made.Find(typeField, key(model, name)); old != nil && old.Origin != m.Address && sameForm(old.Values, v) {
		return nil
	}
	if c.settings.scope == structure {
		delete(v, "tracked") // what is logged stays as people have it
	}
	r := c.resource(typeField, m, part, fmt.Sprintf("field “%s” of %s", title, model), false, v)
	if r != nil {
		c.shown[model] = append(c.shown[model], shownField{name, group})
	}
	return r
}

func sameForm(a, b providers.Values) bool {
	return a["type"] == b["type"] && reflect.DeepEqual(a["relation"], b["relation"])
}

func (c *compiler) option(m *schema.Meta, part, field, value, label, title string, order int, golden bool) {
	c.resource(typeOption, m, part, fmt.Sprintf("option “%s” of %s", label, title), golden, providers.Values{"field": field, "value": value, "label": label, "order": float64(order)})
}

// optionLabel is what people see of an option.
func optionLabel(f *schema.Field, value string) string {
	for _, o := range f.Options {
		if o.Value == value && o.Label != "" {
			return o.Label
		}
	}
	return value
}

// flags makes a yes or no of each value of a field that can have several: Odoo has no such selection.
func (c *compiler) flags(f *schema.Field, h home) {
	for _, value := range f.Type.Options {
		label := optionLabel(f, value)
		c.ownField(&f.Meta, value, schema.Title(f)+": "+label, f.Group, providers.Values{"model": h.model, "name": flagName(h.name, value),
			"label": schema.Title(f) + ": " + label, "type": "boolean", "tracked": true})
	}
}

// flagName is the field that tells whether a record has a value.
func flagName(field, value string) string { return ownName(field + "_" + value) }

// adopt checks that a field that Odoo has holds what is declared. It is no resource: Odoo lets nobody change its own fields.
func (c *compiler) adopt(f *schema.Field, h home) {
	live, there := c.org.fields[h.model][h.name]
	switch {
	case !c.org.known:
	case !there:
		c.diags.Errorf(diag.FieldConflict, f.At("crm"), fmt.Sprintf("Odoo has no field %s", h.key()),
			"A field that Odoo does not have must begin with x_: crm = { odoo = \"%s\" }.", ownName(f.Name))
	case len(f.Type.Options) > 0 && live.Type != "selection":
		c.diags.Errorf(diag.WrongType, f.At("type"), fmt.Sprintf("Odoo's own field %s has another type", h.key()),
			"It is of type %s, and %s is declared. Change the type, or keep the field in one of its own: crm = { odoo = \"%s\" }.", live.Type, f.Type, ownName(f.Name))
	}
}

// statuses keeps the working states of each object in a field.
func (c *compiler) statuses() {
	byObject := map[string][]*schema.Status{}
	var objects []string
	for _, s := range c.a.Statuses {
		if !c.owns(s.Object) {
			continue
		}
		if byObject[s.Object] == nil {
			objects = append(objects, s.Object)
		}
		byObject[s.Object] = append(byObject[s.Object], s)
	}
	for _, object := range objects {
		list := byObject[object]
		h := c.statusHome(object)
		c.ownField(&list[0].Meta, "field", "Status", "", providers.Values{"model": h.model, "name": h.name, "label": "Status", "type": "selection", "tracked": true})
		slices.SortStableFunc(list, func(a, b *schema.Status) int { return int(a.Order - b.Order) })
		for i, s := range list {
			c.option(&s.Meta, "", h.key(), s.Name, schema.Title(s), "Status", i, false)
		}
	}
}

// statusHome holds the working state of records of an object.
func (c *compiler) statusHome(object string) home {
	return home{c.names.model(object), ownName(object + "_status"), true}
}

// reasons makes the fields that hold the codes of lists. Codes of losses are lost reasons besides: Odoo asks for one when
// somebody marks an opportunity as lost.
func (c *compiler) reasons() {
	for _, r := range c.a.Reasons {
		var models []string
		for _, object := range c.reasonObjects(r) {
			h := c.reasonHome(r, object)
			if !c.owns(object) || slices.Contains(models, h.model) {
				continue
			}
			models = append(models, h.model)
			part := ""
			if len(models) > 1 {
				part = " of " + h.model
			}
			if r.Field == "" && c.ownField(&r.Meta, "field"+part, schema.Title(r), "", providers.Values{"model": h.model, "name": h.name, "label": schema.Title(r), "type": "selection", "tracked": true}) != nil {
				for i, code := range r.Codes {
					c.option(&r.Meta, "option "+code.Name+part, h.key(), code.Name, schema.Title(code), schema.Title(r), i, false)
				}
			}
		}
		if r.Kind == "loss" && slices.Contains(models, leadModel) {
			for _, code := range r.Codes {
				c.identified(typeReason, &r.Meta, "", code.Name, "lost reason “"+schema.Title(code)+"”", false, providers.Values{"name": schema.Title(code)})
			}
		}
	}
}

// reasonObjects are the objects whose records have the codes of a list: that of its field, the one that it names, or all whose moves,
// statuses or dates ask for a code.
func (c *compiler) reasonObjects(r *schema.Reasons) []string {
	var out []string
	add := func(asked bool, object string) {
		if asked && object != "" && !slices.Contains(out, object) {
			out = append(out, object)
		}
	}
	to := func(asked bool, stage schema.Address) {
		if t := c.a.Track(stage); t != nil {
			add(asked, t.Object)
		}
	}
	if _, _, l := r.Field.Split(); len(l) == 2 {
		return l[:1]
	}
	if r.Object != "" {
		return []string{r.Object.Name()}
	}
	for _, t := range c.a.Tracks() {
		for _, s := range t.Stages {
			add(s.Reasons == r.Address, t.Object)
		}
	}
	for _, h := range c.a.Handoffs {
		to(h.Reasons == r.Address && h.Recycle, h.To)
		for _, o := range h.Outcomes {
			to(cmp.Or(o.Reasons, h.Reasons) == r.Address, o.To)
		}
	}
	for _, s := range c.a.Statuses {
		add(s.Reasons == r.Address, s.Object)
	}
	for _, h := range c.a.Hygienes {
		add(h.CloseDatePush == r.Address, h.Object.Name())
	}
	return out
}

// reasonHome is the field that holds the codes of a list on records of an object, which a list that names a field or an object of its
// own does not look at.
func (c *compiler) reasonHome(r *schema.Reasons, object string) home {
	if _, _, l := r.Field.Split(); len(l) == 2 {
		return c.homeOf(l[0], l[1])
	}
	if r.Object != "" {
		object = r.Object.Name()
	}
	return home{c.names.model(object), ownName(r.Name), true}
}
