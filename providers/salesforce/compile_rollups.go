package salesforce

import (
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// rollups makes flows that keep a company's stage, and counts that criteria ask for.
func (c *compiler) rollups() {}

// countField is the field that holds a count; false when there is none.
func (c *compiler) countField(object string, q *expr.Quant) (formula.Field, bool) {
	return formula.Field{}, false
}
