package main

import (
	"path/filepath"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// picture draws the example that the README shows. It bears no digest, so that it changes
// only with what it shows.
func picture(root string) ([]byte, error) {
	res := hclschema.Load(filepath.Join(root, "examples", "b2b-saas"), hclschema.Options{})
	if res.Diags.HasErrors() {
		return nil, res.Diags.Err()
	}
	a := res.Architecture
	return diagram.Build(a, a.Info.Title+" "+a.Info.Version).SVG(diagram.SVGOptions{}), nil
}
