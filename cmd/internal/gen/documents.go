package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// documents lists what is rendered of an example that has something to say for every document.
func documents(root string) ([]byte, error) {
	res := hclschema.Load(filepath.Join(root, "examples", "b2b-saas"), hclschema.Options{})
	if res.Diags.HasErrors() {
		return nil, res.Diags.Err()
	}
	opts := render.Options{Since: &schema.Architecture{}}
	for _, f := range cli.Factories() {
		compiled, diags := f.Compile(res.Architecture, providers.Target{CRM: &schema.CRM{Provider: f.Info.Name}})
		if diags.HasErrors() {
			return nil, diags.Err()
		}
		opts.CRMs = append(opts.CRMs, render.CRM{Info: f.Info, Compiled: compiled})
	}
	set, diags := render.Compose(res.Architecture, opts)
	if diags.HasErrors() {
		return nil, diags.Err()
	}
	docs, diags := set.Files(render.Formats)
	if diags.HasErrors() {
		return nil, diags.Err()
	}
	formats := map[string][]string{}
	for _, d := range docs {
		formats[d.Name] = append(formats[d.Name], d.Format)
	}
	var b bytes.Buffer
	b.WriteString("# Documents\n\nGenerated from the renderer. `stagecraft render DIR --out DIR` writes all that an architecture has something to say for; `--only NAME` chooses, `--format` " +
		"says in which form, `--paper letter` changes the sheet. `stagecraft serve` shows them in a browser while you edit.\n\n" +
		"A theme directory (`--theme`, or `theme` beside the architecture) has a `theme.json` with \"organisation\", \"accent\", \"logo\", \"css\" and \"fonts\", and files that take the place of templates: " +
		"`stagecraft render --list-templates` names them, `stagecraft render --eject NAME` writes one to start from.\n")
	group := ""
	for _, k := range set.Order {
		if k.Group != group {
			group = k.Group
			fmt.Fprintf(&b, "\n## %s\n\n| name | document | what it is for | formats |\n| --- | --- | --- | --- |\n", group)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Name, k.Title, k.About, strings.Join(formats[k.Name], ", "))
	}
	return b.Bytes(), nil
}
