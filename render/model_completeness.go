package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// CompletenessItem is one output or step that a complete architecture has.
type CompletenessItem struct {
	// List is "outputs" or "sequence".
	List string `json:"list"`
	Name string `json:"name"`
	// About says what belongs to it.
	About string `json:"about"`
	// Present and Missing are what is there and what is not, in words.
	Present []string `json:"present"`
	Missing []string `json:"missing"`
	// Blocks are the kinds of block that supply what is missing.
	Blocks []string `json:"blocks"`
}

// Complete tells whether nothing is missing.
func (c CompletenessItem) Complete() bool { return len(c.Missing) == 0 }

// State says how far the item is, in a word.
func (c CompletenessItem) State() string {
	switch {
	case c.Complete():
		return "complete"
	case len(c.Present) == 0:
		return "not begun"
	}
	return "begun"
}

// Completeness tells what an indexed architecture has of the seven outputs of a complete design (lifecycle document, MQL
// definition, routing rules, pipeline configuration, automation triggers, metrics specification, platform
// configuration), and of the seven steps in which one comes to be: Inventory, Map, Define, Orchestrate, Align, Measure,
// Evolve.
func Completeness(a *schema.Architecture) []CompletenessItem {
	c := &completeness{a: a}
	c.outputs()
	c.sequence()
	return c.items
}

// Outputs are the items of the checklist of outputs.
func (m *Model) Outputs() []CompletenessItem { return m.completeness("outputs") }

// Sequence are the steps in which an architecture comes to be.
func (m *Model) Sequence() []CompletenessItem { return m.completeness("sequence") }

func (m *Model) completeness(list string) []CompletenessItem {
	return slices.DeleteFunc(Completeness(m.arch), func(c CompletenessItem) bool { return c.List != list })
}

// completeness collects items; the checks that follow item belong to it.
type completeness struct {
	a     *schema.Architecture
	items []CompletenessItem
}

func (c *completeness) item(list, name, about string) {
	c.items = append(c.items, CompletenessItem{List: list, Name: name, About: about, Present: []string{}, Missing: []string{}, Blocks: []string{}})
}

// check adds a requirement to the item: met, what is there then, what is missing else and which block supplies it.
func (c *completeness) check(met bool, there, missing, block string) {
	i := &c.items[len(c.items)-1]
	if met {
		i.Present = append(i.Present, there)
		return
	}
	i.Missing = append(i.Missing, missing)
	i.Blocks = appendNew(i.Blocks, block)
}

// some requires at least one block of a kind.
func (c *completeness) some(n int, word, missing, block string) {
	c.check(n > 0, plural(n, word), missing, block)
}

// all requires that something holds for every one of a list; bad names those for which it does not.
func (c *completeness) all(n int, bad []string, there, missing, block string) {
	if n > 0 {
		c.check(len(bad) == 0, there, missing+few(bad), block)
	}
}

