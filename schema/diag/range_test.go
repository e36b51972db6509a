package diag

import "testing"

func TestRangeString(t *testing.T) {
	for want, r := range map[string]Range{
		"":             {},
		"theme/a.json": {File: "theme/a.json"},
		"a.hcl:2:3":    {File: "a.hcl", Start: Pos{Line: 2, Column: 3}},
	} {
		if got := r.String(); got != want {
			t.Errorf("%+v is written %q, want %q", r, got, want)
		}
	}
}
