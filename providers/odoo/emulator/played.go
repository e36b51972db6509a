package emulator

import "maps"

// Played is an automation rule that the server is to carry out on a record, and whose Python it does not read.
type Played struct {
	Rule, Code, Model string
	ID                int64
	// Before is nil for a record that is created. Texts are strings, numbers float64, references int64; what has no value is not there.
	Before, After map[string]any

	d      *database
	failed *exception
}

// Rules lets a test play such rules in Go, within the transaction, each once for a record. What it gives is the refusal, "" for none.
func Rules(play func(*Played) string) Option {
	return func(s *Server) { s.db.play, s.db.playing = play, map[[2]int64]bool{} }
}

// Get gives the values of a record; nil when it is not there.
func (p *Played) Get(model string, id int64) map[string]any { return maps.Clone(p.d.get(model, id)) }

// Named is the id of the record with an external id of Stagecraft's; 0 when there is none.
func (p *Played) Named(name string) int64 {
	return number(p.d.get(dataModel, p.d.find(dataModel, record{"module": "stagecraft", "name": name}))["res_id"])
}

// User is the id of the user with a login; 0 when there is none.
func (p *Played) User(login string) int64 { return p.d.find("res.users", record{"login": login}) }

// Write changes a record, as the action of a rule does. When other rules refuse that, all of it is refused.
func (p *Played) Write(model string, id int64, values map[string]any) {
	if p.failed == nil {
		p.failed = p.d.write(model, []int64{id}, values)
	}
}

// played lets the test carry out a rule, unless it is at it already.
func (d *database) played(rule, action int64, model string, id int64, before record) *exception {
	at := [2]int64{rule, id}
	if d.playing[at] {
		return nil
	}
	d.playing[at] = true
	defer delete(d.playing, at)
	p := &Played{Rule: text(d.get(ruleModel, rule)["name"]), Code: text(d.get(actionModel, action)["code"]), Model: model, ID: id,
		Before: maps.Clone(before), After: maps.Clone(d.get(model, id)), d: d}
	if words := d.play(p); words != "" {
		return userError("%s", words)
	}
	return p.failed
}
