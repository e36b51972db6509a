package hubspot

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// keepsIDs demands of a pipeline and its stages that have moved to keep the ids that they have in the account: HubSpot gives
// none another id, and records would lose the history of a stage that is made anew.
func (c *compiler) keepsIDs(t *schema.Track) {
	plural, id := under(c.pipelineKey(t))
	live := c.portal.pipelines[plural]
	find := func(id string) *api.Pipeline {
		if i := slices.IndexFunc(live, func(p api.Pipeline) bool { return p.ID == id }); i >= 0 {
			return &live[i]
		}
		return nil
	}
	m := t.Block.Base()
	if old := c.movedFrom(m.Address).Key(); t.CRM[provider] == "" && old != "" && find(id) == nil && find(old) != nil {
		c.keepsID(m, "pipeline “"+t.Label()+"”", old)
		return
	}
	p := find(id)
	if p == nil {
		return
	}
	there := func(id string) bool {
		return slices.ContainsFunc(p.Stages, func(s api.Stage) bool { return s.ID == id })
	}
	for _, s := range t.Stages {
		if old := c.movedFrom(s.Address).Name(); s.CRM[provider] == "" && old != "" && !there(c.stageID(t, s)) && there(id+"_"+old) {
			c.keepsID(&s.Meta, "stage “"+s.Called()+"”", id+"_"+old)
		}
	}
}

// movedFrom is the address that a block had before it moved; "" when it did not.
func (c *compiler) movedFrom(to schema.Address) schema.Address {
	for _, m := range c.a.Moved {
		if m.To == to {
			return m.From
		}
	}
	return ""
}

func (c *compiler) keepsID(m *schema.Meta, what, id string) {
	c.diags.Errorf(diag.Unsupported, m.Range, fmt.Sprintf("HubSpot gives the %s no other id", what),
		"In the account it is %q, and one that is made anew would lose the history of its records. Write crm = { hubspot = %q } to %s: it is then renamed in the architecture, and HubSpot shows its label.",
		id, id, m.Address.Written())
}
