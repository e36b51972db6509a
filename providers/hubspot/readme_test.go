package hubspot

import (
	"os"
	"strings"
	"testing"
)

// The page for admins names every setting, and every scope that a feature takes.
func TestReadmeIsComplete(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, s := range settingDocs {
		names = append(names, s.Name)
	}
	for _, d := range featureDocs {
		names = append(names, strings.Split(d.scopes, ", ")...)
	}
	for _, name := range names {
		if !strings.Contains(string(data), "`"+name+"`") {
			t.Errorf("README.md does not mention `%s`", name)
		}
	}
}
