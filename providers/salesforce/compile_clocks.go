package salesforce

// clocks makes due fields, flows and breach formulas of SLAs.
func (c *compiler) clocks() {}
