package salesforce

// statuses makes the working states: the lead status of leads, a picklist of other objects.
func (c *compiler) statuses() {}

// reasons makes coded lists, a global value set each.
func (c *compiler) reasons() {}
