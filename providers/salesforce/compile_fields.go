package salesforce

import "github.com/stagecraft-dev/stagecraft/schema"

// fields makes the field catalog, on every object of the org that its records are.
func (c *compiler) fields() {}

// setOfField is the value set of a field: shared where several objects of the org have the field.
func (c *compiler) setOfField(sobject string, f *schema.Field) string {
	return setOf(sobject, c.fieldOn(sobject, f))
}
