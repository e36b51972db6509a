package salesforce

import (
	"os"
	"strings"
	"testing"
)

// The page for admins names every setting, and every custom metadata type. Its commands are run by the tests of the command line.
func TestReadmeIsComplete(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range settingDocs {
		names = append(names, s.Name)
		if s.Env != "" {
			names = append(names, s.Env)
		}
	}
	for _, d := range []definitionType{architectureType, stageType, responsibilityType, slaType, ruleType} {
		names = append(names, d.object())
	}
	for _, e := range exports {
		if !strings.Contains(string(data), "--format "+e.Name) {
			t.Errorf("README.md does not mention --format %s", e.Name)
		}
	}
	for _, name := range names {
		if !strings.Contains(string(data), "`"+name+"`") {
			t.Errorf("README.md does not mention `%s`", name)
		}
	}
}
