package odoo

import (
	"os"
	"strings"
	"testing"
)

// The page for administrators names every setting. Its commands are run by the tests of the command line.
func TestReadmeIsComplete(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settingDocs {
		for _, name := range []string{s.Name, s.Env} {
			if name != "" && !strings.Contains(string(data), "`"+name+"`") {
				t.Errorf("README.md does not mention `%s`", name)
			}
		}
	}
}
