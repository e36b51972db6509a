package view

import (
	"fmt"
	"io"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Initialized says what init wrote, which modules it fetched or found, and how to go on in dir.
func Initialized(w io.Writer, dir string, wrote []string, modules []hclschema.Fetched) {
	for _, f := range wrote {
		fmt.Fprintf(w, "Wrote %s, a small architecture to start from.\n", f)
	}
	for _, m := range modules {
		verb := "Unchanged:"
		if m.New {
			verb = "Fetched"
		}
		ref := m.Ref
		if ref == "" {
			ref = "its default branch"
		}
		fmt.Fprintf(w, "%s %s, %s, commit %.12s\n", verb, m.Source, ref, m.Commit)
	}
	fmt.Fprintf(w, "Ready. Next: %s, then %s.\n", command("validate", dir), command("plan", dir))
}

// InitReport is the JSON form.
func InitReport(wrote []string, modules []hclschema.Fetched, ds diag.List) any {
	type module struct {
		Source  string `json:"source"`
		Ref     string `json:"ref,omitempty"`
		Commit  string `json:"commit"`
		Dir     string `json:"dir"`
		Fetched bool   `json:"fetched"`
	}
	out := []module{}
	for _, m := range modules {
		out = append(out, module{m.Source, m.Ref, m.Commit, m.Dir, m.New})
	}
	return map[string]any{"format_version": "1.0", "wrote": wrote, "modules": out, "diagnostics": ds.Sorted()}
}
