package salesforce

// scorings makes score fields and the flows that keep them.
func (c *compiler) scorings() {}
