package hubspot

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/hubspot/filter"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// sequence makes a workflow that waits, looks whether somebody left, and takes the next step. A message becomes a task for
// whoever releases it.
func (w *worker) sequence(s *schema.Sequence) {
	object, title := s.Object.Name(), schema.Title(s)
	if !w.owns(object) {
		return
	}
	name, says := "Sequence: "+title, cmp.Or(s.Purpose, title)
	d := w.doer(title, object, s.Starts)
	left := w.exits(d, s)
	var ch chain
	for i := len(s.Steps) - 1; i >= 0; i-- {
		x := s.Steps[i]
		does := append(d.step(s, x), ch...)
		ch = nil
		if m := minutes(x.After); m > 0 {
			ch = chain{wait(m)}
		}
		if left != nil && len(does) > 0 {
			does = chain{{cases: []branchCase{{name: "Left the sequence", when: left}}, rest: does}}
		}
		ch = append(ch, does...)
	}
	st, why := start{object: object}, ""
	enroll := byHand()
	if !s.Starts.IsZero() {
		st, why = w.starting(s.Starts)
		b, lacks := w.exactly(st.when, st.object)
		if why != "" || b == nil || st.object != object {
			d.todo = append(d.todo, fmt.Sprintf("Choose its enrollment trigger: %s. %s", w.event(s.Starts, schema.Criterion{}), strings.TrimSpace(why+" "+strings.Join(lacks, " "))))
		} else {
			enroll = enrollment(b, st.again...)
		}
	}
	if len(ch) == 0 || len(ch) == 1 && ch[0].action == actionDelay {
		w.byPeople(&s.Meta, says, name, d.plural, w.event(s.Starts, schema.Criterion{}), nil, d.todo, "None of its steps can be written to a workflow.")
		return
	}
	made, live := w.workflow(&s.Meta, "", name, d.plural, false, definition(enroll, ch))
	if live {
		w.made[s.Address] = made
	}
	w.built(&s.Meta, says, made, live, d.todo, st.loss)
}

// step is a step of a sequence without its delay. Where the sequence wants releases, every message does.
func (d *doer) step(s *schema.Sequence, x *schema.Action) chain {
	if x.Approval == "required" || x.Do == "send" && s.Approval == "required" {
		to := x.To
		if to == "" {
			to = s.Owner
		}
		return d.release(x, to)
	}
	return d.action(x)
}

// exits is the filter for records that have left; nil when no exit can be said by one. The others are for people.
func (w *worker) exits(d *doer, s *schema.Sequence) *filter.Branch {
	var parts []expr.Expr
	for _, x := range s.Exits {
		e := x.When.Expr
		if e == nil {
			e = w.happened(x.On, s.Starts.Target)
		}
		words := strings.TrimSuffix(cmp.Or(x.Description, x.Name), ".")
		if x.Effect == "pause" {
			d.todo = append(d.todo, fmt.Sprintf("Workflows do not pause: unenroll the record by hand, and enroll it again later (%s).", words))
			continue
		}
		if e != nil {
			if _, why := w.exactly(e, s.Object.Name()); why == nil {
				parts = append(parts, e)
				continue
			}
		}
		d.todo = append(d.todo, fmt.Sprintf("Unenroll the record by hand, or by a goal of the workflow (%s).", words))
	}
	if len(parts) == 0 {
		return nil
	}
	b, _ := w.exactly(allOrAny(false, parts...), s.Object.Name())
	return b
}
