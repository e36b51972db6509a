package salesforce

// objectKinds are objects, fields and record types.
func objectKinds() map[string]*kind { return nil }
