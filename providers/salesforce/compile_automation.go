package salesforce

// automations makes flows of automations, handoffs and sequences.
func (c *compiler) automations() {}
