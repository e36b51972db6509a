package salesforce

// servesAs tells whether a live document of a kind has all that a wanted one asks for.
func servesAs(kind string) func(want, live any) bool { return nil }
