package odoo

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// phase is when a rule has its turn after a save.
type phase int

const (
	counts  phase = iota // scores, so that what refuses sees those of now
	refuses              // what must hold
	works                // what happens by itself
)

// rounds bounds how often what rules write sets off rules again, beside once for each rule. Each automation runs once in a save, so that
// rules which set each other off come to an end; those that do not are refused.
const rounds = 10

// savedRule is a rule about records that are saved.
type savedRule struct {
	origin      schema.Address
	name, model string
	phase       phase
	golden      bool
	// when it applies: trigger, watches and when, as automations have them.
	applies providers.Values
	code    *script
}

// gather makes of the rules for each model one automation. Odoo runs an automation once for a record in a save, so that what one writes
// would start no other rule of its own, and with many automations each write would start all others: the work of saving a lead
// would grow with the factorial of their number.
func (c *compiler) gather() {
	if c.a.Info == nil {
		return
	}
	byModel := map[string][]savedRule{}
	for _, r := range c.onSave {
		byModel[r.model] = append(byModel[r.model], r)
	}
	for _, model := range sortedKeys(byModel) {
		c.saved(model, byModel[model])
	}
}

// saved writes the rules of a model in rounds: the first is about what was saved, each other one about what rules wrote in the one
// before. In each, scores are counted first; then all that refuses speaks; then happens what happens by itself. A move that an automation
// makes and a gate refuses is taken back.
func (c *compiler) saved(model string, list []savedRule) {
	slices.SortStableFunc(list, func(a, b savedRule) int { return cmp.Compare(a.phase, b.phase) })
	all := newScript()
	all.calls("sc_old", "sc_created", "sc_early", "sc_event", "sc_mine")
	golden := false
	var names, watched []string
	for _, r := range list {
		golden = golden || r.golden
		names = append(names, r.name)
		watched = append(watched, r.watched()...)
		all.used.Add(r.code.used)
	}
	slices.Sort(watched)
	if watched = slices.Compact(watched); watched != nil {
		all.calls("sc_follow")
		all.add(0, "sc_follows = [f.name for f in record._fields.values() if f.name in %s and f.compute and f.store and f.column_type and not f.translate]", pyexpr.Tuple(watched))
		all.add(0, "if not (sc_early or sc_event):")
		all.add(1, "sc_follow()")
	}
	end := func(p phase) int {
		return slices.IndexFunc(append(list, savedRule{phase: works + 1}), func(r savedRule) bool { return r.phase > p })
	}
	first, last := end(counts), end(refuses)
	all.add(0, "for sc_pass in range(0 if sc_early else %d):", rounds+len(list))
	all.add(1, "sc_mine, sc_no = {}, []")
	all.rules(1, list[:first])
	if first > 0 { // the rules of this round are about the scores that have changed, too
		all.add(1, "sc_old, sc_mine = {**sc_mine, **sc_old}, {}")
	}
	// The apply that copies values to another field is no work: records are what they were.
	all.add(1, "if env.context.get(%s) and env.user.has_group('base.group_system'):", pyexpr.Quote(api.Copies))
	all.add(2, "break")
	if first < last {
		// The apply that moves records out of a stage that goes is not asked. Anybody can send its context; administrators alone can apply.
		all.add(1, "if not (env.context.get(%s) and env.user.has_group('base.group_system')):", pyexpr.Quote(api.Moves))
		all.rules(2, list[first:last])
		if all.used["sc_move"] {
			all.add(1, "if sc_no and sc_moved:")
			all.add(2, "record.write(sc_moved)")
			all.add(2, "sc_old = {name: value for name, value in sc_old.items() if name not in sc_moved}")
			all.add(2, "sc_moved = {}")
			all.add(2, "continue")
		}
		all.add(1, "if sc_no:")
		all.add(2, "raise UserError('\\n'.join(sc_no))")
	}
	if all.used["sc_move"] {
		all.add(1, "sc_moved = {}")
	}
	all.rules(1, list[last:])
	all.add(1, "if not sc_mine:")
	all.add(2, "break")
	all.add(1, "sc_old, sc_created = sc_mine, False")
	all.add(0, "else:")
	all.add(1, "if not sc_early:")
	all.add(2, "raise UserError(%s)", pyexpr.Quote("The rules set each other off without end, so nothing is saved. Tell an administrator: "+c.a.Info.Title+"."))
	// What is still to be computed, whoever saved may be no longer allowed to read; and sc_follow takes what is not written for a change.
	all.add(0, "if not (sc_early or sc_event):")
	all.add(1, "env.flush_all()")
	name := c.a.Info.Title + ": " + model
	v := providers.Values{"name": name, "model": model, "trigger": "on_create_or_write", "description": strings.Join(names, "\n"), "code": all.text()}
	derive(v)
	c.identified(typeAutomation, &c.a.Info.Meta, "", model, "automation “"+name+"”", golden, v)
}

// rules adds rules, so many levels deep.
func (s *script) rules(depth int, list []savedRule) {
	for _, r := range list {
		s.add(depth, "%s", pyexpr.Quote(r.name))
		s.add(depth, "if %s:", r.guard())
		for _, line := range r.code.lines {
			s.add(depth+1, "%s", line)
		}
	}
}

// watched are the names of the watched fields.
func (r savedRule) watched() (names []string) {
	watches, _ := r.applies["watches"].([]any)
	for _, w := range watches {
		_, field := under(text(w))
		names = append(names, field)
	}
	return names
}

// guard tells whether a rule looks at a record: when it is created, or one of the watched fields is written.
func (r savedRule) guard() string {
	parts := []string{"sc_created"}
	watched := r.watched()
	for _, field := range watched {
		parts = append(parts, pyexpr.Quote(field)+" in sc_old")
	}
	g := "True"
	if watched != nil || r.applies["trigger"] == "on_create" {
		g = "(" + strings.Join(parts, " or ") + ")"
	}
	if only := text(r.applies["when"]); only != "" {
		g += " and record.filtered_domain(" + only + ")"
	}
	return g
}

// dropRules takes the rules of a block out again.
func (c *compiler) dropRules(origin schema.Address) {
	c.onSave = slices.DeleteFunc(c.onSave, func(r savedRule) bool { return r.origin == origin })
}
