package importing

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Verify says what a plan of an import would create or change, as an import alone must change nothing: of c, what the import compiles to
// with found, and lacks, which says in what the CRM differs from a resource, or "". What is wrong is no error of the import. The CRM is named
// as in a sentence.
func Verify(crm string, c *providers.Compiled, found diag.List, lacks func(*providers.Resource) string) (diags diag.List) {
	for _, x := range found {
		if x.Severity == diag.Error {
			x.Severity = diag.Warning
			diags.Add(x)
		}
	}
	var changes []string
	for _, r := range c.Resources {
		if what := lacks(r); what != "" {
			changes = append(changes, r.Type+" "+r.Key+": "+what)
		}
	}
	if len(changes) > 0 {
		diags.Warnf(diag.Unsupported, diag.Range{}, "A plan of what was imported will not be empty",
			"The language says these another way than %s has them:\n%s\nLook at the plan before you apply it.", crm, strings.Join(changes, "\n"))
	}
	return diags
}
