package hubspot

// scorings makes lead scores, and the properties that hold scores.
func (c *compiler) scorings() {}
