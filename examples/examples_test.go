package examples_test

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var all = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

func TestExamplesLoad(t *testing.T) {
	for _, name := range all {
		t.Run(name, func(t *testing.T) {
			r := hclschema.Load(name, hclschema.Options{})
			for _, d := range r.Diags {
				t.Error(d.Error())
			}
		})
	}
}
