package salesforce

// definitions makes custom metadata of the definitions: RACI, SLAs, policies as data.
func (c *compiler) definitions() {}
