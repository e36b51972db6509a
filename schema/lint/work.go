package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

var workRules = []*Rule{
	{
		Code: "L-39", Name: "Recycling without reasons", Severity: diag.Error,
		Reason:   "Leads that go back without a coded reason teach nobody anything: Marketing cannot tell bad leads from bad timing.",
		Fix:      "Give the handoff the list of codes of which one must be given: `reasons = reasons.NAME`.",
		Enforced: []diag.Code{diag.RecycleReasons},
	},
	{
		Code: "L-41", Name: "Automation of something that is not agreed", Severity: diag.Warning,
		Reason: "An automation makes a definition real. One that is built on a stage, a status or a score that is still assumed moves records by a rule that may " +
			"change next week; define on paper first.",
		Fix:   "Have the definition confirmed, or leave the automation `state = \"assumed\"` until it is.",
		Check: checkAgreed,
	},
	{
		Code: "L-44", Name: "Approval matrix with gaps or overlaps", Severity: diag.Warning,
		Reason: "A discount that no row of the matrix covers has no approver, and one that two rows cover has the approver that somebody picks. " +
			"\"10–20%, 20–40%\" leaves 20 to both, and everything below 10 to nobody.",
		Fix:   "Make the ranges meet: the lower bound belongs to the tier (`>= 10`), the upper one to the next (`< 20`). Put the narrower tier first.",
		Check: checkMatrix,
	},
	{
		Code: "L-45", Name: "Automations that fight or chase each other", Severity: diag.Warning,
		Reason: "When two automations write the same field at the same event, the last one wins, and nobody knows which that is. When one starts another " +
			"and that one starts the first again, records move in circles until the CRM stops them.",
		Fix:   "Let one automation write the field, or give each a condition that excludes the other. Break a circle with a condition that is false the second time.",
		Check: checkConflicts,
	},
	{
		Code: "L-46", Name: "Outreach that nobody approves", Severity: diag.Warning,
		Reason: "Words that reach a prospect are the company's. A machine may prepare them; a person reads them before they are sent.",
		Mends:  "The action gets `approval = \"required\"`.",
		Fix:    "Set `approval = \"required\"` on the action, or on the whole sequence.",
		Check:  checkOutreach,
	},
	{
		Code: "L-47", Name: "Nurture without a way out", Severity: diag.Warning,
		Reason: "Somebody who has answered, bought or been disqualified and still gets the next mail of the series learns that nobody reads the answers.",
		Fix:    "Add an exit for each: a reply, a conversion (`on = entering(stage.…)`), a disqualification.",
		Check:  checkExits,
	},
}

// checkAgreed looks at automations that are agreed. One that is assumed itself is still on paper.
func checkAgreed(p *Pass) {
	for _, a := range p.Automations {
		if a.State != "confirmed" {
			continue
		}
		told := map[schema.Address]bool{}
		at := func(b schema.Block, attr string, used schema.Address) {
			if state, owner := p.stateOf(used); state == "assumed" && !told[owner.Base().Address] {
				told[owner.Base().Address] = true
				p.Report(b, attr, fmt.Sprintf("%s builds on %s, which is assumed", schema.Title(a), schema.Title(owner)),
					"%s is confirmed, and %s is not. Have it confirmed first, or set the automation back to state = \"assumed\".", a.Address, owner.Base().Address)
			}
		}
		at(a, "trigger", a.Trigger.Target)
		expr.Walk(a.When.Expr, func(e expr.Expr) bool {
			switch e := e.(type) {
			case *expr.StageLit:
				at(a, "when", schema.Address(e.Stage))
			case *expr.Score:
				at(a, "when", schema.Address(e.Scoring))
			case *expr.Meets:
				at(a, "when", schema.Address(e.Scoring))
			}
			return true
		})
		for _, x := range a.Actions {
			at(x, "stage", x.Stage)
			at(x, "status", x.Status)
			at(x, "scoring", x.Scoring)
			if r := schema.Find[schema.Routing](p.Architecture, x.Routing); r != nil {
				at(x, "routing", r.Trigger.Target)
			}
		}
	}
}

