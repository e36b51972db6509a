package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// automations are those of the tracks of a diagram, numbered in the order in which a reader meets them.
type automations struct {
	at    map[schema.Address][]int                // numbers, by the stage that they act on
	under map[schema.Address][]*schema.Automation // by the track under which they are explained
	named map[*schema.Automation]int
}

func automated(a *schema.Architecture, tracks []*schema.Track) automations {
	out := automations{map[schema.Address][]int{}, map[schema.Address][]*schema.Automation{}, map[*schema.Automation]int{}}
	number := func(t *schema.Track, x *schema.Automation) int {
		if out.named[x] == 0 {
			out.named[x] = len(out.named) + 1
			out.under[t.Address] = append(out.under[t.Address], x)
		}
		return out.named[x]
	}
	for _, t := range tracks {
		for _, st := range t.Stages {
			for _, x := range a.Automations {
				if slices.Contains(stagesOf(a, x), st.Address) {
					out.at[st.Address] = append(out.at[st.Address], number(t, x))
				}
			}
		}
		for _, x := range a.Automations {
			if len(stagesOf(a, x)) == 0 && flowOf(a, tracks, x) == t {
				number(t, x)
			}
		}
	}
	return out
}

// stagesOf lists the stages that an automation acts on: those whose entering, leaving or clock starts
// it, and those into which it moves a record.
func stagesOf(a *schema.Architecture, x *schema.Automation) []schema.Address {
	var out []schema.Address
	trigger := x.Trigger
	if sla := schema.Find[schema.SLA](a, trigger.Target); trigger.Kind == "breached" && sla != nil {
		trigger = sla.Starts
	}
	if trigger.Kind == "entering" || trigger.Kind == "leaving" {
		out = append(out, trigger.Target)
	}
	for _, act := range x.Actions {
		if act.Stage != "" {
			out = append(out, act.Stage)
		}
	}
	return out
}

// flowOf is the track of an automation that acts on no single stage: the one that its condition names, or
// the first of its record type; nil when there is none.
func flowOf(a *schema.Architecture, tracks []*schema.Track, x *schema.Automation) *schema.Track {
	flow := ""
	if !x.When.IsZero() {
		expr.Walk(x.When.Expr, func(e expr.Expr) bool {
			if f, ok := e.(*expr.FlowStage); ok && flow == "" {
				flow = f.Flow
			}
			return true
		})
	}
	object := objectOfAutomation(a, x)
	for _, t := range tracks {
		if flow != "" && string(t.Address) == flow || flow == "" && t.Object == object {
			return t
		}
	}
	return nil
}

// objectOfAutomation names the record type that an automation looks at, or is "".
func objectOfAutomation(a *schema.Architecture, x *schema.Automation) string {
	return cmp.Or(x.Object.Name(), objectOf(a, x.Trigger))
}

// objectOf names the record type to which an event happens, or is "".
func objectOf(a *schema.Architecture, e schema.Event) string {
	switch x := a.Lookup(e.Target).(type) {
	case *schema.Object:
		return x.Name
	case *schema.Field:
		return x.Object
	case *schema.SLA:
		return objectOf(a, x.Starts)
	case *schema.Threshold:
		_, _, labels := e.Target.Split()
		if s := schema.Find[schema.Scoring](a, schema.NewAddress(e.Target.Module(), "scoring", labels[0])); s != nil {
			return s.Object.Name()
		}
	case *schema.Stage:
		if t := a.Track(e.Target); t != nil {
			return t.Object
		}
	}
	return ""
}

// marks say in a stage's box which automations act on it.
func (x automations) marks(stage schema.Address) string {
	list := slices.Sorted(slices.Values(x.at[stage]))
	if len(list) == 0 {
		return ""
	}
	var names []string
	for _, n := range list {
		names = append(names, fmt.Sprintf("A%d", n))
	}
	word := "Automation "
	if len(list) > 1 {
		word = "Automations "
	}
	return word + strings.Join(names, ", ")
}

// does says what an automation is for, and who answers for it.
func (b *builder) does(x *schema.Automation) []string {
	var parts []string
	if x.Outcome != "" {
		parts = append(parts, sentence(x.Outcome))
	} else if x.Purpose != "" {
		parts = append(parts, sentence(x.Purpose))
	}
	last := ""
	if system := b.a.Lookup(x.System); system != nil {
		last = "Runs in " + sentence(schema.Title(system)) + " "
	}
	if owner := b.a.Lookup(x.Owner); owner != nil {
		last += "Owner: " + sentence(schema.Title(owner))
	}
	return append(parts, last)
}

// sentence ends a text in a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}
