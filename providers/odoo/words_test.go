package odoo

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestSameDomain(t *testing.T) {
	for _, same := range [][2]string{
		{"[('a', '=', 1)]", `[["a","=",1]]`}, {"[ ( 'a' , 'in' , [ 1 , 2 , ] ) , ]", "[('a','in',[1,2])]"}, {"", "[]"},
		{`[('a', '=', "it's")]`, `[('a', '=', 'it\'s')]`}, {`[('a', '=', 'say "x"')]`, `[("a", "=", "say \"x\"")]`}, {"[('a', '=', 'b  c')]", "[('a','=','b  c')]"},
	} {
		if !sameDomain(same[0], same[1]) {
			t.Errorf("%s and %s differ: %s, %s", same[0], same[1], canonical(same[0]), canonical(same[1]))
		}
	}
	for _, differ := range [][2]string{
		{"[('a', '=', 'b c')]", "[('a','=','bc')]"}, {"[('a', '=', 1)]", "[('a', '=', '1')]"}, {"['|', ('a', '=', 1), ('b', '=', 1)]", "[('a', '=', 1), ('b', '=', 1)]"},
		{"[('a', '=', False)]", "[]"}, {"[('a', '=', '(')]", "[('a', '=', '[')]"},
	} {
		if sameDomain(differ[0], differ[1]) {
			t.Errorf("%s and %s are the same: %s", differ[0], differ[1], canonical(differ[0]))
		}
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add("[('a', 'in', [1, 2,]), \"x\\'")
	f.Fuzz(func(t *testing.T, s string) { canonical(s) })
}

// An external id is read back to the origin and part that it was made of, whatever is in them.
func TestIdentities(t *testing.T) {
	for _, tt := range []struct {
		origin     schema.Address
		part, want string
	}{
		{"stage.lead.new", "", "stage/lead/new"}, {"handoff.to_ae", "owner", "handoff/to_ae#owner"},
		{"field.contact.band", "A+ / 1.5 %\t有", "field/contact/band#A+%20/%201%2E5%20%25%09有"},
	} {
		id := external(tt.origin, tt.part)
		if id != tt.want || !own(id) {
			t.Errorf("%s %q is %q, own: %v", tt.origin, tt.part, id, own(id))
		}
		typ, o, part, ok := origin(identity(typeStage, id))
		if !ok || typ != typeStage || o != tt.origin || part != tt.part {
			t.Errorf("%q is read as %s %s %q %v", id, typ, o, part, ok)
		}
	}
	for _, id := range []string{"crm.stage_lead1", "crm.stage,12", "", "a b"} {
		if own(id) {
			t.Errorf("%q is taken for one of our own", id)
		}
	}
	for _, name := range []string{"stage_lead1", "x:%zz", ""} {
		if _, _, _, ok := origin(name); ok {
			t.Errorf("%q is taken for an identity", name)
		}
	}
}

func TestConvert(t *testing.T) {
	options := []string{"A", "7"}
	for _, tt := range []struct {
		v        any
		from, to string
		want     any // nil: it cannot be said
	}{
		{"25", "char", "integer", int64(25)}, {" 25 ", "char", "integer", int64(25)}, {"2.5", "char", "integer", nil}, {"99999999999", "char", "integer", nil}, {"x", "char", "float", nil},
		{"NaN", "char", "float", nil}, {"2.5", "char", "monetary", 2.5}, {2.0, "float", "integer", int64(2)}, {2.5, "float", "integer", nil}, {3.0, "integer", "float", 3.0},
		{2.5, "float", "char", "2.5"}, {"a\nb", "text", "char", nil}, {"a", "char", "text", "a"}, {"A", "char", "selection", "A"}, {"B", "char", "selection", nil}, {7.0, "integer", "selection", "7"},
		{"B", "selection", "selection", nil}, {"A", "selection", "char", "A"}, {"2026-01-31", "date", "datetime", "2026-01-31 00:00:00"}, {"2026-01-31 10:00:00", "datetime", "date", nil},
		{"2026-01-31 00:00:00", "datetime", "date", "2026-01-31"}, {4.0, "many2one", "integer", nil}, {4.0, "many2one", "char", nil}, {true, "boolean", "boolean", true}, {true, "boolean", "integer", nil},
		{"<p>a</p>", "html", "char", nil}, {4.0, "many2one", "many2one", 4.0},
	} {
		got, ok := convert(tt.v, tt.from, tt.to, options)
		if ok != (tt.want != nil) || ok && got != tt.want {
			t.Errorf("%v of %s as %s is %v (%v), want %v", tt.v, tt.from, tt.to, got, ok, tt.want)
		}
	}
}

func TestCells(t *testing.T) {
	for want, v := range map[string]any{"": nil, "1": true, "12": int64(12), "2.5": 2.5, "3": 3.0, "4,5": []int64{4, 5}, "a\nb": "a\nb"} {
		if got := cell(v); got != want {
			t.Errorf("%v is %q, want %q", v, got, want)
		}
	}
	if cell(false) != "" {
		t.Error("no is not empty")
	}
}

// What code, domains and views use is found, so that it comes before them.
func TestDerive(t *testing.T) {
	v := providers.Values{"code": "if record.x_score > 3 and record.stage_id == env.ref('stagecraft.stage:stage/lead/new'):\n    env.ref(\"stagecraft.team:team/sales#x\")",
		"when": "[('x_band', '=', 'x')]", "before": "[('partner_id.x_tier', '=', 1)]"}
	derive(v)
	want := []any{"crm.lead/x_band", "crm.lead/x_score", "crm.lead/x_tier", "res.partner/x_band", "res.partner/x_score", "res.partner/x_tier"}
	got, _ := v["fields"].([]any)
	if len(got) != len(want) {
		t.Fatalf("fields %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("fields %v", got)
		}
	}
	if s, _ := v["stages"].([]any); len(s) != 1 || s[0] != "stage/lead/new" {
		t.Errorf("stages %v", v["stages"])
	}
	if s, _ := v["teams"].([]any); len(s) != 1 || s[0] != "team/sales#x" {
		t.Errorf("teams %v", v["teams"])
	}
}
