package lint

import "embed"

//go:embed examples
var examples embed.FS

// Example is a snippet of HCL that breaks the rule ("bad": lines that are reported end in a comment with the code) or keeps
// it ("good"); "" when there is none. It goes together with Base.
func (r *Rule) Example(kind string) string {
	text, err := examples.ReadFile("examples/" + string(r.Code) + "." + kind + ".hcl")
	if err != nil {
		return ""
	}
	return string(text)
}

// Base declares what the examples of all rules have in common: the architecture, teams, roles and a CRM.
func Base() string {
	text, err := examples.ReadFile("examples/base.hcl")
	if err != nil {
		panic(err) // it is compiled in
	}
	return string(text)
}
