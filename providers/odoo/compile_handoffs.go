package odoo

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// handovers gives records that move along a handoff to the owner that it names, unless something else decides, and carries
// facts over.
func (c *compiler) handovers() {
	for _, h := range c.a.Handoffs {
		t, s := c.a.Track(h.To), schema.Find[schema.Stage](c.a, h.To)
		if t == nil || s == nil || !c.owns(t.Object) {
			continue
		}
		c.handover(h, t, s)
	}
}

func (c *compiler) handover(h *schema.Handoff, t *schema.Track, s *schema.Stage) {
	const says = "the receiver becomes the owner"
	name := "Handoff: " + schema.Title(h)
	code := newScript()
	k := &keeper{compiler: c, t: t, s: s, code: code}
	err := c.moving(code, t)
	along := ""
	if err == nil {
		along, err = k.along(h)
	}
	d := &doer{compiler: c, code: code, title: schema.Title(h), object: t.Object}
	owner := ""
	if err == nil {
		code.add(0, "if now == %s and was != now and %s:", place(t, h.To), along)
	}
	n := len(code.lines)
	switch decides := c.a.Decider(t.Object, h.To); {
	case err != nil:
		owner = sentence(err.Error())
	case decides != "":
		c.enforcement(h.Address, says, providers.Corrected, "“"+decides+"” gives the record to its owner.")
	case !c.hasOwner(t.Object):
		owner = "Such records have no salesperson in Odoo."
	case !d.assign(h.Owner):
		owner = "Nobody in the database has the role."
	default:
		c.enforcement(h.Address, says, providers.Corrected, "The rule “"+name+"” does it.")
	}
	if owner != "" {
		c.enforcement(h.Address, says, providers.Manual, "People change the owner. "+owner)
		c.step(h.Address, false, "Change the owner at handoffs", "No automation can tell who gets the record.", fmt.Sprintf("%s: to %s. %s", schema.Title(h), schema.Title(c.a.Lookup(h.Owner)), owner))
	}
	c.carry(d, h, t, err == nil)
	if len(code.lines) == n {
		return
	}
	model := c.names.model(t.Object)
	c.automation(&h.Meta, "", name, model, s.Golden, providers.Values{"trigger": "on_create_or_write", "watches": watching(model, c.moves(t)...),
		"description": strings.TrimSpace("Gives records to " + schema.Title(c.a.Lookup(h.Owner)) + ". " + h.Decision)}, code)
}

// carry copies facts of the record that moves, or of those that it belongs to.
func (c *compiler) carry(d *doer, h *schema.Handoff, t *schema.Track, can bool) {
	if len(h.Carries) == 0 {
		return
	}
	var steps []string
	for _, x := range h.Carries {
		from, to := c.fieldOf(x.From), c.fieldOf(x.To)
		if from == nil || to == nil {
			continue
		}
		source, ok1 := d.reach(from.Object)
		target, ok2 := d.reach(to.Object)
		f, ok3 := resolver{c}.Field(from.Object, from.Name)
		g, ok4 := resolver{c}.Field(to.Object, to.Name)
		if !can || !ok1 || !ok2 || !ok3 || !ok4 || len(f.Flags) > 0 || f.Type != g.Type || f.Type == "many2many" || !pyexpr.Name(f.Name) || !pyexpr.Name(g.Name) {
			steps = append(steps, fmt.Sprintf("%s: copy “%s” of the %s to “%s” of the %s.", schema.Title(h), schema.Title(c.a.Lookup(x.From)), from.Object, schema.Title(c.a.Lookup(x.To)), to.Object))
			continue
		}
		value := source + "." + f.Name
		if f.Type == "many2one" {
			value += ".id"
		}
		d.add("if %s.%s:", source, f.Name)
		d.code.calls("sc_write")
		d.code.add(2, "sc_write(%s, {%s: %s})", target, pyexpr.Quote(g.Name), value)
	}
	class, how := providers.Corrected, "An automation copies them."
	if len(steps) > 0 {
		class, how = providers.Manual, "People copy what no automation does."
		c.step(h.Address, false, "Carry facts over at handoffs", "The records are not connected in Odoo, or keep the facts in different ways.", steps...)
	}
	c.enforcement(h.Address, providers.FactsCarried, class, how)
}

