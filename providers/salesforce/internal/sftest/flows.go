package sftest

import (
	_ "embed"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

//go:embed scan.mjs
var scanner string

// Finding is what the flow scanner says about an element of a flow.
type Finding struct {
	File     string `json:"file"`
	Rule     string `json:"rule"`
	Severity string `json:"severity"` // error, warning or note
	Element  string `json:"element"`
	Line     int    `json:"line"`
}

// ScanFlows has the flow scanner look at the flows among files, by their suffix in either format. A flow that cannot be read is
// a finding of the rule Parse.
func ScanFlows(t testing.TB, files []metadata.File) []Finding {
	t.Helper()
	dir := t.TempDir()
	flows := slices.DeleteFunc(slices.Clone(files), func(f metadata.File) bool {
		return !strings.HasSuffix(strings.TrimSuffix(f.Path, "-meta.xml"), ".flow")
	})
	if len(flows) == 0 {
		t.Fatal("there is no flow to scan")
	}
	Write(t, dir, flows)
	var paths []string
	for _, f := range flows {
		paths = append(paths, filepath.Join(dir, filepath.FromSlash(f.Path)))
	}
	var out []Finding
	if err := json.Unmarshal(Node(t, "@flow-scanner/lightning-flow-scanner-core", scanner, paths...), &out); err != nil {
		t.Fatal(err)
	}
	for i := range out {
		if name, err := filepath.Rel(dir, out[i].File); err == nil {
			out[i].File = filepath.ToSlash(name)
		}
	}
	return out
}

// Errors gives the findings of severity error.
func Errors(found []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return f.Severity != "error" })
}
