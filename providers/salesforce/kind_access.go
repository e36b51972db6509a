package salesforce

// accessKinds are custom permissions and permission sets.
func accessKinds() map[string]*kind { return nil }
