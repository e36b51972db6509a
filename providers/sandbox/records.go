package sandbox

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// NewRecord is what CreateRecord needs.
type NewRecord struct {
	Object     string         // name of the record type
	Properties map[string]any // by field name or internal name
	Owner      string         // identity of a person, or address of a queue or role; "" for nobody
	Links      []int64        // records that it belongs to or has
	Actor      string         // who creates it
	Basis      string         // why; may be empty
}

// Change says who makes a change and on what basis.
type Change struct {
	Actor  string
	Basis  string
	Reason string // code of a list of reasons, where a rule asks for one
}

// CreateRecord makes a record, and what that sets off: clocks, automations, routing. It
// gives the new id. Errors are Invalid (no such object, property or type) or *Refused (a required value is missing).
func (c *CRM) CreateRecord(ctx context.Context, n NewRecord) (int64, *Outcome, error) {
	var id int64
	out, err := c.change(ctx, n.Actor, n.Basis, func(w *work) error {
		r, err := w.create(n)
		if err == nil {
			id = r.id
		}
		return err
	})
	return id, out, err
}

func (w *work) create(n NewRecord) (*row, error) {
	if w.a.Object(n.Object) == nil {
		return nil, invalid("object", "there is no object %q.%s", n.Object, diag.DidYouMean(n.Object, w.a.ObjectNames()))
	}
	var err error
	if n.Owner, err = w.checkOwner(n.Owner); err != nil {
		return nil, err
	}
	res, err := w.tx.ExecContext(w.ctx, `INSERT INTO records(id, object, owner, props, created_at, updated_at) VALUES (`+nextID+`, ?, ?, '{}', ?, ?)`,
		n.Object, orNull(n.Owner), w.now.UnixMilli(), w.now.UnixMilli())
	if err != nil {
		return nil, err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return nil, err
	}
	r := &row{id: id, object: n.Object, owner: n.Owner, props: map[string]any{}, priorOwner: n.Owner,
		created: w.now, updated: w.now, stages: map[schema.Address]position{}, met: map[string]bool{}}
	w.rows[id] = r
	for _, l := range n.Links {
		if err := w.link(r, l); err != nil {
			return nil, err
		}
	}
	if err := w.setProps(r, n.Properties, "", true); err != nil {
		if _, undo := w.tx.ExecContext(w.ctx, `DELETE FROM links WHERE from_id = ?1; DELETE FROM records WHERE id = ?1`, id); undo != nil {
			return nil, undo
		}
		delete(w.rows, id)
		clear(w.links)
		return nil, err
	}
	r.prior = maps.Clone(r.props) // what a record is created with has not changed
	if err := w.note(id, "created", map[string]any{"object": n.Object, "owner": n.Owner, "properties": r.props}, ""); err != nil {
		return nil, err
	}
	w.happens(occurrence{row: r, kind: "created", target: schema.NewAddress("", "object", n.Object)})
	if n.Owner != "" {
		w.fieldEvents(r, "owner", n.Owner, true)
	}
	return r, nil
}

// UpdateRecord sets properties; a value of nil clears one. Errors are NotFound,
// Invalid or *Refused; a refusal is kept in the record's history.
func (c *CRM) UpdateRecord(ctx context.Context, id int64, props map[string]any, ch Change) (*Outcome, error) {
	return c.update(ctx, id, props, nil, ch)
}

// update sets properties and, unless owner is nil, the owner, in one change.
func (c *CRM) update(ctx context.Context, id int64, props map[string]any, owner *string, ch Change) (*Outcome, error) {
	out, err := c.change(ctx, ch.Actor, ch.Basis, func(w *work) error {
		r, err := w.row(id)
		if err != nil {
			return err
		}
		if owner != nil {
			to, err := w.checkOwner(*owner)
			if err != nil {
				return err
			}
			if err := w.setOwner(r, to, ""); err != nil {
				return err
			}
		}
		return w.setProps(r, props, ch.Reason, false)
	})
	return out, c.keepRefusal(ctx, id, ch, map[string]any{"properties": props}, err)
}

