package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// capabilities writes what each CRM can do, as its provider declares it.
func capabilities(string) ([]byte, error) {
	var infos []*providers.Info
	for _, f := range cli.Factories() {
		infos = append(infos, f.Info)
	}
	var b bytes.Buffer
	b.WriteString("# What each CRM can do\n\nGenerated from the providers; `stagecraft providers --matrix DIR` adds how each criterion of an architecture is enforced.\n\n")
	view.Matrix(&b, infos, nil)
	for _, p := range infos {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| resource type | natural key | what it is |\n| --- | --- | --- |\n", p.Title, p.Doc)
		for _, t := range p.Types {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", t.Name, strings.Join(t.Key, " / "), t.Doc)
		}
	}
	return b.Bytes(), nil
}
