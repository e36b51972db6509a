package odoo

import (
	"cmp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// people makes a sales team of each team that has members, and lets them join. Capacities stand where Odoo shows them: Odoo counts the
// leads of 30 days against them, and routing open records. Odoo lets a user be in several teams once it
// is told so.
func (c *compiler) people() {
	in := map[string]int{}
	for _, t := range c.a.Teams {
		if len(t.Members) == 0 {
			continue
		}
		title := schema.Title(t)
		values := providers.Values{"name": title, "leads": true}
		if c.settings.scope != structure {
			values["assignment_off"] = c.routesLeads()
		}
		team := c.identified(typeTeam, &t.Meta, "", "", "team “"+title+"”", false, values)
		if team == nil {
			continue
		}
		for _, m := range t.Members {
			if !m.Active {
				continue
			}
			login, there := c.org.login(m.Identity)
			if !there {
				c.step(m.Address, true, "Invite who is not in the database", "No user of the database has these logins or addresses.",
					"Settings > Users & Companies > Users > New: enter name and address, give the access right Sales, and send the invitation.", schema.Title(m)+": "+m.Identity)
				c.out.Keep = append(c.out.Keep, typeMember+"."+key(team.Key, login))
				continue
			}
			v := providers.Values{"team": team.Key, "user": login}
			if n := cmp.Or(m.Capacity, c.queueCapacity(m)); n > 0 {
				v["capacity"] = n
			}
			c.resource(typeMember, &m.Meta, "", schema.Title(m)+" in team “"+title+"”", false, v)
			in[login]++
		}
	}
	for _, n := range in {
		if n > 1 && c.a.Info != nil {
			c.resource(typeSettings, &c.a.Info.Meta, "settings", "settings of the CRM app", false, providers.Values{"name": settingsName, "several_teams": true})
			return
		}
	}
}

// routesLeads tells whether rules route leads or opportunities, so that Odoo's own assignment has to leave them alone.
func (c *compiler) routesLeads() bool {
	return slices.ContainsFunc(c.a.Routings, func(r *schema.Routing) bool {
		return c.owns(r.Object.Name()) && c.names.model(r.Object.Name()) == leadModel
	})
}

// objects says which objects need a model that only people can make.
func (c *compiler) objects() {
	for _, o := range c.a.Objects {
		model := c.names.model(o.Name)
		if _, there := c.org.fields[model]; !c.owns(o.Name) || model == leadModel || model == partnerModel || there || !c.a.Uses(o.Name) {
			continue
		}
		c.step(o.Address, true, "Make the models that the architecture needs", "Stagecraft makes no models: menus, access rights and views belong to each.",
			"Settings > Technical > Database Structure > Models > New (developer mode), or a new app in Odoo Studio. Give Sales access rights, and a form view.",
			schema.Title(o)+": "+model)
	}
}
