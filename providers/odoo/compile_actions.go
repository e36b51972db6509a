package odoo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// doer writes actions on record, and notes what people do.
type doer struct {
	*compiler
	code   *script
	title  string
	object string
	todo   []string
	// timed tells that it writes what a clock sets off, not what follows from a save.
	timed bool
}

// staff are the logins of the people behind a role, queue, team or member who can log in.
func (c *compiler) staff(a schema.Address) (out []string) {
	for _, id := range engine.Holders(c.a, a) {
		if login, there := c.org.login(id); there && !slices.Contains(out, login) {
			out = append(out, login)
		}
	}
	return out
}

// someone is staff, with a manual step when there is nobody.
func (c *compiler) someone(a schema.Address) []string {
	people := c.staff(a)
	if len(people) == 0 && a != "" {
		c.step(a, false, "Name somebody for the roles and queues that nobody has",
			"No active user of the database has them. What is meant for them goes to the salesperson of the record, and changes no salesperson to them.",
			"For each of these: add a member to the team in the architecture, and invite the person in Settings > Users & Companies > Users. Then plan again.",
			sentence(a.Kind()+" “"+schema.Title(c.a.Lookup(a))+"”"))
	}
	return people
}

// minutes is a length of time for a delay; a month counts 30 days.
func minutes(d schema.Duration) int { return (d.Months*30+d.Days)*24*60 + d.Minutes }

func (d *doer) add(format string, args ...any) { d.code.add(1, format, args...) }

// by notes that people do an action.
func (d *doer) by(a *schema.Action, format string, args ...any) {
	d.todo = append(d.todo, schema.Label("", a.Name)+": "+fmt.Sprintf(format, args...))
}

// wordsOf are what an action tells people.
func (d *doer) wordsOf(a *schema.Action) string { return cmp.Or(a.Message, a.Description, d.title) }

func (d *doer) actions(list []*schema.Action) {
	for _, a := range list {
		d.action(a)
	}
}

func (d *doer) action(a *schema.Action) {
	switch {
	case a.Approval == "required":
		d.task(a.To, "Release: "+d.wordsOf(a), "Look at it, then do it. Nothing has happened yet. "+d.title+".", deadline(d.a, a))
		return
	case !a.After.IsZero() && a.Do != "create_task":
		if a.Do != "wait" {
			d.task(a.To, cmp.Or(a.Description, a.Message, schema.Label("", a.Name)), "Due after "+a.After.String()+". "+d.title+".", days(a.After))
		}
		return
	}
	switch a.Do {
	case "set_field":
		d.set(a, a.Field, a.Value)
	case "clear_field":
		d.set(a, a.Field, nil)
	case "set_status":
		s := schema.Find[schema.Status](d.a, a.Status)
		if s == nil || s.Object != d.object {
			d.by(a, "set the status “%s” of the related records.", schema.Title(d.a.Lookup(a.Status)))
			return
		}
		d.write("record", d.statusHome(s.Object).name, pyexpr.Quote(s.Name))
	case "move_to":
		d.move(a)
	case "assign":
		if !d.assign(a.To) {
			d.by(a, "give the record to %s.", schema.Title(d.a.Lookup(a.To)))
		}
	case "route":
		d.routed(a)
	case "create_task":
		d.task(a.To, d.wordsOf(a), d.title, max(deadline(d.a, a), days(a.After)))
	case "notify":
		d.tell(a.To, d.wordsOf(a))
	case "create_record":
		d.by(a, "create the record of %s. %s", d.a.Namer().Object(a.Object.Name()), a.Description)
	case "enroll":
		d.by(a, "start “%s” for the record: schedule its activities.", schema.Title(d.a.Lookup(a.Sequence)))
	case "reset_score":
		d.reset(a)
	case "send":
		d.by(a, "send it by hand, or by an email template: Settings > Technical > Automation Rules, action Send Email. Text: %s", d.wordsOf(a))
	case "webhook":
		d.by(a, "add the action Send Webhook Notification, to %s", a.Message)
	case "enrich":
		d.by(a, "press Enrich, or let the tool of your provider do it. %s", a.Description)
	}
}

// days is a length of time for deadlines, in whole days.
func days(d schema.Duration) int { return int(math.Ceil(float64(minutes(d)) / (24 * 60))) }

// deadline is how many days an action may take.
func deadline(a *schema.Architecture, x *schema.Action) int {
	if s := schema.Find[schema.SLA](a, x.SLA); s != nil {
		return days(s.Within)
	}
	return 0
}

// task schedules an activity for the people behind an address, or for the salesperson.
func (d *doer) task(to schema.Address, summary, note string, days int) {
	if !d.hasLog() {
		d.todo = append(d.todo, "By hand: "+summary)
		return
	}
	user := "record.user_id.id or env.uid"
	if logins := d.staff(to); len(logins) > 0 {
		d.code.calls("sc_doer")
		user = "sc_doer(" + pyexpr.Tuple(logins) + ").id or env.uid"
	} else if to != "" {
		note += " For " + schema.Title(d.a.Lookup(to)) + "."
	}
	d.code.calls("sc_bot")
	d.add("sc_bot.activity_schedule('mail.mail_activity_data_todo', date_deadline=datetime.date.today() + datetime.timedelta(days=%d), summary=%s, note=%s, user_id=%s)",
		days, pyexpr.Quote(summary), pyexpr.Quote(note), user)
}

// hasLog tells whether records have a log and activities.
func (d *doer) hasLog() bool {
	m := d.names.model(d.object)
	return m == leadModel || m == partnerModel
}

