package salesforce

// gates makes validation rules of criteria, required facts and the order of stages, and classes them.
func (c *compiler) gates() {}

// approvals says what deal-desk tiers come to.
func (c *compiler) approvals() {}
