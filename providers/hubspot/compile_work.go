package hubspot

// work makes workflows and segments.
func (c *compiler) work() {}
