package odoo

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// hostileArch has texts that would be code if they were not quoted, and a criterion of each sort of helper.
const hostileArch = `architecture "hostile" {
  title   = "It's \"odd\"'); record.unlink() #"
  version = "1.0.0"
}
field "lead" "code" {
  type       = text
  validation = matches(lead.code, "(?i)^[a-zß]{2,4}-\\d+$|^'x'$") && !starts_with(lower(lead.code), "xx") && length(lead.code) <= 9
  message    = "'); record.unlink() # the code's form is \\ AB-12\n{record} %s"
}
field "lead" "share" {
  type       = number
  validation = round(lead.share / 3, 1) <= 10 && max(lead.share, 1) % 7 != 3 && coalesce(lead.share, 0) >= -5
  message    = "share"
}
field "lead" "seen" {
  type       = date
  validation = days_since(lead.seen) >= 0 && (changed(lead.seen) || lead.seen > "2020-01-01")
  message    = "seen"
}
`

// Hostile texts are what people read, and nothing else; helpers run as server actions do.
func TestRealHostile(t *testing.T) {
	p := emptyReal(t)
	r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte(hostileArch)}, hclschema.Options{})
	if r.Architecture == nil {
		t.Fatal(r.Diags.Err())
	}
	applyReal(t, r.Architecture, p)
	ctx := t.Context()
	lead := enter(t, p, leadModel, map[string]any{"name": "Lead", "type": "lead"}, 1)
	for _, c := range []struct {
		field string
		value any
		want  string // of the refusal; "" when it is taken
	}{
		{"x_code", "AB-12", ""}, {"x_code", "straße-1", "'); record.unlink() # the code's form is \\ AB-12"}, {"x_code", "ß'-1", "{record} %s"}, {"x_code", "'x'", ""}, {"x_code", "xX-1", "unlink"},
		{"x_code", "AB-1234567", "unlink"}, {"x_share", 30.0, ""}, {"x_share", 31.0, "share"}, {"x_share", 10.0, "share"}, {"x_share", -4.0, ""}, {"x_share", 0.0, ""},
		{"x_seen", "2026-01-01", ""}, {"x_seen", "2999-01-01", "seen"},
	} {
		err := p.client.Write(ctx, leadModel, lead, map[string]any{c.field: c.value})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s = %v gives %v", c.field, c.value, err)
		case c.want != "" && (!providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s = %v gives %v, wanted %q", c.field, c.value, err, c.want)
		}
	}
}
