package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// queues makes the queues of objects whose records queues can own.
func (c *compiler) queues() {
	for _, q := range c.a.Queues {
		if q.Object != "" && !c.owns(q.Object.Name()) {
			continue
		}
		title := schema.Title(q)
		objects := c.queueObjects(q)
		if len(objects) == 0 {
			c.step(q.Address, false, "Let people take records that no queue can own",
				"Queues own leads and records of custom objects. Contacts, accounts and opportunities belong to users.",
				fmt.Sprintf("“%s”: Setup > Public Groups > New, with %s; and a list view of the records that wait, shared with the group, from which they take theirs.", title, c.members(q)))
			continue
		}
		c.queueResource(&q.Meta, c.queueName(q.Address), title, q.Description, objects, c.someone(q.Address))
		c.queueNotes(q)
	}
}

// queueObjects are the objects of the org whose records a queue may own: those of its object, or of the policies that lead to it.
func (c *compiler) queueObjects(q *schema.Queue) (out []string) {
	var objects []string
	if q.Object != "" {
		objects = []string{q.Object.Name()}
	} else {
		for _, r := range c.a.Routings {
			if r.Fallback == q.Address || slices.ContainsFunc(r.Rules, func(x *schema.RoutingRule) bool { return x.To == q.Address }) {
				objects = append(objects, r.Object.Name())
			}
		}
		for _, t := range c.a.Tracks() {
			if slices.ContainsFunc(t.Stages, func(s *schema.Stage) bool { return s.Owner == q.Address }) {
				objects = append(objects, t.Object)
			}
		}
	}
	for _, object := range objects {
		if !c.owns(object) {
			continue
		}
		for _, sobject := range c.names.all(object) {
			if queueable(sobject) && !slices.Contains(out, sobject) {
				out = append(out, sobject)
			}
		}
	}
	return out
}

// queueResource makes a queue. It takes tasks as well: those of a record that it owns.
func (c *compiler) queueResource(m *schema.Meta, name, title, words string, objects, users []string) {
	objects = append(slices.Clone(objects), "Task")
	c.resource(typeQueue, m, "", fmt.Sprintf("queue “%s”", title), false, providers.Values{"name": name, "label": cut(title, maxLabel),
		"description": orNil(cut(words, maxDescription)), "objects": anys(objects), "users": anys(users)})
}

// queueNotes says what a queue of Salesforce does not do: choose what is worked first, and count what people have.
func (c *compiler) queueNotes(q *schema.Queue) {
	title := schema.Title(q)
	if len(q.Order) > 0 {
		var keys []string
		for _, k := range q.Order {
			keys = append(keys, c.called(k.By)+" "+k.Direction)
		}
		c.step(q.Address, false, "Sort the list views of queues", "A queue has a list view of its own, which is sorted by one column at a time, and which no deploy changes.",
			fmt.Sprintf("Open the list view of the queue “%s” and sort by: %s.", title, strings.Join(keys, ", then ")))
	}
	if q.Capacity > 0 {
		c.step(q.Address, false, "Watch how many records people have", "Queues of leads and custom objects have no capacity; Omni-Channel has, with a licence.",
			fmt.Sprintf("“%s”: at most %g open records each. Setup > Omni-Channel Settings > Enable Omni-Channel, with a presence configuration of that capacity; or a report by owner.", title, q.Capacity))
	}
}

// members are the people of a queue in words.
func (c *compiler) members(q *schema.Queue) string {
	if people := c.holders(q.Address); len(people) > 0 {
		return strings.Join(people, ", ")
	}
	return "the people who work it"
}
