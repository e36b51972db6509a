package diag

import "testing"

func TestCount(t *testing.T) {
	for want, got := range map[string]string{"0 fields": Count(0, "field"), "1 field": Count(1, "field"), "2 fields": Count(int64(2), "field"),
		"1 entry criterion": Count(1, "entry criterion"), "3 entry criteria": Count(3, "entry criterion"), "2 policies": Count(2, "policy")} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
