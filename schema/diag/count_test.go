package diag

import "testing"

func TestCount(t *testing.T) {
	for want, got := range map[string]string{"0 fields": Count(0, "field"), "1 field": Count(1, "field"), "2 fields": Count(int64(2), "field"),
		"1 entry criterion": Count(1, "entry criterion"), "3 entry criteria": Count(3, "entry criterion"), "2 policies": Count(2, "policy"), "2 days": Count(2, "day")} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for want, got := range map[string]string{"0": Thousands(0), "999": Thousands(999), "1,000": Thousands(1000), "-999": Thousands(-999),
		"-123,456": Thousands(-123456), "12,345,678": Thousands(int64(12345678))} {
		if got != want {
			t.Errorf("Thousands gives %q, want %q", got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	for want, got := range map[string]string{"": Join(nil, "and"), "a": Join([]string{"a"}, "and"), "a or b": Join([]string{"a", "b"}, "or"),
		"a, b and c": Join([]string{"a", "b", "c"}, "and")} {
		if got != want {
			t.Errorf("Join gives %q, want %q", got, want)
		}
	}
}
