package hubspot

// work makes workflows and segments.
func (c *compiler) work() {}

// scorings makes lead scores, and the properties that hold scores.
func (c *compiler) scorings() {}
