package salesforce

// tracks makes value sets, business processes, record types and paths of lifecycles and pipelines.
func (c *compiler) tracks() {}
