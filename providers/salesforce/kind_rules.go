package salesforce

// ruleKinds are validation rules, business processes and paths.
func ruleKinds() map[string]*kind { return nil }
