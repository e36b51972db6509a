package salesforce

import "github.com/stagecraft-dev/stagecraft/providers"

// derive fills the attributes that follow from the others.
func derive(typ string, v providers.Values) providers.Values { return v }
