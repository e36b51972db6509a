package odoo

import (
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
)

// helpers are the variables and functions of what actions do, each after those that it uses itself.
//
// What a rule writes on the record that is saved starts no rule a second time: Odoo runs each once for a record in a save. sc_write
// therefore keeps what was there before, for the next round of rules; see compiler.saved.
var helpers = []struct {
	name, code string
	uses       []string
}{
	{name: "sc_mine", code: "sc_mine = {}"},   // values from before what rules of this round wrote
	{name: "sc_done", code: "sc_done = []"},   // rules that have run
	{name: "sc_moved", code: "sc_moved = {}"}, // values from before moves that nothing has refused yet
	// sc_early tells that Odoo is still creating a record, and writes to it meanwhile. The rules run when it is there; sc_made are records of
	// this transaction for which they have begun to.
	{name: "sc_early", uses: []string{"sc_created"}, code: `sc_made = env.cr.postcommit.data.setdefault('stagecraft.made', set())
if sc_created:
    sc_made.add((record._name, record.id))
sc_early = record.create_date == env.cr.now() and (record._name, record.id) not in sc_made`},
	// sc_event tells that Odoo computes a field, and is perhaps not done with the save that it does so for.
	{name: "sc_event", uses: []string{"sc_old"}, code: "sc_event = any([env.is_protected(record._fields[name], record) for name in sc_old])"},
	{name: "sc_follows", code: "sc_follows = []"}, // fields that rules watch and Odoo computes
	// sc_follow adds to what was saved what Odoo has computed from it, for all records of the save: Odoo computes them together, and starts no
	// rule for it once it has begun to start this one. The database holds what was there before, as rules leave nothing unwritten.
	{name: "sc_follow", uses: []string{"sc_follows"}, code: `def sc_follow():
    saved = env.context.get('old_values')
    if saved and sc_follows:
        env.cr.execute('SELECT id, "' + '", "'.join(sc_follows) + '" FROM "' + record._table + '" WHERE id IN %s', (tuple(saved),))
        for row in env.cr.dictfetchall():
            now = record.browse(row['id']).read(sc_follows, load=None)[0]
            for name in sc_follows:
                if (row[name] or False) != (now[name] or False):
                    saved[row['id']].setdefault(name, row[name] or False)`},
	{name: "sc_write", uses: []string{"sc_mine", "sc_follows"}, code: `def sc_write(target, values):
    for each in target:
        names = sc_follows + (list(values) if each == record else [])
        before = record.read(names)[0] if names else {}
        each.write(dict(values))
        after = record.read(names)[0] if names else {}
        for name in names:
            if before[name] != after[name]:
                sc_mine.setdefault(name, before[name])`},
	{name: "sc_move", uses: []string{"sc_write", "sc_moved"}, code: `def sc_move(values):
    before = record.read(list(values), load=None)[0]
    sc_write(record, values)
    for name in values:
        sc_moved.setdefault(name, before[name])`},
	{name: "sc_try", code: `def sc_try(target, values):
    for each in target:
        point = env.cr.savepoint()
        try:
            each.write(dict(values))
            point.close(rollback=False)
        except UserError:
            point.close(rollback=True)`},
	{name: "sc_bot", code: "sc_bot = record.with_user(env.ref('base.user_root'))"}, // whoever saves may have no address to send from
	{name: "sc_ids", uses: []string{"sc_ref"}, code: `def sc_ids(refs):
    return [found.id for found in [sc_ref(ref) for ref in refs] if found]`},
	// sc_users are people who can log in, and open work is not archived, whatever the context of whoever saves.
	{name: "sc_users", code: `def sc_users(logins):
    return env['res.users'].with_context(active_test=True).search([('login', 'in', logins)])`},
	{name: "sc_turn", uses: []string{"sc_users"}, code: `def sc_turn(logins, room, busy):
    users = sc_users(logins)
    if record.user_id in users:
        return record.user_id
    turns = []
    for user in users:
        has = model.with_context(active_test=True).search_count([('user_id', '=', user.id), ('id', '!=', record.id)] + busy)
        if has < room.get(user.login, has + 1):
            turns.append((has, user.id))
    return env['res.users'].browse(min(turns)[1] if turns else [])`},
	{name: "sc_covers", code: `def sc_covers(values, covered, every):
    asked = []
    for value in values:
        asked += value if isinstance(value, list) else [value] if value is not None else []
    found = 0
    for value in asked:
        found += value.lower() in covered
    return found > 0 and (found == len(asked) or not every)`},
	{name: "sc_doer", uses: []string{"sc_users"}, code: `def sc_doer(logins):
    users = sc_users(logins)
    return record.user_id if record.user_id in users else users[:1]`},
}

// text is the whole code.
func (s *script) text() string {
	used := maps.Clone(s.used)
	for _, h := range slices.Backward(helpers) {
		if used[h.name] {
			for _, u := range h.uses {
				used[u] = true
			}
		}
	}
	var b strings.Builder
	b.WriteString(pyexpr.Prelude(used))
	for _, h := range helpers {
		if used[h.name] {
			b.WriteString(h.code + "\n")
		}
	}
	return b.String() + strings.Join(s.lines, "\n")
}

// calls notes helpers that lines call.
func (s *script) calls(names ...string) {
	for _, n := range names {
		s.used[n] = true
	}
}