// keepRefusal writes a refused change into the history; it gives err back.
func (c *CRM) keepRefusal(ctx context.Context, id int64, ch Change, detail map[string]any, err error) error {
	var refused *Refused
	if !errors.As(err, &refused) {
		return err
	}
	detail["refusals"] = refused.Refusals
	_, noteErr := c.change(ctx, ch.Actor, ch.Basis, func(w *work) error { return w.note(id, "refused", detail, "") })
	return errors.Join(err, noteErr)
}

// SetOwner gives a record another owner: the identity of an active person, the address of a
// queue or role, or "" for nobody.
func (c *CRM) SetOwner(ctx context.Context, id int64, owner string, ch Change) (*Outcome, error) {
	return c.change(ctx, ch.Actor, ch.Basis, func(w *work) error {
		r, err := w.row(id)
		if err != nil {
			return err
		}
		to, err := w.checkOwner(owner)
		if err != nil {
			return err
		}
		return w.setOwner(r, to, "")
	})
}

// checkOwner accepts active people of the directory, queues, roles and teams, however written, and
// gives the form in which owners are kept.
func (w *work) checkOwner(owner string) (string, error) {
	if owner == "" {
		return "", nil
	}
	if why := engine.OwnerProblem(w.a, owner); why != "" {
		return "", invalid("owner", "%s%s", why, diag.DidYouMean(owner, w.identities()))
	}
	return engine.Identity(w.a, owner), nil
}

// setOwner changes the owner with history and events; basis "" is that of the change.
func (w *work) setOwner(r *row, owner, basis string) error {
	if owner == r.owner {
		return nil
	}
	old := r.owner
	r.owner = owner
	if err := w.note(r.id, "owner", map[string]any{"old": old, "new": owner}, basis); err != nil {
		return err
	}
	var after any
	if owner != "" {
		after = owner
	}
	w.fieldEvents(r, "owner", after, false)
	return w.save(r)
}

// Log keeps an activity: something that happened with the record, by the name
// that scoring signals, clocks and automations know ("demo_requested").
func (c *CRM) Log(ctx context.Context, id int64, activity string, ch Change) (*Outcome, error) {
	if strings.TrimSpace(activity) == "" {
		return nil, invalid("name", "an activity needs a name")
	}
	return c.change(ctx, ch.Actor, ch.Basis, func(w *work) error {
		r, err := w.row(id)
		if err != nil {
			return err
		}
		if _, err := w.tx.ExecContext(ctx, `INSERT INTO activities(record_id, name, at) VALUES (?, ?, ?)`, id, activity, w.now.UnixMilli()); err != nil {
			return err
		}
		r.active = w.now
		if err := w.note(id, "activity", map[string]any{"name": activity}, ""); err != nil {
			return err
		}
		w.happens(occurrence{row: r, kind: "event", name: activity})
		return w.save(r)
	})
}

// Link relates two records.
func (c *CRM) Link(ctx context.Context, from, to int64, ch Change) (*Outcome, error) {
	return c.change(ctx, ch.Actor, ch.Basis, func(w *work) error {
		r, err := w.row(from)
		if err != nil {
			return err
		}
		if err := w.link(r, to); err != nil {
			return err
		}
		return w.note(from, "linked", map[string]any{"to": to}, "")
	})
}

// link relates a record with another of an object that it may be related to.
func (w *work) link(r *row, to int64) error {
	o, err := w.row(to)
	if err != nil {
		return err
	}
	if to == r.id {
		return invalid("links", "a record cannot be linked with itself")
	}
	if !w.related(r.object, o.object) && !w.related(o.object, r.object) {
		return invalid("links", "a %s is not related to a %s", r.object, o.object)
	}
	delete(w.links, r.id)
	delete(w.links, to)
	_, err = w.tx.ExecContext(w.ctx, `INSERT OR IGNORE INTO links(from_id, to_id) VALUES (?, ?)`, r.id, to)
	return err
}

func (w *work) related(a, b string) bool { return w.a.BelongsTo(a, b) || w.a.HasMany(a, b) }
