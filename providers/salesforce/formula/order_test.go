package formula

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// oneFlow is an org with one flow more.
type oneFlow struct {
	org
	f Flow
}

func (o oneFlow) Flow(a string) (Flow, bool) {
	if a == "lifecycle.x" {
		return o.f, true
	}
	return o.org.Flow(a)
}

func flowOf(recordType string, names ...string) Env {
	return Env{Object: "deal", Org: oneFlow{f: Flow{"deal", Field{Name: "StageName", Type: Picklist}, recordType, stagesOf("x", names...)}}}
}

func at(names ...string) (out []string) {
	for _, n := range names {
		out = append(out, "stage.x."+n)
	}
	return out
}

// save is one of a record.
type save struct {
	from, to string // names of stages; "" for none
	new      bool
	elsewhere,
	cameFrom bool // the record is in another pipeline; it has just come from one
	permitted bool
}

func (s save) changed() bool { return !s.new && s.from != s.to }

func (s save) values() map[string]any {
	value := func(n string) any {
		if n == "" {
			return nil
		}
		return "v_" + n
	}
	prior, recordType := value(s.from), "Sales"
	if s.new {
		prior = value(s.to)
	}
	if s.elsewhere {
		recordType = "Other"
	}
	return map[string]any{"ISNEW__": s.new, "StageName": value(s.to), "StageName__prior": prior, "StageName__changed": s.changed(),
		"RecordTypeId__changed": s.cameFrom, "RecordType": map[string]any{"DeveloperName": recordType}, "Pass__permission": s.permitted}
}

var saveTypes = typeDict{"ISNEW__": typeOf("boolean"), "StageName": typeOf("picklist"), "StageName__prior": typeOf("picklist"), "StageName__changed": typeOf("boolean"),
	"RecordTypeId__changed": typeOf("boolean"), "RecordType": typeDict{"type": "object", "properties": typeDict{"DeveloperName": typeOf("string")}}, "Pass__permission": typeOf("boolean")}

// saves are all that can happen to records in some stages.
func saves(stages []string) (out []save) {
	flags := []bool{false, true}
	for _, from := range append([]string{""}, stages...) {
		for _, to := range append([]string{""}, stages...) {
			for _, elsewhere := range flags {
				for _, came := range flags {
					for _, permitted := range flags {
						out = append(out, save{from, to, false, elsewhere, came, permitted})
						if from == "" && !came {
							out = append(out, save{"", to, true, elsewhere, false, permitted})
						}
					}
				}
			}
		}
	}
	return out
}

var path6 = []string{"new", "working", "hold", "sql", "won", "lost"}