// few lists some names and counts the others.
func few(names []string) string {
	const show = 4
	if n := len(names) - show; n > 1 {
		return ": " + strings.Join(names[:show], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return ": " + strings.Join(names, ", ")
}

// lacking are the titles of the blocks for which ok is false.
func lacking[T schema.Block](list []T, ok func(T) bool) []string {
	var out []string
	for _, b := range list {
		if !ok(b) {
			out = append(out, schema.Title(b))
		}
	}
	return out
}

func (c *completeness) stages() []*schema.Stage {
	var out []*schema.Stage
	for _, t := range c.a.Tracks() {
		out = append(out, t.Stages...)
	}
	return out
}

func (c *completeness) outputs() {
	a := c.a
	stages := c.stages()
	c.item("outputs", "Lifecycle document", "Every stage with its meaning, its criteria and its owner.")
	c.some(len(a.Lifecycles), "lifecycle", "a lifecycle", "lifecycle")
	c.all(len(stages), lacking(stages, func(s *schema.Stage) bool { return s.Definition != "" }), "a definition for every stage", "a definition", "stage: definition")
	c.all(len(stages), lacking(stages, func(s *schema.Stage) bool { return len(s.Entry) > 0 }), "entry criteria for every stage", "entry criteria", "stage: entry")
	c.all(len(stages), lacking(stages, c.ends), "a way out of every stage", "exit criteria or a handoff", "stage: exit, or handoff")
	c.all(len(stages), lacking(stages, func(s *schema.Stage) bool { return s.Owner != "" }), "an owner for every stage", "an owner", "stage: owner")

	c.item("outputs", "MQL definition", "What makes a marketing-qualified lead: fit and engagement, each with its threshold.")
	c.check(slices.ContainsFunc(stages, isMQL), "the stage", "a stage for marketing-qualified leads", "stage")
	c.some(len(a.Scorings), "scoring model", "a scoring model", "scoring")
	if len(a.Scorings) > 0 {
		c.all(len(a.Scorings), lacking(a.Scorings, func(s *schema.Scoring) bool { return len(s.Dimensions) > 1 }), "fit and engagement apart", "a second dimension", "scoring: dimension")
		c.all(len(a.Scorings), lacking(a.Scorings, func(s *schema.Scoring) bool { return len(s.Thresholds) > 0 }), "a threshold", "a threshold", "scoring: threshold")
		c.all(len(a.Scorings), lacking(a.Scorings, scoresAgainst), "negative signals", "signals that count against a lead", "scoring: signal with negative points")
		c.all(len(a.Scorings), lacking(a.Scorings, fades), "decay", "engagement that fades", "scoring: decay of a signal")
	}

	c.item("outputs", "Routing rules", "Who receives which record, most specific rule first, with somebody for the rest.")
	c.some(len(a.Routings), "routing policy", "a routing policy", "routing")
	c.all(len(a.Routings), lacking(a.Routings, func(r *schema.Routing) bool { return r.Fallback != "" }), "a fallback for everything", "a fallback", "routing: fallback")
	c.all(len(a.Routings), lacking(a.Routings, func(r *schema.Routing) bool { return r.SLA != "" }), "a clock for every assignment", "a clock", "routing: sla")

	c.item("outputs", "Pipeline configuration", "The deal stages with what they need, and how likely each is to be won.")
	c.some(len(a.Pipelines), "pipeline", "a pipeline", "pipeline")
	selling := slices.DeleteFunc(slices.Clone(a.Pipelines), func(p *schema.Pipeline) bool { return p.Domain != "sales" || p.Type == "proof_of_concept" })
	c.all(len(selling), lacking(selling, func(p *schema.Pipeline) bool {
		return !slices.ContainsFunc(p.Stages, func(s *schema.Stage) bool { return s.Probability == nil })
	}), "probabilities of the sales pipelines", "probabilities", "stage: probability")
	c.all(len(selling), lacking(selling, func(p *schema.Pipeline) bool {
		return slices.ContainsFunc(p.Stages, func(s *schema.Stage) bool { return s.Outcome == "won" }) &&
			slices.ContainsFunc(p.Stages, func(s *schema.Stage) bool { return s.Outcome == "lost" })
	}), "won and lost as outcomes", "a won and a lost stage", "stage: outcome")
	c.check(len(a.Pipelines) > 0 && slices.ContainsFunc(a.Hygienes, func(h *schema.Hygiene) bool {
		return h.CloseDatePush != "" || h.StaleFactor > 0 || !h.StaleAfter.IsZero()
	}),
		"rules for stale deals and close dates", "rules for stale deals and close dates", "hygiene")

	c.item("outputs", "Automation triggers", "What the systems do by themselves: what starts it, what it does, what is true afterwards.")
	c.some(len(a.Automations)+len(a.Sequences), "automation", "an automation or sequence", "automation, sequence")
	c.all(len(a.Automations), lacking(a.Automations, func(x *schema.Automation) bool { return x.Outcome != "" && x.Purpose != "" }), "purpose and outcome of each", "purpose and outcome", "automation: purpose, outcome")
	c.all(len(a.Automations), lacking(a.Automations, func(x *schema.Automation) bool { return x.Owner != "" || x.RACI != nil }), "an owner of each", "an owner", "automation: owner")

	c.item("outputs", "Metrics specification", "What is measured, how, against which benchmark, and where it is shown.")
	c.some(len(a.Metrics), "metric", "a metric", "metric")
	c.all(len(a.Metrics), lacking(a.Metrics, func(x *schema.Metric) bool { return x.Formula != "" && x.Source != "" }), "formula and source of each", "formula and source", "metric: formula, source")
	c.check(slices.ContainsFunc(a.Metrics, func(x *schema.Metric) bool { return len(x.Benchmarks) > 0 }), "benchmarks", "a benchmark", "metric: benchmark")
	c.some(len(a.Dashboards), "dashboard", "a dashboard", "dashboard")

	c.item("outputs", "Platform configuration", "Where it is built: the systems, and how each is reached.")
	c.some(len(a.Environments), "environment", "an environment with a CRM", "environment")
	c.check(slices.ContainsFunc(a.Systems, func(s *schema.System) bool { return s.SourceOfTruth }), "one system whose records win", "the system whose records win", "system: source_of_truth")
}

// ends tells whether records can leave a stage, or need not.
func (c *completeness) ends(s *schema.Stage) bool {
	t := c.a.Track(s.Address)
	return len(s.Exit) > 0 || s.Outcome != "" || t != nil && t.Stages[len(t.Stages)-1] == s ||
		slices.ContainsFunc(c.a.Handoffs, func(h *schema.Handoff) bool { return h.From == s.Address })
}

func isMQL(s *schema.Stage) bool {
	return strings.EqualFold(s.Short, "mql") || strings.EqualFold(s.Name, "mql") || strings.Contains(strings.ToLower(schema.Title(s)), "marketing qualified")
}

func scoresAgainst(s *schema.Scoring) bool {
	return anySignal(s, func(x *schema.Signal) bool { return x.Points < 0 })
}

func fades(s *schema.Scoring) bool {
	return anySignal(s, func(x *schema.Signal) bool { return x.Decay != nil })
}

func anySignal(s *schema.Scoring, ok func(*schema.Signal) bool) bool {
	return slices.ContainsFunc(s.Dimensions, func(d *schema.Dimension) bool { return slices.ContainsFunc(d.Signals, ok) })
}

func (c *completeness) sequence() {
	a := c.a
	info := a.Info
	if info == nil {
		info = &schema.Info{}
	}
	stages := c.stages()
	c.item("sequence", "Inventory", "Every way in which leads enter, every system, workflow and spreadsheet.")
	c.some(len(a.Sources), "source", "the ways in which leads enter", "source")
	c.some(len(a.Systems), "system", "the systems in use", "system")
	c.some(len(a.Automations)+len(a.Sequences), "automation", "the automations that run", "automation, sequence")
	c.check(info.Intake != nil, "the intake form", "the answers of the intake form", "architecture: intake")

	c.item("sequence", "Map", "How it works today, with duplicate paths, dead ends and workarounds marked.")
	c.check(info.CurrentState != "", "today in words", "how it works today, in words", "architecture: current_state")
	c.check(info.Intake != nil && len(info.Intake.CurrentStages)+len(info.Intake.CurrentPipelines) > 0, "today's stages and pipelines", "today's stages and pipelines", "intake: current_stages, current_pipelines")
	c.check(len(a.Queues) > 0, plural(len(a.Queues), "queue"), "the queues in which records wait", "queue")

	c.item("sequence", "Define", "What each stage and each word means, and which data it needs.")
	c.all(len(stages), lacking(stages, func(s *schema.Stage) bool { return s.Definition != "" && len(s.Entry) > 0 }), "every stage", "definition and entry criteria", "stage")
	c.some(len(stages), "stage", "stages", "lifecycle or pipeline: stage")
	c.some(len(a.Terms), "term", "the words that teams use differently", "term")
	c.some(len(a.Fields), "field", "the field catalog", "field")

	c.item("sequence", "Orchestrate", "Who gets what when: handoffs, routing, clocks, automation.")
	c.some(len(a.Handoffs), "handoff", "the contracts between stages", "handoff")
	c.some(len(a.Routings), "routing policy", "a routing policy", "routing")
	c.some(len(a.SLAs), "clock", "clocks", "sla")
	c.all(len(a.SLAs), lacking(a.SLAs, func(s *schema.SLA) bool { return len(s.Escalations) > 0 }), "an escalation of every clock", "an escalation", "sla: escalate")

	c.item("sequence", "Align", "The council has agreed, and everybody knows their part.")
	c.check(len(info.Council) > 0, plural(len(info.Council), "council role"), "a council that signs", "architecture: council")
	c.check(hasRACI(a), "RACI", "who is accountable, responsible, consulted and informed", "raci")
	states := map[bool]int{}
	for _, s := range stages {
		states[s.State == "confirmed"]++
	}
	c.check(states[true] > 0 && states[false] == 0, "every stage confirmed", fmt.Sprintf("%s still assumed", plural(states[false], "stage")), "stage: state")
	c.some(len(a.Playbooks), "playbook", "playbooks for the roles", "playbook")

	c.item("sequence", "Measure", "Volume, conversion, time, reasons, cost, and by which segments.")
	for _, category := range []string{"production", "conversion", "time_in_stage", "drop_off", "cost_to_enter", "segmentation"} {
		c.check(slices.ContainsFunc(a.Metrics, func(m *schema.Metric) bool { return m.Category == category }), words(category), "a metric for "+words(category), "metric: category")
	}

	c.item("sequence", "Evolve", "It is looked at on a schedule, and changed by decision.")
	c.check(info.Steward != "", "a steward", "a steward", "architecture: steward")
	c.some(len(a.Reviews), "review", "a maintenance schedule", "review")
	c.check(slices.ContainsFunc(a.Reviews, func(r *schema.Review) bool { return len(r.Escalations) > 0 }), "an escalation matrix", "who decides which kind of change", "review: escalation")
	c.check(len(info.Capabilities) > 0, "a maturity assessment", "a maturity assessment", "architecture: capability")
}

func hasRACI(a *schema.Architecture) bool {
	for kind := range a.Blocks() {
		if kind == "raci" {
			return true
		}
	}
	return false
}
