// Package schema is the model of a lifecycle architecture: plain values that
// know no HCL syntax, no CRM and no terminal.
//
// An Architecture holds every block that a directory declares, with the blocks of modules
// taken in beside them under addresses of their own. hclschema.Load makes one from files;
// a program may as well build one by hand, call Index and Check it.
//
// The fields of the block structs carry `sc` tags; see Def. The comment of a
// block or field is its documentation in LANGUAGE.md.
package schema

// Architecture is everything that is declared, in a canonical order that does
// not depend on how it is spread over files (see Sort).
type Architecture struct {
	// Info is the architecture block itself.
	Info *Info `sc:"architecture,block"`

	Teams      []*Team      `sc:"team,block"`
	Roles      []*Role      `sc:"role,block"`
	Calendars  []*Calendar  `sc:"calendar,block"`
	Systems    []*System    `sc:"system,block"`
	Sources    []*Source    `sc:"source,block"`
	Segments   []*Segment   `sc:"segment,block"`
	Objects    []*Object    `sc:"object,block"`
	Fields     []*Field     `sc:"field,block"`
	Lifecycles []*Lifecycle `sc:"lifecycle,block"`
	Pipelines  []*Pipeline  `sc:"pipeline,block"`
	Statuses   []*Status    `sc:"status,block"`
	Handoffs   []*Handoff   `sc:"handoff,block"`
	Reasons    []*Reasons   `sc:"reasons,block"`
	SLAs       []*SLA       `sc:"sla,block"`

	Queues      []*Queue      `sc:"queue,block"`
	Routings    []*Routing    `sc:"routing,block"`
	Scorings    []*Scoring    `sc:"scoring,block"`
	Automations []*Automation `sc:"automation,block"`
	Sequences   []*Sequence   `sc:"sequence,block"`
	Approvals   []*Approval   `sc:"approval,block"`
	Hygienes    []*Hygiene    `sc:"hygiene,block"`

	Metrics    []*Metric    `sc:"metric,block"`
	Dashboards []*Dashboard `sc:"dashboard,block"`
	Goals      []*Goal      `sc:"goal,block"`
	Reviews    []*Review    `sc:"review,block"`
	Terms      []*Term      `sc:"term,block"`
	Questions  []*Question  `sc:"question,block"`
	FAQs       []*FAQ       `sc:"faq,block"`
	Playbooks  []*Playbook  `sc:"playbook,block"`
	Policies   []*Policy    `sc:"policy,block"`

	Moved        []*Moved        `sc:"moved,block"`
	Retired      []*Retired      `sc:"retired,block"`
	Imports      []*Import       `sc:"import,block"`
	Changes      []*ChangeRecord `sc:"change,block"`
	Environments []*Environment  `sc:"environment,block"`
	Scenarios    []*Scenario     `sc:"scenario,block"`

	index       map[Address]Block
	objectNames []string // since Index
}

// Info says what the architecture is, who governs it and for which business.
type Info struct {
	Meta
	// Name is the identifier of the architecture.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title,required"`
	// Description says in a few sentences what it covers.
	Description string `sc:"description"`
	// Version is the semantic version of the architecture itself.
	Version string `sc:"version,required"`
	// RequiredVersion constrains the version of stagecraft that may read it, as in ">= 0.1".
	RequiredVersion string `sc:"required_version"`
	// Motion is how the company sells.
	Motion string `sc:"motion,enum=sales_led|plg|hybrid,default=sales_led"`
	// Methodology is how deep the architecture goes: definitions alone, one domain in depth, all of them, or the joining of two.
	Methodology string `sc:"methodology,enum=foundation|foundation_single_depth|foundation_all_depth|reunification"`
	// Steward is the role that keeps the architecture.
	Steward Address `sc:"steward,ref=role"`
	// Council are the roles that sign definitions off.
	Council []Address `sc:"council,ref=role"`
	// Currency is the ISO 4217 code of amounts.
	Currency string `sc:"currency,default=USD"`
	// Calendar is the calendar that clocks run on unless they name one.
	Calendar Address `sc:"calendar,ref=calendar"`
	// AnnualContractValue is the usual range, as people write it: "12,000 to 180,000 USD".
	AnnualContractValue string `sc:"annual_contract_value"`
	// SalesCycle is the usual length of a sale, as people write it: "45 to 90 days".
	SalesCycle string `sc:"sales_cycle"`
	// CurrentState is how things are today, in words.
	CurrentState string `sc:"current_state"`
	// Objective is what the architecture should achieve.
	Objective string `sc:"objective"`
	// ReleaseCycle is how often a new version is released.
	ReleaseCycle string `sc:"release_cycle,enum=weekly|monthly|quarterly|half_yearly|yearly,default=monthly"`
	// EdgeCases say how awkward cases are handled.
	EdgeCases []*EdgeCase `sc:"edge_case,block"`
	// Capabilities are the maturity self-assessment.
	Capabilities []*Capability `sc:"capability,block"`
	// Intake holds the answers of the intake form.
	Intake *Intake `sc:"intake,block"`
}

// EdgeCase says how a case that the ordinary path does not cover is handled:
// multi-product recycling, re-activation of a churned customer, product-led sign-ups.
type EdgeCase struct {
	Meta
	// Name is the identifier of the case.
	Name string `sc:"name,label"`
	// Title is the case in words.
	Title string `sc:"title"`
	// Handling says what happens.
	Handling string `sc:"handling,required"`
	// Stages are the stages concerned.
	Stages []Address `sc:"stages,ref=stage"`
}

// Capability is one row of the maturity matrix.
type Capability struct {
	Meta
	// Name is the identifier of the capability.
	Name string `sc:"name,label"`
	// Title is the capability in words.
	Title string `sc:"title"`
	// From is how it is done where nothing is organised.
	From string `sc:"from,required"`
	// To is how it is done where all is in place.
	To string `sc:"to,required"`
	// Owner is who develops it.
	Owner Address `sc:"owner,ref=role|team"`
	// KPI is how progress shows.
	KPI []string `sc:"kpi"`
	// Level is where the company stands, 0 (ad hoc) to 4 (operationalized).
	Level float64 `sc:"level,min=0,max=4"`
}

// Intake records what was asked before the architecture was drawn.
type Intake struct {
	Meta
	// CRM is the platform in use.
	CRM string `sc:"crm"`
	// TeamSizes is the head count of each go-to-market team.
	TeamSizes map[string]float64 `sc:"team_sizes"`
	// CurrentStages are today's stages.
	CurrentStages []string `sc:"current_stages"`
	// CurrentPipelines are today's pipelines.
	CurrentPipelines []string `sc:"current_pipelines"`
	// PainPoints are what hurts today.
	PainPoints []string `sc:"pain_points"`
	// ProofOfConcept tells whether there is a POC or POV process.
	ProofOfConcept bool `sc:"proof_of_concept"`
	// Renewal tells whether there is a formal renewal process.
	Renewal bool `sc:"renewal"`
	// Scoring is the kind of scoring in use.
	Scoring string `sc:"scoring,enum=none|action|simple|matrix"`
}