// rollup moves a record with those that belong to it: its stage follows the most advanced of them.
func (c *compiler) rollup(l *schema.Lifecycle) {
	t, child := c.a.Track(l.Address), c.a.Track(l.Rollup)
	if l.Rollup == "" || child == nil || !c.owns(t.Object) {
		return
	}
	says := "follows " + schema.Title(c.a.Lookup(l.Rollup))
	title := t.Label()
	name := "Roll-up: " + title
	link, ok := resolver{c}.Parent(child.Object, t.Object)
	back, ok2 := resolver{c}.Children(t.Object, child.Object)
	if !ok || !ok2 || c.inStages(t) || !pyexpr.Name(link.Path) {
		c.built(&l.Meta, says, name, "Odoo has no way from the one to the others.", nil)
		return
	}
	h, ch := c.trackHome(t), c.trackHome(child)
	if !pyexpr.Name(h.name) || !pyexpr.Name(ch.name) {
		c.built(&l.Meta, says, name, "A field that keeps a stage has a name that no field of Odoo has.", nil)
		return
	}
	code := newScript()
	code.add(0, "order = %s", pyexpr.Tuple(values(t)))
	code.add(0, "follows = {")
	for _, s := range child.Stages {
		to := engine.RollupStage(t, s.Address)
		if to == "" {
			continue
		}
		at := pyexpr.Quote(stageValue(s))
		if c.inStages(child) {
			code.used["sc_ref"] = true
			at = "sc_ref(" + pyexpr.Quote(recordName(typeStage, c.stageKey(child, s))) + ")"
		}
		code.add(1, "%s: %d,", at, t.Rank(to))
	}
	code.add(0, "}")
	d := &doer{compiler: c, code: code, object: child.Object}
	parent, _ := d.reach(t.Object)
	code.add(0, "parent = %s", parent)
	code.add(0, "if parent:")
	domain := "(" + pyexpr.Quote(back.Path) + ", 'in', parent.ids)"
	for _, w := range back.Where {
		v, isBool := w[1].(bool)
		value := pyexpr.Quote(text(w[1]))
		if isBool {
			value = map[bool]string{true: "True", false: "False"}[v]
		}
		domain += ", (" + pyexpr.Quote(text(w[0])) + ", '=', " + value + ")"
	}
	code.add(1, "best = max([-1] + [follows.get(each.%s, -1) for each in env[%s].with_context(active_test=False).search([%s])])", ch.name, pyexpr.Quote(back.Model), domain)
	code.add(1, "at = order.index(parent.%[1]s) if parent.%[1]s in order else -1", h.name)
	if t.ForwardOnly {
		code.add(1, "if best > at:")
	} else {
		code.add(1, "if best not in (-1, at):")
	}
	code.add(2, "parent.write({%s: order[best]})", pyexpr.Quote(h.name))
	model := c.names.model(child.Object)
	belongs, _, _ := strings.Cut(link.Path, ".")
	if belongs == "commercial_partner_id" {
		belongs = "parent_id" // which it follows
	}
	c.automation(&l.Meta, "rollup", name, model, false, providers.Values{"trigger": "on_create_or_write", "watches": watching(model, append(c.moves(child), belongs)...), "description": "Moves the record that others belong to."}, code)
	c.built(&l.Meta, says, name, "", nil)
}

// values are what the field of a track holds, in order.
func values(t *schema.Track) []string {
	out := make([]string, len(t.Stages))
	for i, s := range t.Stages {
		out[i] = stageValue(s)
	}
	return out
}
