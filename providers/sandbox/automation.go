package sandbox

import (
	"errors"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// occurrence is something that happened to a record, as schema.Event names it.
type occurrence struct {
	row    *row
	kind   string
	target schema.Address
	name   string
}

// matches tells whether the occurrence is what an event waits for.
func (o occurrence) matches(e schema.Event) bool {
	return e.Kind == o.kind && e.Target == o.target && e.Name == o.name
}

// as runs fn with another actor: an automation, a clock.
func (w *work) as(actor, basis string, fn func() error) error {
	oldActor, oldBasis := w.actor, w.basis
	w.actor, w.basis = actor, basis
	defer func() { w.actor, w.basis = oldActor, oldBasis }()
	return fn()
}

// automations runs those that wait for the occurrence.
func (w *work) automations(o occurrence) error {
	for _, a := range w.a.Automations {
		if !o.matches(a.Trigger) || !w.holds(a.When, o.row) {
			continue
		}
		if err := w.automate(a, o.row); err != nil {
			return err
		}
	}
	return nil
}

// automate runs an automation for a record, once in a change.
func (w *work) automate(a *schema.Automation, r *row) error {
	if !w.once(a.Address, r) {
		return nil
	}
	w.done.AutomationsRun = append(w.done.AutomationsRun, string(a.Address))
	return w.as(string(a.Address), eventText(a.Trigger), func() error {
		if err := w.note(r.id, "automation", map[string]any{"automation": a.Address, "outcome": a.Outcome}, ""); err != nil {
			return err
		}
		for _, act := range a.Actions {
			if err := w.act(r, act, a.Address); err != nil {
				return err
			}
		}
		return nil
	})
}

// once tells whether something has not yet run for a record in this change.
func (w *work) once(by schema.Address, r *row) bool {
	key := fmt.Sprint(by, "/", r.id)
	if w.ran[key] {
		return false
	}
	w.ran[key] = true
	return true
}

// eventText writes an event as it stands in HCL.
func eventText(e schema.Event) string {
	switch e.Kind {
	case "event":
		return fmt.Sprintf("event(%q)", e.Name)
	case "every":
		return fmt.Sprintf("every(%q)", e.Every)
	}
	return e.Kind + "(" + strings.TrimPrefix(string(e.Target), "field.") + ")"
}

// holds tells whether a record meets a condition; none is met by every record.
func (w *work) holds(c schema.Criterion, r *row) bool {
	return c.IsZero() || expr.Truth(c.Expr, w.env(r))
}

// act carries one action out, or puts it off: until its time has come, or until a person releases it.
func (w *work) act(r *row, a *schema.Action, origin schema.Address) error {
	if !a.After.IsZero() {
		due := addElapsed(w.now, a.After)
		_, err := w.task(r, taskRow{kind: "delayed", title: describe(a), origin: string(a.Address), status: "scheduled", due: due})
		return err
	}
	if a.Approval == "required" {
		_, err := w.task(r, taskRow{kind: a.Do, title: describe(a), origin: string(a.Address), assignee: string(a.To), status: "waiting_approval"})
		return err
	}
	return w.actNow(r, a, origin)
}

func (w *work) actNow(r *row, a *schema.Action, origin schema.Address) error {
	switch a.Do {
	case "set_field", "clear_field":
		_, _, l := a.Field.Split()
		if len(l) != 2 {
			return nil
		}
		var v any
		if a.Do == "set_field" {
			v = a.Value
		}
		return w.onRelated(r, l[0], func(o *row) error {
			if l[1] == "owner" {
				owner, _ := v.(string)
				return w.setOwner(o, owner, "")
			}
			return w.trySet(o, map[string]any{l[1]: v})
		})
	case "set_status":
		s := schema.Find[schema.Status](w.a, a.Status)
		if s == nil {
			return nil
		}
		return w.onRelated(r, s.Object, func(o *row) error { return w.trySet(o, map[string]any{statusField: s.Name}) })
	case "move_to":
		st := schema.Find[schema.Stage](w.a, a.Stage)
		if st == nil {
			return nil
		}
		track := w.a.Track(a.Stage)
		return w.onRelated(r, track.Object, func(o *row) error {
			if o.stages[track.Address].stage == st.Address {
				return nil
			}
			return w.tolerate(o, map[string]any{"to": st.Address}, w.move(o, st, MoveRequest{}))
		})
	case "assign":
		return w.assign(r, a.To, "")
	case "route":
		if p := schema.Find[schema.Routing](w.a, a.Routing); p != nil {
			return w.onRelated(r, p.Object.Name(), func(o *row) error {
				if !w.once(p.Address, o) {
					return nil
				}
				return w.route(o, p)
			})
		}
		return nil
	case "create_task", "notify":
		t := taskRow{kind: "task", title: describe(a), origin: string(a.Address), assignee: w.personFor(a.To, r), status: "open"}
		if a.Do == "notify" {
			t.kind, t.status = "notification", "sent"
		}
		if s := schema.Find[schema.SLA](w.a, a.SLA); s != nil {
			t.due, _ = w.due(s, r, w.now)
		}
		_, err := w.task(r, t)
		return err
	case "create_record":
		return w.createFrom(r, a.Object.Name(), nil, origin)
	case "enroll":
		if s := schema.Find[schema.Sequence](w.a, a.Sequence); s != nil {
			return w.onRelated(r, s.Object.Name(), func(o *row) error { return w.enroll(o, s) })
		}
		return nil
	case "reset_score":
		return w.resetScore(r, a)
	case "wait":
		return nil // the step's own delay is all there is to it
	}
	// send, webhook and enrich would leave the CRM; the sandbox keeps them for a person to release.
	_, err := w.task(r, taskRow{kind: a.Do, title: describe(a), origin: string(a.Address), assignee: w.personFor(a.To, r), status: "waiting_approval"})
	return err
}

// describe is what a task says.
func describe(a *schema.Action) string {
	for _, s := range []string{a.Message, a.Description} {
		if s != "" {
			return s
		}
	}
	return schema.Label("", a.Name)
}

// trySet writes values for an automation; a refusal goes to the history and stops nothing else.
func (w *work) trySet(r *row, props map[string]any) error {
	for name, v := range props {
		props[name] = engine.ActionValue(property(w.a, r.object, name), v, w.now)
	}
	return w.tolerate(r, map[string]any{"properties": props}, w.setProps(r, props, "", false))
}

// tolerate turns a refusal or an impossible value into a line of history.
func (w *work) tolerate(r *row, detail map[string]any, err error) error {
	var refused *Refused
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		detail["refusals"] = refused.Refusals
	case isInvalid(err):
		detail["error"] = err.Error()
	default:
		return err
	}
	return w.note(r.id, "refused", detail, "")
}

// onRelated runs fn on the record itself, or on every related record of another object.
func (w *work) onRelated(r *row, object string, fn func(*row) error) error {
	if object == r.object || object == "" {
		return fn(r)
	}
	ids, err := related(w.ctx, w.tx, r.id, object)
	if err != nil {
		return err
	}
	for _, id := range ids {
		o, err := w.row(id)
		if err != nil {
			return err
		}
		if err := fn(o); err != nil {
			return err
		}
	}
	return nil
}
