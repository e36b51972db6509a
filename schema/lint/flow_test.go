package lint

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Where people sign up without talking to Sales, the architecture says what they are then; the motion is in the architecture
// block, which all examples share.
func TestProductLedSignUps(t *testing.T) {
	for _, c := range []struct {
		attrs string
		found bool
	}{
		{`motion = "sales_led"`, false},
		{``, false},
		{`motion = "plg"`, true},
		{`motion = "hybrid"`, true},
		{"motion = \"plg\"\n  edge_case \"product_led\" { handling = \"A sign-up is a lead; the third active day makes it qualified.\" }", false},
		{"motion = \"hybrid\"\n  edge_case \"free\" { handling = \"Who starts a trial is a lead.\" }", false},
		{"motion = \"plg\"\n  edge_case \"merger\" { handling = \"The older record stays.\" }", true},
	} {
		text := strings.Replace(Base(), "  steward = role.revops\n", "  steward = role.revops\n  "+c.attrs+"\n", 1)
		res := hclschema.LoadFiles(map[string][]byte{"base.hcl": []byte(text)}, hclschema.Options{})
		if err := res.Diags.Err(); err != nil {
			t.Fatal(err)
		}
		found := Run(res.Architecture, res.Sources)
		i := slices.IndexFunc(found, func(d diag.Diagnostic) bool { return d.Code == "L-21" })
		switch {
		case (i >= 0) != c.found:
			t.Errorf("%s: found %v", c.attrs, i >= 0)
		case i >= 0 && found[i].Subject != res.Architecture.Info.At("motion"):
			t.Errorf("%s: found at %s", c.attrs, found[i].Subject)
		}
	}
}
