package main

import (
	"path/filepath"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// picture draws an example for its README. It bears no digest, so that it changes only with what it shows.
func picture(example string) func(root string) ([]byte, error) {
	return func(root string) ([]byte, error) {
		res := hclschema.Load(filepath.Join(root, "examples", example), hclschema.Options{})
		if res.Diags.HasErrors() {
			return nil, res.Diags.Err()
		}
		a := res.Architecture
		return diagram.Build(a, a.Info.Title+" "+a.Info.Version).SVG(diagram.SVGOptions{}), nil
	}
}
