package importing

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Finding is something live that no block says, or not all of.
type Finding struct {
	// Address is its resource type and natural key.
	Address string
	// What it is ("validation rule"), what it is of ("Opportunity"; may be empty), and what people call it.
	What, Of, Name string
	// Partly is true where a block says some of it.
	Partly bool
	// Why is true of every finding of the kind: what becomes of it, and what to do. It speaks of no number of things.
	Why string
	// Lines say what this one is, in words; may be empty.
	Lines []string
}

// kind is what findings that are told together have in common.
type kind struct {
	what, of, why string
	partly        bool
}

// Group makes diagnostics of findings: those of one kind about one object are one, which counts and names them. They are in
// the order of the first of each kind.
func Group(all []Finding) (diags diag.List) {
	var order []kind
	groups := map[kind][]Finding{}
	for _, f := range all {
		k := kind{f.What, f.Of, f.Why, f.Partly}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], f)
	}
	for _, k := range order {
		diags.Add(k.told(groups[k]))
	}
	return diags
}

func (k kind) told(group []Finding) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.Unsupported, Severity: diag.Warning}
	of := ""
	if k.of != "" {
		of = " of " + k.of
	}
	first, many := group[0], len(group) > 1
	switch {
	case many && k.partly:
		d.Summary = fmt.Sprintf("Not all of %s%s is imported", diag.Count(len(group), k.what), of)
	case many:
		d.Summary = fmt.Sprintf("%s%s are not imported", diag.Count(len(group), k.what), of)
	case k.partly:
		d.Summary = fmt.Sprintf("Not all of the %s %q%s is imported", k.what, first.Name, of)
	default:
		d.Summary = fmt.Sprintf("The %s %q%s is not imported", k.what, first.Name, of)
	}
	if !many {
		d.Address, d.Detail = first.Address, strings.Join(append([]string{k.why}, first.Lines...), "\n")
		return d
	}
	lines := []string{k.why}
	var bare []string
	for _, f := range group {
		switch len(f.Lines) {
		case 0:
			bare = append(bare, f.Name)
		case 1:
			lines = append(lines, f.Name+": "+f.Lines[0])
		default:
			lines = append(lines, f.Name+":\n  "+strings.Join(f.Lines, "\n  "))
		}
	}
	if bare != nil {
		lines = append(lines, strings.Join(bare, ", "))
	}
	d.Detail = strings.Join(lines, "\n")
	return d
}
