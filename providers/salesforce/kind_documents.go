package salesforce

// documentKinds are flows, reports and what is around them, and custom metadata.
func documentKinds() map[string]*kind { return nil }
