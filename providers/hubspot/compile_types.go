package hubspot

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// typeWords are the types of properties as HubSpot's pages call them.
var typeWords = map[string]string{"bool": "yes or no", "date": "date", "datetime": "date and time", "enumeration": "choice", "number": "number",
	"phone_number": "phone number", "string": "text"}

// retyped warns of properties that are there with values of another type: HubSpot does not say what becomes of them.
func (c *compiler) retyped() {
	for _, r := range c.out.Resources {
		if r.Type != typeProperty {
			continue
		}
		plural, name := under(r.Key)
		live, there := c.portal.properties[plural][name]
		want := text(r.Values["type"])
		if !there || fixed(&live) || want == "" || want == live.Type {
			continue
		}
		c.diags.Warnf(diag.LiveConflict, r.Source, fmt.Sprintf("%s changes its type from %s to %s", upperFirst(r.Label), typeWords[live.Type], typeWords[want]),
			"The property %s of the account has the type %s, and %s is declared. Records may lose the values that do not fit. To keep them, give the field another name, "+
				"which makes a new property, copy the values over, and retire the old field with `to`; or declare it as it is.", r.Key, live.Type, want)
	}
}
