package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// queueable tells whether queues may own records of an object of the org. Accounts, contacts and opportunities belong to
// users alone. Source: Salesforce Help, Queues.
func queueable(sobject string) bool { return sobject == lead || strings.HasSuffix(sobject, "__c") }

// staff are the user names of the people behind a role, queue, team or member. Of an org that is known only its active users
// count.
func (c *compiler) staff(a schema.Address) []string {
	out := c.holders(a)
	if !c.org.org.known {
		return out
	}
	var users []string
	for _, id := range out {
		if u := c.org.org.user(id); u != nil {
			users = append(users, u.Username)
		}
	}
	return users
}

// holders are the identities of the people behind an address.
func (c *compiler) holders(a schema.Address) []string { return engine.Holders(c.a, a) }

// someone is staff, with a manual step for those who are missing.
func (c *compiler) someone(a schema.Address) []string {
	people := c.staff(a)
	if a == "" {
		return people
	}
	if len(people) == 0 {
		c.step(a, false, "Name somebody for the roles and queues that nobody has",
			"No active user of the org has them. Flows leave what is meant for them to the owner of the record, and give no record to them.",
			"For each of these: add a member to the team in the architecture, with the user name as the identity. Setup > Users has the user names. Then plan again.",
			fmt.Sprintf("%s “%s”", upperFirst(a.Kind()), schema.Title(c.a.Lookup(a))))
	}
	if c.org.org.known {
		for _, id := range c.holders(a) {
			if c.org.org.user(id) == nil {
				c.step(a, true, "Add the people who are no users of the org", "Queues, rules and flows name users by their user names, and a deploy with a name that the org does not have is refused.",
					"Setup > Users > New User; or write the user name that the person has in this org as the identity of the member. Then plan again.", id)
			}
		}
	}
	return people
}

// addresses are the e-mail addresses of people, with commas between them; those that nobody knows are left out.
func (c *compiler) addresses(people []string) string {
	var out []string
	for _, p := range people {
		if u := c.org.org.user(p); u != nil && u.Email != "" {
			p = u.Email
		}
		if strings.Contains(p, "@") {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// queueName is the API name of the queue of a queue block, role or team: that of a live one of its label, or its own.
func (c *compiler) queueName(a schema.Address) string {
	name := a.Key()
	if a.Kind() != "queue" {
		name = a.Kind() + "_" + name
	}
	name = developerName(name, maxName)
	if live := c.org.find("Queue", name); live != nil {
		return live.Name
	}
	for _, comp := range c.org.of("Queue") {
		var q metadata.Queue
		if comp.Decode(&q) == nil && strings.EqualFold(q.Name, schema.Title(c.a.Lookup(a))) {
			return comp.Name
		}
	}
	return name
}

// queueOf is the queue that receives records of an object of the org for an address; false where no queue can.
func (c *compiler) queueOf(a schema.Address, sobject string) (string, bool) {
	switch a.Kind() {
	case "queue":
		if q := schema.Find[schema.Queue](c.a, a); q != nil && slices.Contains(c.queueObjects(q), sobject) {
			return c.queueName(a), true
		}
	case "role", "team":
		if !queueable(sobject) || len(c.holders(a)) < 2 {
			return "", false
		}
		for _, q := range c.a.Queues { // one of the same people
			if (q.Role == a || q.Role == "" && q.Team == a) && len(q.Members) == 0 && slices.Contains(c.queueObjects(q), sobject) {
				return c.queueName(q.Address), true
			}
		}
		name := c.queueName(a)
		id := providers.Reference{Type: typeQueue, Key: name}
		if r := c.made[id]; r != nil {
			objects := list(r.Values["objects"])
			if !slices.Contains(objects, sobject) {
				r.Values["objects"] = anys(slices.Sorted(slices.Values(append(objects, sobject))))
			}
			return name, true
		}
		b := c.a.Lookup(a)
		c.queueResource(b.Base(), name, schema.Title(b), fmt.Sprintf("Records that wait for somebody of “%s”.", schema.Title(b)), []string{sobject}, c.someone(a))
		return name, true
	}
	return "", false
}

// ownerFor is the owner that flows give records to: the only user behind an address, or a queue. Why there is none is "" when there is.
func (c *compiler) ownerFor(a schema.Address, sobject string) (v flow.Value, why string) {
	if a.Kind() == "queue" {
		if name, ok := c.queueOf(a, sobject); ok {
			return flow.Queue(name), ""
		}
	}
	people := c.someone(a)
	if len(people) == 1 {
		return flow.User(people[0]), ""
	}
	if name, ok := c.queueOf(a, sobject); ok {
		return flow.Queue(name), ""
	}
	title := schema.Title(c.a.Lookup(a))
	if len(people) == 0 {
		return v, fmt.Sprintf("Nobody in the org has “%s”.", title)
	}
	return v, fmt.Sprintf("Several people have “%s”, and no queue can own records of %s.", title, sobject)
}

// upperFirst begins a text with a capital.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
