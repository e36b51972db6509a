package odoo

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// shownField is a field that a view shows, in a group.
type shownField struct{ name, group string }

// forms of Odoo that a page is added to, by model.
var formViews = map[string]string{leadModel: "crm.crm_lead_view_form", partnerModel: "base.view_partner_form"}

// views adds a page with the fields of one's own to the form of each model; nobody could see or fill them otherwise.
func (c *compiler) views() {
	for _, model := range sortedKeys(c.shown) {
		form := formViews[model]
		if form == "" || c.a.Info == nil {
			continue
		}
		v := providers.Values{"name": c.a.Info.Title + ": " + model, "model": model, "inherits": form, "arch": page(c.shown[model])}
		derive(v)
		c.identified(typeView, &c.a.Info.Meta, "", model, "page with the fields of "+model, false, v)
	}
}

// page is what is added to a form: a page with the fields, by groups in the order of their names.
func page(fields []shownField) string {
	by := map[string][]string{}
	for _, f := range fields {
		by[f.group] = append(by[f.group], f.name)
	}
	var b strings.Builder
	b.WriteString(`<data><xpath expr="//notebook" position="inside"><page string="Lifecycle" name="stagecraft">`)
	for _, group := range sortedKeys(by) {
		fmt.Fprintf(&b, `<group string="%s">`, attribute(schema.Label("", group)))
		slices.Sort(by[group])
		for _, name := range by[group] {
			fmt.Fprintf(&b, `<field name="%s"/>`, attribute(name))
		}
		b.WriteString("</group>")
	}
	b.WriteString("</page></xpath></data>")
	return b.String()
}

// attribute writes a text as the value of an XML attribute.
func attribute(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
