package odoo

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// started is how an event starts an automation.
type started struct {
	object string
	// holds is code that tells whether the event has happened.
	holds string
	watch []string
}

// starting writes what an event needs; the error says why Odoo does not see it.
func (c *compiler) starting(code *script, e schema.Event) (started, error) {
	_, _, l := e.Target.Split()
	switch e.Kind {
	case "entering", "leaving":
		t := c.a.Track(e.Target)
		if t == nil {
			break
		}
		if !c.owns(t.Object) {
			return started{}, fmt.Errorf("records of %s live in another CRM", t.Object)
		}
		at := place(t, e.Target)
		holds := fmt.Sprintf("now == %s and was != now", at)
		if e.Kind == "leaving" {
			holds = fmt.Sprintf("was == %s and was != now", at)
		}
		return started{t.Object, holds, c.moves(t)}, c.moving(code, t)
	case "set", "changed":
		if len(l) != 2 {
			break
		}
		f := c.fieldOf(e.Target)
		if f == nil {
			break
		}
		created := c.created(code, l[0])
		is, err := c.say(code, isSet(f), l[0], "")
		if err != nil {
			return started{}, err
		}
		before := isSet(&expr.Call{Node: f.Node, Func: "prior", Args: []expr.Expr{f}})
		if e.Kind == "changed" {
			changed, err := c.say(code, &expr.Call{Node: truthNode, Func: "changed", Args: []expr.Expr{f}}, l[0], "")
			return started{l[0], fmt.Sprintf("(%s if %s else %s)", is, created, changed), c.watched(c.a.Field(l[0], l[1]))}, err
		}
		was, err := c.say(code, before, l[0], "")
		return started{l[0], fmt.Sprintf("%s and (%s or not %s)", is, created, was), c.watched(c.a.Field(l[0], l[1]))}, err
	case "created":
		return started{e.Target.Name(), c.created(code, e.Target.Name()), c.tells(e.Target.Name())}, nil
	case "reaches":
		return c.reaches(code, e)
	case "every":
		return started{}, fmt.Errorf("what runs on a schedule is a scheduled action, which is set up by hand")
	case "event":
		return started{}, fmt.Errorf("nothing tells of “%s”: Odoo logs activities under no common name", e.Name)
	}
	return started{}, fmt.Errorf("people start it")
}

// created is code that tells whether a record of an object has come to be: it is new, or was one of another object, as a lead that is converted.
func (c *compiler) created(code *script, object string) string {
	code.calls("sc_created", "sc_old")
	out := "sc_created"
	for _, field := range c.tells(object) {
		out = fmt.Sprintf("(sc_created or %[1]s in sc_old and sc_old[%[1]s] != record.%[2]s)", pyexpr.Quote(field), field)
	}
	return out
}

// reaches starts when a score that is kept comes over a threshold.
func (c *compiler) reaches(code *script, e schema.Event) (started, error) {
	holder := e.Target.Holder()
	for holder != "" && holder.Kind() == "scoring" && schema.Find[schema.Scoring](c.a, holder) == nil {
		holder = holder.Holder()
	}
	s := schema.Find[schema.Scoring](c.a, holder)
	if s == nil {
		return started{}, fmt.Errorf("there is no such score")
	}
	object := s.Object.Name()
	m := &expr.Meets{Node: truthNode, Scoring: string(s.Address), Threshold: e.Target.Name()}
	is, err := c.say(code, m, object, "")
	if err != nil {
		return started{}, err
	}
	env := c.env(object, "")
	env.Past = true
	was, used, err := pyexpr.Compile(m, env)
	if err != nil {
		return started{}, err
	}
	code.used.Add(used)
	out := started{object: object, holds: fmt.Sprintf("%s and (%s or not %s)", is, c.created(code, object), was)}
	for _, d := range s.Dimensions {
		if h, at := c.scoreHome(s, d.Name); at == object {
			out.watch = append(out.watch, h.name)
		}
	}
	if h, at := c.scoreHome(s, "total"); at == object {
		out.watch = append(out.watch, h.name)
	}
	return out, nil
}

// event says in words what starts something.
func (c *compiler) event(e schema.Event, when schema.Criterion) string {
	return compiling.Event(c.a, e, when, func(object string) string { return c.a.Namer().Object(object) })
}

// run makes an automation that does something when an event happens to a record that meets a condition. body writes what is done,
// two levels deep. What is no clock runs once for a record in a save. why is not "" when Odoo cannot see the event or the condition.
func (c *compiler) run(m *schema.Meta, part, name string, e schema.Event, when schema.Criterion, body func(code *script, object string)) (why string) {
	return c.runs(m, part, name, e, when, true, body)
}

func (c *compiler) runs(m *schema.Meta, part, name string, e schema.Event, when schema.Criterion, once bool, body func(code *script, object string)) (why string) {
	code := newScript()
	st, err := c.starting(code, e)
	if err == nil && !c.owns(st.object) {
		err = fmt.Errorf("records of %s live in another CRM", st.object)
	}
	if err != nil {
		return sentence(err.Error())
	}
	if !when.IsZero() {
		more, err := c.say(code, when.Expr, st.object, "")
		if err != nil {
			return sentence(err.Error())
		}
		st.holds += " and " + more
	}
	if once {
		code.calls("sc_done")
		code.add(0, "if %s not in sc_done and %s:", pyexpr.Quote(name), st.holds)
		code.add(1, "sc_done.append(%s)", pyexpr.Quote(name))
	} else {
		code.add(0, "if %s:", st.holds)
	}
	at := len(code.lines)
	body(code, st.object)
	if len(code.lines) == at {
		return "Nothing of it can be done by an automation."
	}
	model := c.names.model(st.object)
	v := providers.Values{"trigger": "on_create_or_write", "description": sentence("when " + c.event(e, when))}
	if st.watch != nil {
		v["watches"] = watching(model, append(st.watch, c.tells(st.object)...)...)
	}
	if e.Kind == "created" {
		v["trigger"] = "on_create"
	}
	if only := c.onlyOf(st.object); only != "" && e.Kind != "entering" && e.Kind != "leaving" {
		v["when"] = only
	}
	c.automation(m, part, name, model, false, v, code)
	return ""
}
