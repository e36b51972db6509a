package salesforce

// workKinds are queues, assignment rules, lead field mappings and settings.
func workKinds() map[string]*kind { return nil }
