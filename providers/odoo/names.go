package odoo

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// provider is the name of the provider, in crm blocks and crm maps.
const provider = "odoo"

// Models of Odoo that an architecture speaks of.
const (
	leadModel    = "crm.lead"
	partnerModel = "res.partner"
)

// standardObject is an object of an architecture that Odoo has.
type standardObject struct {
	name  string // in our words
	model string
	// where tells records of the object from others of the model.
	where []any
}

// standardObjects share models in pairs: a deal is a lead that has become an opportunity, a company is a partner.
var standardObjects = []standardObject{
	{"lead", leadModel, []any{"type", "=", "lead"}},
	{"deal", leadModel, []any{"type", "=", "opportunity"}},
	{"contact", partnerModel, []any{"is_company", "=", false}},
	{"company", partnerModel, []any{"is_company", "=", true}},
}

// objectNames translates between the objects of an architecture and models of Odoo.
type objectNames struct{ a *schema.Architecture }

// model is the model of an object: what the crm map says, the standard one, or a custom model named after the object.
func (n objectNames) model(object string) string {
	if n.a != nil {
		if o := n.a.Object(object); o != nil && o.CRM[provider] != "" {
			return o.CRM[provider]
		}
	}
	for _, s := range standardObjects {
		if s.name == object {
			return s.model
		}
	}
	return "x_" + object
}

// where tells records of an object from others of its model; nil when all are.
func (n objectNames) where(object string) []any {
	for _, s := range standardObjects {
		if s.name == object && s.model == n.model(object) {
			return s.where
		}
	}
	return nil
}

// key joins the parts of a natural key; under takes the last part off again.
func key(parts ...string) string { return strings.Join(parts, "/") }

func under(key string) (parent, last string) {
	if i := strings.LastIndexByte(key, '/'); i >= 0 {
		return key[:i], key[i+1:]
	}
	return "", key
}

// splitOption takes the natural key of an option apart; values may have slashes in them, models and fields have none.
func splitOption(key string) (model, field, value string) {
	model, rest, _ := strings.Cut(key, "/")
	field, value, _ = strings.Cut(rest, "/")
	return model, field, value
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
