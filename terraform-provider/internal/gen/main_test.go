package main

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
)

const root = "../.."

func TestExamplesAreUpToDate(t *testing.T) {
	want, err := examples()
	if err != nil {
		t.Fatal(err)
	}
	same(t, want, generatedExample)
}

func TestDocumentationIsUpToDate(t *testing.T) {
	testtool.Tofu(t)
	testtool.TFPluginDocs(t)
	want, err := documentation(root)
	if err != nil {
		t.Fatal(err)
	}
	same(t, want, generatedDocument)
}

// Every resource type has examples of all it can do, and pages.
func TestEveryTypeIsDocumented(t *testing.T) {
	files, err := existing(root, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range bundled.Factories() {
		for _, typ := range f.Info.Types {
			name := typ.Name
			for _, file := range []string{"examples/resources/stagecraft_" + name + "/resource.tf", "examples/resources/stagecraft_" + name + "/import.sh",
				"examples/resources/stagecraft_" + name + "/import-by-string-id.tf", "examples/resources/stagecraft_" + name + "/import-by-identity.tf",
				"examples/data-sources/stagecraft_" + name + "/data-source.tf", "examples/list-resources/stagecraft_" + name + "/list-resource.tfquery.hcl",
				"docs/resources/" + name + ".md", "docs/data-sources/" + name + ".md", "docs/list-resources/" + name + ".md"} {
				if files[file] == nil {
					t.Errorf("there is no %s", file)
				}
			}
			if page := files["docs/resources/"+name+".md"]; !bytes.Contains(page, []byte("subcategory: \""+f.Info.Title+"\"")) {
				t.Errorf("docs/resources/%s.md is not among those of %s", name, f.Info.Title)
			}
		}
	}
}

func same(t *testing.T, want map[string][]byte, kind func(string) bool) {
	t.Helper()
	got, err := existing(root, kind)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !bytes.Equal(got[name], want[name]) {
			t.Errorf("terraform-provider/%s is out of date; run make generate", name)
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("terraform-provider/%s is of nothing any more; run make generate", name)
		}
	}
}
