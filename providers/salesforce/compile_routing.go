package salesforce

// routings makes queues and assignment rules.
func (c *compiler) routings() {}
