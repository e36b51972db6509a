package release

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// The strictest of several policies counts; --allow-open turns an error into a warning and nothing else.
func TestSeverity(t *testing.T) {
	for _, c := range []struct {
		policies   []string // what each gives L-51; "" for nothing
		want, open string   // without and with --allow-open
	}{
		{nil, "error", "warning"},
		{[]string{""}, "error", "warning"},
		{[]string{"error"}, "error", "warning"},
		{[]string{"warning"}, "warning", "warning"},
		{[]string{"off"}, "off", "off"},
		{[]string{"error", "off"}, "error", "warning"},
		{[]string{"off", "warning", ""}, "warning", "warning"},
	} {
		a := &schema.Architecture{}
		for _, s := range c.policies {
			p := &schema.Policy{Severity: map[string]string{"L-08": "error"}}
			if s != "" {
				p.Severity["L-51"] = s
			}
			a.Policies = append(a.Policies, p)
		}
		for open, want := range map[bool]string{false: c.want, true: c.open} {
			if got := (&preparation{arch: a, opts: Options{AllowOpen: open}}).severity(); got != want {
				t.Errorf("%v, allow open %v: %s", c.policies, open, got)
			}
		}
	}
}

// The digest of the bundle is the last that the tag names; words of the changelog before it are no digest.
func TestBundleDigest(t *testing.T) {
	message := "Acme 1.0.0\n\nSHA-256: words of somebody\n\nBundle: acme-1.0.0.zip\nSHA-256: abc\nStagecraft: 1\n-----BEGIN SSH SIGNATURE-----\nU1NI\n"
	if got := BundleDigest(message); got != "abc" {
		t.Errorf("got %q", got)
	}
	if got := tail(message); got != "\nBundle: acme-1.0.0.zip\nSHA-256: abc\nStagecraft: 1" {
		t.Errorf("got %q", got)
	}
	if got := BundleDigest("v1.0.0\n"); got != "" {
		t.Errorf("got %q", got)
	}
}
