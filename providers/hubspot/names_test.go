package hubspot

import "testing"

func TestInternalName(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Sales Accepted": "sales_accepted", "  A -- B! ": "a_b", "2nd try": "n2nd_try", "Größe": "größe", "---": "", "a_b": "a_b", "ÄRGER": "ärger", "a\tb": "a_b",
	} {
		if got := internalName(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
		if once := internalName(in); internalName(once) != once {
			t.Errorf("%q changes when it is made a name again", once)
		}
	}
}

func TestLifecycleName(t *testing.T) {
	if lifecycleName("salesqualifiedlead", "SQL") != "salesqualifiedlead" || lifecycleName("123456", "Sales Accepted Lead") != "sales_accepted_lead" {
		t.Error("lifecycle stages are misnamed")
	}
}

func TestUnder(t *testing.T) {
	for _, c := range [][3]string{{"a/b/c", "a/b", "c"}, {"a", "", "a"}, {"", "", ""}} {
		if parent, last := under(c[0]); parent != c[1] || last != c[2] {
			t.Errorf("%q is %q under %q", c[0], last, parent)
		}
	}
}
