package diagram_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
)

var update = flag.Bool("update", false, "write the golden files")

// The drawings of the examples are those that were looked at.
func TestGolden(t *testing.T) {
	b2b, starter := example(t, "b2b-saas"), example(t, "revops-starter")
	for name, data := range map[string][]byte{
		"b2b-saas-current-state.svg": diagram.CurrentState(b2b, "stamp").SVG(diagram.SVGOptions{}),
		"b2b-saas-decision.svg":      diagram.Decision(b2b, b2b.Routings[0]).SVG(diagram.SVGOptions{}),
		"revops-starter.mmd":         diagram.Mermaid(starter),
		"revops-starter.dot":         diagram.DOT(starter),
	} {
		path := filepath.Join("testdata", "golden", name)
		if *update {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; go test ./render/diagram -update writes it", err)
		}
		if !bytes.Equal(want, data) {
			t.Errorf("%s differs (go test ./render/diagram -update accepts it):\n%s", path, cmp.Diff(string(want), string(data)))
		}
	}
}
