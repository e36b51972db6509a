package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// owner asks for an owner where the stage or a handoff has one.
func (m *mover) owner() {
	wants, at := m.to.Owner, m.to.Address
	viaQueue := false
	for _, h := range m.handoffs {
		if h.Owner == "" {
			continue
		}
		wants, at = h.Owner, h.Address
		viaQueue = viaQueue || h.Owner.Kind() == "queue"
		if people := membersOf(m.a, h.Owner); len(people) > 0 && h.Owner.Kind() != "queue" && !slices.ContainsFunc(people, active) {
			m.refuse(h.Address, string(Owner), Owner, nil, "%s is handed to %s, and nobody there is active. Name somebody in the directory first.",
				stageLabel(m.to), titleOf(m.a, h.Owner))
			return
		}
	}
	if wants == "" {
		return
	}
	if m.rec.Owner == "" {
		if viaQueue || RoutedOnEntry(m.a, m.to.Address, m.rec.Object) || m.lacks(schema.FieldAddress(m.rec.Object, "owner")) {
			return
		}
		m.refuse(at, string(Owner), Owner, []schema.Address{schema.FieldAddress(m.rec.Object, "owner")},
			"The record has no owner. %s belongs to %s; name the person first.", stageLabel(m.to), titleOf(m.a, wants))
		return
	}
	if why := OwnerProblem(m.a, m.rec.Owner); why != "" {
		m.refuse(at, string(Owner), Owner, nil, "%s %s belongs to %s; give the record to somebody there first.", why, stageLabel(m.to), titleOf(m.a, wants))
	}
}

func active(m *schema.Member) bool { return m.Active }

// OwnerProblem says in a sentence why an identity, queue, role or team cannot own a record; "" when it can.
// Without any person in the directory nothing is known against anybody.
func OwnerProblem(a *schema.Architecture, identity string) string {
	id := owner(a, identity)
	if m := MemberOf(a, id); m != nil {
		if !m.Active {
			return fmt.Sprintf("The owner %s is no longer active.", person(m))
		}
		return ""
	}
	switch a.Lookup(schema.Address(id)).(type) {
	case *schema.Queue, *schema.Role, *schema.Team:
		return ""
	}
	if !hasDirectory(a) {
		return ""
	}
	return fmt.Sprintf("The owner %s is not in the directory.", id)
}

// NextOwner is who owns a record after a move along the handoff; To is the owner of now when that does not change:
//
//   - with a routing policy that runs when records enter the stage, that policy decides, and the handoff does not;
//   - an owner who is one of the active people that the handoff gives the record to, or the address of it, stays;
//   - where the directory lists nobody at all, a person who owns the record keeps it;
//   - else Assign chooses.
//
// Load remembers whose turn it is; it is read and not changed.
func NextOwner(a *schema.Architecture, rec *Record, h *schema.Handoff, load Load, now time.Time) Assignment {
	if h == nil {
		return Assignment{To: rec.Owner}
	}
	stays := Assignment{To: rec.Owner, Via: h.Owner}
	is := owner(a, rec.Owner)
	switch {
	case h.Owner == "", is == string(h.Owner), RoutedOnEntry(a, h.To, rec.Object),
		slices.Contains(Holders(a, h.Owner), is),
		is != "" && !hasDirectory(a) && a.Lookup(schema.Address(is)) == nil:
		return stays
	}
	return Assign(a, h.Owner, rec, load, now)
}

// RoutedOnEntry tells whether a routing policy runs when a record of the object enters the stage.
func RoutedOnEntry(a *schema.Architecture, stage schema.Address, object string) bool {
	return slices.ContainsFunc(a.Routings, func(r *schema.Routing) bool {
		return r.Trigger.Kind == "entering" && r.Trigger.Target == stage && r.Object.Name() == object
	})
}

// ReasonLists are the lists of which one code must come with a move: the stage's, and those of
// handoffs that recycle and of the outcomes along which the record moves.
func ReasonLists(a *schema.Architecture, rec *Record, to schema.Address, now time.Time) []*schema.Reasons {
	var out []*schema.Reasons
	add := func(addr schema.Address) {
		if r := schema.Find[schema.Reasons](a, addr); r != nil && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	if s := schema.Find[schema.Stage](a, to); s != nil {
		add(s.Reasons)
	}
	hs, os := HandoffsFor(a, rec, to, now)
	for _, h := range hs {
		if h.Recycle {
			add(h.Reasons)
		}
	}
	for _, o := range os {
		if o.Reasons != "" {
			add(o.Reasons)
		} else {
			add(o.Handoff.Reasons)
		}
	}
	return out
}

// ReasonField is the field that holds a list's code on a record of object: the one that it names, else one of its own name.
func ReasonField(r *schema.Reasons, object string) schema.Address {
	if r.Field != "" {
		return r.Field
	}
	if r.Object != "" {
		object = r.Object.Name()
	}
	return schema.FieldAddress(object, r.Name)
}

// reason asks for a code of one of the lists that apply.
func (m *mover) reason() {
	lists := ReasonLists(m.a, m.rec, m.to.Address, m.opts.Now)
	if len(lists) == 0 {
		return
	}
	var codes, titles []string
	for _, l := range lists {
		given := m.opts.Reason
		if given == "" {
			given = strings.Join(texts(factValue(m.env, ReasonField(l, m.rec.Object))), ",")
		}
		titles = append(titles, titleOf(m.a, l.Address))
		for _, c := range l.Codes {
			if c.Name == given {
				return
			}
			codes = append(codes, c.Name)
		}
	}
	l := lists[0]
	missing := []schema.Address{ReasonField(l, m.rec.Object)}
	if m.opts.Reason == "" {
		m.refuse(l.Address, string(Reason), Reason, missing, "%s needs a reason (%s): one of %s.",
			stageLabel(m.to), diag.Join(titles, "or"), diag.Join(codes, "or"))
		return
	}
	m.refuse(l.Address, string(Reason), Reason, nil, "%q is no reason for %s (%s); the codes are %s.",
		m.opts.Reason, stageLabel(m.to), diag.Join(titles, "or"), diag.Join(codes, "and"))
}

// revisit asks for a date after today where the stage names a field for it.
func (m *mover) revisit() {
	f := m.to.Revisit
	if f == "" {
		return
	}
	v := factValue(m.env, f)
	if v == nil {
		if m.lacks(f) {
			return
		}
		m.refuse(m.to.Address, string(Revisit), Revisit, []schema.Address{f},
			"%s needs a date to look again: %s is missing.", stageLabel(m.to), m.fact(f))
		return
	}
	t, ok := timeOf(v)
	if !ok || !t.After(m.opts.Now) {
		m.refuse(m.to.Address, string(Revisit), Revisit, nil,
			"%s needs a date to look again that is still to come; %s is %s.", stageLabel(m.to), m.fact(f), formatValue(v))
	}
}

// timeOf reads a date or time in any of the forms that a value may have.
func timeOf(v any) (time.Time, bool) {
	switch v := v.(type) {
	case time.Time:
		return v, !v.IsZero()
	case string:
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if t, err := time.Parse(layout, v); err == nil {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
