package schema

// Policy says how an organisation judges its architecture: it changes the severity of lint rules, and adds rules of its own.
type Policy struct {
	Meta
	// Name is the identifier of the policy.
	Name string `sc:"name,label"`
	// Description says why.
	Description string `sc:"description"`
	// Severity gives rules another severity: { "L-08" = "error" }; error, warning or off. A rule of a policy is "policy.NAME/RULE".
	Severity map[string]string `sc:"severity"`
	// Rules are the organisation's own rules.
	Rules []*PolicyRule `sc:"rule,block"`
}

// PolicyRule is a rule of an organisation's own, which stagecraft lint keeps like its others, under the code policy.NAME/RULE.
type PolicyRule struct {
	Meta
	// Name is the identifier of the rule.
	Name string `sc:"name,label"`
	// Description says what must be so, and why.
	Description string `sc:"description,required"`
	// Severity is how a breach is reported.
	Severity string `sc:"severity,enum=warning|error,default=warning"`
	// Each lists the blocks that are looked at one by one, each as self; without it, require is about the architecture as a whole.
	Each Expression `sc:"each"`
	// When limits the rule to blocks, or architectures, for which it is true.
	When Expression `sc:"when"`
	// Require must be true.
	Require Expression `sc:"require,required"`
	// Message says in a few words what is wrong when it is broken; the first sentence of the description if not given.
	Message string `sc:"message"`
	// Fix says what to do about a breach.
	Fix string `sc:"fix"`
}

// Expression is an HCL expression about a whole architecture, in canonical text that needs nothing but the architecture: variables
// and locals are written out, references are addresses in quotation marks. Package query evaluates it.
type Expression string
