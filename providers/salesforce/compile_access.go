package salesforce

// access makes the permission that lets people pass gates, and the permission set that shows what was made.
func (c *compiler) access() {}
