package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (d *deployment) verifyPermissions(p placed) {
	for _, n := range p.doc.all("fieldPermissions") {
		object, name, _ := strings.Cut(n.str("field"), ".")
		f := d.store.field(object, name)
		switch {
		case f == nil: // said by verifyReferences
		case f.required || f.doc != nil && f.doc.str("type") == "MasterDetail":
			d.fail(p, n, "You cannot deploy to a required field: %s", n.str("field"))
		case f.formula != "" && n.is("editable"):
			d.fail(p, n, "Field %s is not editable", n.str("field"))
		case n.is("editable") && !n.is("readable"):
			d.fail(p, n, "Permission Edit %s depends on permission(s): Read %s", n.str("field"), n.str("field"))
		}
	}
}

func (d *deployment) verifyAssignment(p placed) {
	object, _, _ := strings.Cut(p.name, ".")
	active := 0
	for _, name := range d.store.children("AssignmentRule", object) {
		if d.store.doc("AssignmentRule", name).is("active") {
			active++
		}
	}
	if p.doc.is("active") && active > 1 {
		d.fail(p, nil, "Only one assignment rule of %s can be active", object)
	}
	for _, entry := range p.doc.all("ruleEntry") {
		user := entry.str("assignedTo")
		if entry.str("assignedToType") == "User" && d.o.state.user(func(u *User) bool { return u.Username == user }) == nil {
			d.fail(p, entry, "In field: assignedTo - no User named %s found", user)
		}
		if to := entry.child("assignedTo"); entry.str("assignedToType") == "Queue" && to != nil {
			d.verifyHolds(p, to, object)
		}
		if f := entry.child("formula"); f != nil {
			if problem := d.store.judge(object, f.Text, false); problem != "" {
				d.fail(p, f, "%s", problem)
			}
		}
		if text := entry.str("booleanFilter"); text != "" {
			if err := filterLogic(text, len(entry.all("criteriaItems"))); err != nil {
				d.fail(p, entry.child("booleanFilter"), "%v", err)
			}
		}
	}
}

// verifyHolds checks that the queue an entry names holds records of the rule's object.
func (d *deployment) verifyHolds(p placed, at *node, object string) {
	queue := d.store.doc("Queue", at.Text)
	if queue != nil && !slices.ContainsFunc(queue.all("queueSobject"), func(q *node) bool { return q.str("sobjectType") == object }) {
		d.fail(p, at, "The queue %s does not support the object %s", at.Text, object)
	}
}

// verifyQueue checks who is in a queue and what it holds.
func (d *deployment) verifyQueue(p placed) {
	if len(p.doc.all("queueSobject")) == 0 {
		d.say(warning, p, nil, "The queue %s holds no object", p.name)
	}
	for _, n := range p.doc.child("queueMembers", "users").all("user") {
		if d.o.state.user(func(u *User) bool { return u.Username == n.Text }) == nil {
			d.fail(p, n, "In field: queueMembers - no User named %s found", n.Text)
		}
	}
}

// filterLogic checks that a filter such as 1 AND (2 OR 3) names criteria that are there.
func filterLogic(text string, criteria int) error {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ()", r) }) {
		if n, err := strconv.Atoi(word); err == nil {
			if n < 1 || n > criteria {
				return fmt.Errorf("the filter logic names condition %d of %d", n, criteria)
			}
		} else if w := strings.ToUpper(word); w != "AND" && w != "OR" && w != "NOT" {
			return fmt.Errorf("the filter logic has an unknown word: %s", word)
		}
	}
	return nil
}