// The rules about moves are compared with what is written here in Go, for every move that there is.
func TestMovesAreToldApart(t *testing.T) {
	rank := func(n string) int { return slices.Index(path6, n) }
	aside := func(n string) bool { return n == "hold" || n == "lost" }
	stage := expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: "lifecycle.x"}}
	past := &expr.Compare{Node: expr.Node{Typ: boolType}, Op: expr.Gt, L: &expr.FlowStage{Node: stage, Flow: "lifecycle.x", Object: "deal"},
		R: &expr.StageLit{Node: stage, Stage: "stage.x.hold", Flow: "lifecycle.x", Rank: 2}}
	order := Order{Flow: "lifecycle.x", Aside: at("hold", "lost"), Allowed: []Move{{"stage.x.sql", "stage.x.working"}, {"stage.x.new", "stage.x.sql"}, {"", "stage.x.sql"}, {"stage.x.won", "stage.x.sql"}}}
	for _, recordType := range []string{"", "Sales"} {
		env := flowOf(recordType, path6...)
		pass := env.Unless("Pass")
		within := func(s save) bool { return s.changed() && (recordType == "" || !s.cameFrom) }
		came := func(s save) bool { return s.new || recordType != "" && s.cameFrom }
		allowed := func(s save) bool {
			return slices.ContainsFunc(order.Allowed, func(m Move) bool {
				if m.To != "stage.x."+s.to {
					return false
				}
				return m.From == "" && (came(s) || s.from == "") || m.From == "stage.x."+s.from && within(s)
			})
		}
		cases := []struct {
			name  string
			rules []Rule
			want  func(save) bool
		}{
			{"at", rulesOf(env.At("lifecycle.x", "stage.x.sql")), func(s save) bool { return s.to == "sql" }},
			{"entering", rulesOf(env.Entering("lifecycle.x", "stage.x.sql")), func(s save) bool { return s.to == "sql" && (s.changed() || came(s)) }},
			{"coming", rulesOf(env.Coming("lifecycle.x", "stage.x.sql")), func(s save) bool { return s.to == "sql" && (came(s) || s.from == "") }},
			{"before", rulesOf(env.was("lifecycle.x").When(past)), func(s save) bool {
				return !s.new && !came(s) && (s.from == "sql" || s.from == "won" || s.from == "lost")
			}},
			{"not moving", rulesOf(Except(env.Moving("lifecycle.x", "stage.x.new", "stage.x.sql"), pass)), func(s save) bool {
				return recordType != "" && s.elsewhere || s.permitted || !within(s) || s.from != "new" || s.to != "sql"
			}},
			{"moving", rulesOf(env.Moving("lifecycle.x", "stage.x.new", "stage.x.sql")), func(s save) bool { return within(s) && s.from == "new" && s.to == "sql" }},
			{"moving to", rulesOf(env.Moving("lifecycle.x", "", "stage.x.sql")), func(s save) bool { return within(s) && s.to == "sql" }},
			{"leaving", rulesOf(env.Leaving("lifecycle.x", "stage.x.sql", at("lost", "won")...)), func(s save) bool { return within(s) && s.from == "sql" && s.to != "lost" && s.to != "won" }},
			{"backward", env.Backward(order, pass).Rules, func(s save) bool {
				return within(s) && s.to != "" && rank(s.to) < rank(s.from) && !aside(s.to) && !allowed(s) && !s.permitted
			}},
			{"skipping", env.Skipping(order, pass).Rules, func(s save) bool {
				was := rank(s.from)
				if came(s) {
					was = -1
				}
				return (s.changed() || came(s)) && !aside(s.to) && !allowed(s) && !s.permitted && rank(s.to) > was &&
					slices.ContainsFunc(path6[was+1:rank(s.to)], func(n string) bool { return !aside(n) })
			}},
			{"reopening", env.Reopening(order, at("won", "lost"), pass).Rules, func(s save) bool {
				return within(s) && (s.from == "won" || s.from == "lost") && !allowed(s) && !s.permitted
			}},
		}
		var asks []ask
		var told []string
		var want []bool
		all := saves(path6)
		for _, c := range cases {
			if len(c.rules) != 1 {
				t.Fatalf("%s: %d rules", c.name, len(c.rules))
			}
			yes := 0
			for _, s := range all {
				w := c.want(s) && !(recordType != "" && s.elsewhere && c.name != "not moving")
				if w {
					yes++
				}
				asks, told, want = append(asks, ask{Formula: c.rules[0].Formula, Types: saveTypes, Values: s.values()}), append(told, c.name), append(want, w)
			}
			if yes == 0 || yes == len(all) {
				t.Errorf("%s: %d of %d moves", c.name, yes, len(all))
			}
		}
		for i, a := range evaluate(t, asks) {
			if a.Error != "" || a.Value != want[i] {
				t.Fatalf("%s: %s\nfor %+v is %v %s; want %v", told[i], asks[i].Formula, all[i%len(all)], a.Value, a.Error, want[i])
			}
		}
		t.Logf("%d cases", len(asks))
	}
}

// was is an Env whose criteria mean the stage before.
func (env Env) was(flow string) Env {
	env.Before = flow
	return env
}

func rulesOf(g Guard) []Rule { return []Rule{{Formula: g.String()}} }

// Rules of many stages with long names are split, and refuse the same moves together.
func TestALongOrderIsSplit(t *testing.T) {
	var names []string
	for i := range 50 {
		names = append(names, strings.Repeat("long", 10)+string(rune('a'+i/26))+string(rune('a'+i%26)))
	}
	env := flowOf("", names...)
	order := Order{Flow: "lifecycle.x"}
	for name, g := range map[string]Gate{"backward": env.Backward(order), "skipping": env.Skipping(order)} {
		if len(g.Rules) < 2 || g.Refused != nil {
			t.Fatalf("%s: %d rules, refused %v", name, len(g.Rules), g.Refused)
		}
		var asks []ask
		var all []save
		for i := 0; i < len(names); i += 7 {
			for _, to := range names {
				all = append(all, save{from: names[i], to: to})
			}
		}
		for _, s := range all {
			for _, r := range g.Rules {
				if !DefaultLimit.holds(r.Formula) {
					t.Fatalf("%s: a rule of %d characters", name, len(r.Formula))
				}
				asks = append(asks, ask{Formula: r.Formula, Types: saveTypes, Values: s.values()})
			}
		}
		answers := evaluate(t, asks)
		for i, s := range all {
			any := false
			for _, a := range answers[i*len(g.Rules) : (i+1)*len(g.Rules)] {
				any = any || a.Value == true
			}
			step := slices.Index(names, s.to) - slices.Index(names, s.from)
			if want := name == "backward" && step < 0 || name == "skipping" && step > 1; any != want {
				t.Fatalf("%s: %+v is refused: %v", name, s, any)
			}
		}
	}
	env.Limit = Limit{Characters: 300}
	if g := env.Backward(order); g.Rules != nil || g.Refused == nil {
		t.Errorf("rules that no half makes short enough: %+v", g)
	}
}