// tell writes to the log of the record and notifies people.
func (d *doer) tell(to schema.Address, words string) {
	if !d.hasLog() {
		d.todo = append(d.todo, "Tell "+schema.Title(d.a.Lookup(to))+": "+words)
		return
	}
	who := "record.user_id.partner_id.ids"
	if logins := d.someone(to); len(logins) > 0 {
		d.code.calls("sc_users")
		who = "sc_users(" + pyexpr.Tuple(logins) + ").partner_id.ids"
	}
	d.code.calls("sc_bot")
	d.add("sc_bot.message_post(body=%s, partner_ids=%s)", pyexpr.Quote(words), who)
}

// hasOwner tells whether records of an object have a salesperson: those of custom models have none.
func (c *compiler) hasOwner(object string) bool { return !c.homeOf(object, "owner").own }

// assign gives the record to the one of several people who has the fewest, unless one of them has it.
func (d *doer) assign(to schema.Address) bool {
	if !d.hasOwner(d.object) {
		return false
	}
	logins := d.someone(to)
	if len(logins) == 0 {
		return false
	}
	d.add("user = %s", d.turn(to, logins, pyexpr.Tuple(logins)))
	d.own(1)
	return true
}

func (d *doer) write(record, field, value string) {
	d.code.calls("sc_write")
	d.add("sc_write(%s, {%s: %s})", record, pyexpr.Quote(field), value)
}

// routed has a routing decide about the record, once in a save.
func (d *doer) routed(a *schema.Action) {
	r := schema.Find[schema.Routing](d.a, a.Routing)
	if r == nil || r.Object.Name() != d.object {
		d.by(a, "have “%s” decide about the related records: give them to whom its rules name.", schema.Title(d.a.Lookup(a.Routing)))
		return
	}
	d.code.calls("sc_done")
	at := len(d.code.lines)
	name := pyexpr.Quote(routingName(r))
	d.add("if %s not in sc_done:", name)
	d.code.add(2, "sc_done.append(%s)", name)
	if err := d.route(2, r); err != nil {
		d.code.lines = d.code.lines[:at]
		d.by(a, "give the record to whom “%s” names. %s", schema.Title(r), sentence(err.Error()))
	}
}

// set writes a value to a field of the record, or of the one that it belongs to; nil clears.
func (d *doer) set(a *schema.Action, field schema.Address, value any) {
	_, _, l := field.Split()
	if len(l) != 2 {
		return
	}
	f, ok := resolver{d.compiler}.Field(l[0], l[1])
	target, reach := d.reach(l[0])
	words := fmt.Sprintf("set “%s” to %v.", d.factName(d.object, field), value)
	switch {
	case !ok || !reach || !pyexpr.Name(f.Name):
		d.by(a, "%s", words)
		return
	case len(f.Flags) > 0:
		for _, x := range f.Flags {
			d.write(target, x[1], map[bool]string{true: "True", false: "False"}[x[0] == value])
		}
		return
	}
	code, ok := constant(f, value)
	if !ok {
		d.by(a, "%s", words)
		return
	}
	d.write(target, f.Name, code)
}

// reach is code for the record of an object that this one is or belongs to.
func (d *doer) reach(object string) (string, bool) {
	if object == d.object {
		return "record", true
	}
	l, ok := resolver{d.compiler}.Parent(d.object, object)
	switch {
	case ok && l.Path == "":
		return "record", true
	case !ok || !pyexpr.Name(l.Path):
		return "", false
	}
	s := "record." + l.Path
	for _, w := range l.Where {
		s += fmt.Sprintf(".filtered_domain([(%s, '=', %s)])", pyexpr.Quote(text(w[0])), map[any]string{true: "True", false: "False"}[w[1]])
	}
	return s, true
}

// constant is a value as a field takes it.
func constant(f pyexpr.Field, value any) (string, bool) {
	switch x := value.(type) {
	case nil:
		return "False", true
	case bool:
		return map[bool]string{true: "True", false: "False"}[x], f.Type == "boolean"
	case float64:
		return pyexpr.Number(x), f.Type == "float" || f.Type == "monetary"
	case string:
		return pyexpr.Quote(x), slices.Contains([]string{"char", "text", "selection", "date"}, f.Type)
	}
	return "", false
}

// move sets the stage. The gate of the stage looks at the record as at any other move; where it refuses, the record stays where it is, and
// whoever saved it is not stopped.
func (d *doer) move(a *schema.Action) {
	t, s := d.a.Track(a.Stage), schema.Find[schema.Stage](d.a, a.Stage)
	if t == nil || s == nil {
		return
	}
	target, ok := d.reach(t.Object)
	if !ok || !d.owns(t.Object) {
		d.by(a, "move the %s to “%s”.", t.Object, schema.Title(s))
		return
	}
	depth, values := 1, fmt.Sprintf("{%s: %s}", pyexpr.Quote(d.trackHome(t).name), pyexpr.Quote(stageValue(s)))
	if d.inStages(t) {
		d.code.calls("sc_ref")
		d.add("stage, team = sc_ref(%s), sc_ref(%s)", pyexpr.Quote(recordName(typeStage, d.stageKey(t, s))), pyexpr.Quote(recordName(typeTeam, d.teamKey(t))))
		d.add("if stage and team:")
		depth, values = 2, "{'stage_id': stage.id, 'team_id': team.id}"
	}
	if target == "record" && !d.timed {
		d.code.calls("sc_move")
		d.code.add(depth, "sc_move(%s)", values)
		return
	}
	d.code.calls("sc_try")
	d.code.add(depth, "sc_try(%s, %s)", target, values)
}
