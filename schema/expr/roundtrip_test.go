package expr_test

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"pgregory.net/rapid"
)

// TestFormatReadsBack writes conditions as text and reads them again.
func TestFormatReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want, diags := expr.CheckBool(expr.GenCondition(t, 3), expr.ContactScope())
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		src := expr.Format(want)
		got, diags := hclschema.ParseExpr(src, expr.ContactScope())
		if diags.HasErrors() {
			t.Fatalf("%s: %v", src, diags)
		}
		if !expr.Equal(want, got) {
			t.Fatalf("%s came back as %s", src, expr.Format(got))
		}
	})
}
