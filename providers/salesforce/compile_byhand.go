package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// effort gathers what becomes of a block on the objects of the org: the flows that are made of it, what people must add, and why
// there is no flow.
type effort struct {
	*compiler
	meta      *schema.Meta
	criterion string
	// name is what people call what the flows do.
	name string
	// class is how the criterion holds where flows are made.
	class  providers.Class
	made   []string // labels of flows
	todo   []string
	why    []string
	losses []string
}

func (c *compiler) effort(m *schema.Meta, criterion, name string) *effort {
	return &effort{compiler: c, meta: m, criterion: criterion, name: name, class: providers.Corrected}
}

// lacks notes why there is no flow on an object of the org.
func (e *effort) lacks(sobject string, why ...string) {
	for _, w := range why {
		if w != "" {
			e.why = append(e.why, sobject+": "+w)
		}
	}
}

// close says in the enforcement what flows do of the block, and in manual steps what people do. trigger and actions are in words.
func (e *effort) close(trigger string, actions []string) {
	title := schema.Title(e.a.Lookup(e.meta.Address))
	reason := strings.Join(lines(e.why), " ")
	if len(e.made) == 0 {
		if reason == "" {
			reason = "Nothing of it can be done by a flow."
		}
		kind := "Record-Triggered Flow"
		if strings.HasPrefix(trigger, "every ") {
			kind = "Schedule-Triggered Flow"
		}
		steps := []string{"Setup > Flows > New Flow > " + kind + ", or people do it.", "Trigger: " + trigger}
		e.step(e.meta.Address, false, "Build “"+e.name+"” by hand, or do what it does", reason, lines(slices.Concat(steps, actions, e.todo))...)
		e.enforcement(e.meta.Address, e.criterion, providers.Manual, "No flow does it exactly: "+reason)
		return
	}
	class, how := e.class, fmt.Sprintf("Flow %s does it.", quoted(e.made))
	if class == providers.Detected {
		how = fmt.Sprintf("Flow %s looks after it.", quoted(e.made))
	}
	if e.settings.flowsOff {
		class, how = providers.Manual, fmt.Sprintf("Flow %s does it once somebody activates it.", quoted(e.made))
		e.step(e.meta.Address, false, "Activate the flows", "The setting flows = \"off\" leaves it to people whether a flow is active.",
			append([]string{"Setup > Flows: open each of these, and choose Activate."}, e.made...)...)
	}
	if len(e.why) > 0 {
		e.step(e.meta.Address, false, "Do by hand what no flow does of “"+title+"”", reason, lines(append([]string{"Trigger: " + trigger}, actions...))...)
		how += " Not everywhere: " + reason
	}
	if len(e.todo) > 0 {
		e.step(e.meta.Address, false, "Complete “"+e.name+"”", "These parts are nothing that a deployed flow does.",
			append([]string{"Do them by hand, or build them into a flow of your own beside it: Setup > Flows > New Flow."}, lines(e.todo)...)...)
		how += " People complete it by hand."
	}
	for _, l := range lines(e.losses) {
		how += " " + l
	}
	e.enforcement(e.meta.Address, e.criterion, class, how)
}

func quoted(texts []string) string { return "“" + strings.Join(texts, "”, “") + "”" }

// lines ends each text with a full stop, and leaves out what was said before.
func lines(texts []string) (out []string) {
	for _, t := range texts {
		t = strings.TrimSpace(t)
		if t != "" && !strings.ContainsAny(t[len(t)-1:], ".!?:") {
			t += "."
		}
		if t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}
