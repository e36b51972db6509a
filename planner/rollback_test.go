package planner

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRenamed(t *testing.T) {
	state := func(pairs ...string) *State {
		s := NewState("prod")
		for i := 0; i < len(pairs); i += 2 {
			s.Target("fake").Resources[pairs[i]] = &StateResource{Type: "fake_stage", Key: pairs[i], ID: pairs[i+1]}
		}
		return s
	}
	then := state("fake_stage.stage.lead.same", "1", "fake_stage.stage.lead.old", "2", "fake_stage.stage.lead.gone", "3",
		"fake_gate.stage.lead.old.entry.a", "4", "fake_stage.stage.lead.unknown", "")
	now := state("fake_stage.stage.lead.same", "1", "fake_stage.stage.lead.new", "2", "fake_stage.stage.lead.added", "5",
		"fake_gate.stage.lead.new.entry.a", "4", "fake_stage.stage.lead.other", "")
	now.Target("second").Resources["fake_stage.stage.lead.x"] = &StateResource{Type: "fake_stage", ID: "1"}
	var got []string
	for _, m := range Renamed(now, then) {
		got = append(got, string(m.From)+" "+string(m.To))
	}
	if d := cmp.Diff([]string{"stage.lead.new stage.lead.old"}, got); d != "" {
		t.Error(d)
	}
	if list := Renamed(then, then); len(list) > 0 {
		t.Errorf("%v", list)
	}
}
