package salesforce

// measures makes reports and dashboards of the measurement framework.
func (c *compiler) measures() {}

// remaining makes manual steps of what no resource stands for.
func (c *compiler) remaining() {}
