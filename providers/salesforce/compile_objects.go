package salesforce

// objects makes custom objects, with lookups to what their records belong to.
func (c *compiler) objects() {}

// lookups are the lookup fields that an object of the org is made with, by the object that they name.
func (c *compiler) lookups(sobject string) map[string]string { return nil }
