package hubspot

// enforce classifies every criterion, required fact and rule that is compiled.
func (c *compiler) enforce() {}

// remaining lists what HubSpot's API cannot do and no other part has said.
func (c *compiler) remaining() {}