// stateOf is the state of a stage, a status or a score, and the block that has it; "" for anything else.
func (p *Pass) stateOf(addr schema.Address) (string, schema.Block) {
	switch b := p.Lookup(addr).(type) {
	case *schema.Stage:
		return b.State, b
	case *schema.Status:
		return b.State, b
	case *schema.Scoring:
		return b.State, b
	case *schema.Threshold:
		module, _, labels := addr.Split()
		return p.stateOf(schema.NewAddress(module, "scoring", labels[0]))
	}
	return "", nil
}

func checkOutreach(p *Pass) {
	report := func(x *schema.Action, in schema.Block) {
		p.Report(x, "", fmt.Sprintf("%s is sent without approval", schema.Title(x)),
			"%s reaches a person outside without anybody having read it. Set approval = \"required\".", in.Base().Address)
		p.mend(x, "approval", `"required"`)
	}
	for _, a := range p.Automations {
		for _, x := range a.Actions {
			if outreach(x) && x.Approval != "required" {
				report(x, a)
			}
		}
	}
	for _, s := range p.Sequences {
		for _, x := range s.Steps {
			if outreach(x) && x.Approval != "required" && s.Approval != "required" {
				report(x, s)
			}
		}
	}
}

// outreach tells whether an action writes to the person of the record. What goes to a role, team or queue stays inside.
func outreach(x *schema.Action) bool { return x.Do == "send" && x.To == "" }

// wayOut is one of the ways in which a nurture sequence must end.
type wayOut struct {
	name  string
	words *regexp.Regexp
}

var waysOut = []wayOut{
	{"a reply", wholeWords("reply|replies|replied|answers?|answered|responds?|responded|responses?")},
	{"a conversion", wholeWords("converts?|converted|conversion|won|qualified|booked|bought|signed|customer")},
	{"a disqualification", wholeWords("disqualify|disqualifies|disqualified|disqualification|unqualified|lost|unsubscribes?|unsubscribed")},
}

func wholeWords(alternatives string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|[^\pL\pN])(` + alternatives + `)($|[^\pL\pN])`)
}

func checkExits(p *Pass) {
	for _, s := range p.Sequences {
		if !slices.ContainsFunc(s.Steps, outreach) {
			continue
		}
		ways := waysOut
		if t := p.Track(s.Starts.Target); s.Starts.Kind == "entering" && t != nil && t.Domain == "customer" {
			ways = waysOut[:1] // nobody converts or disqualifies a customer
		}
		var missing []string
		for _, w := range ways {
			if !slices.ContainsFunc(s.Exits, func(e *schema.SequenceExit) bool { return p.leads(e, w) }) {
				missing = append(missing, w.name)
			}
		}
		if missing != nil {
			p.Report(s, "", fmt.Sprintf("%s goes on after %s", schema.Title(s), strings.Join(missing, " and ")),
				"None of the exits of %s is for %s. Add one for each, as in exit \"reply\" { on = event(\"replied\") }.", s.Address, strings.Join(missing, " or "))
		}
	}
}

// leads tells whether an exit is one of the ways out: by its words, or by the stage that it waits for.
func (p *Pass) leads(e *schema.SequenceExit, w wayOut) bool {
	words := []string{e.Name, e.Description, e.On.Name, e.On.Target.Name()}
	if e.When.Expr != nil {
		words = append(words, expr.Sentence(e.When.Expr, p.Namer()), expr.Format(e.When.Expr))
	}
	if s := schema.Find[schema.Stage](p.Architecture, e.On.Target); s != nil {
		words = append(words, schema.Title(s))
		switch s.Outcome {
		case "lost", "disqualified":
			return w.name == "a disqualification"
		case "", "won":
			if w.name == "a conversion" && e.On.Kind == "entering" {
				return true
			}
		}
	}
	return slices.ContainsFunc(words, func(s string) bool { return w.words.MatchString(strings.ReplaceAll(s, "_", " ")) })
}
