package salesforce

// conversion makes the mapping of lead fields, and the settings that gates and history need.
func (c *compiler) conversion() {}
