package salesforce

// valueKinds are global value sets and the values of picklists.
func valueKinds() map[string]*kind { return nil }

// picklist gives the values of a set: standard (OpportunityStage), global.NAME, OBJECT.FIELD.
func (s *snapshot) picklist(set string) []pickValue { return nil }
