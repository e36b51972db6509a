package metadata_test

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/internal/sftest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// The sf command makes of a project in source format the package that we make of it.
func TestCLIConvertsAsWeDo(t *testing.T) {
	want := metadata.Sample()
	files, err := want.Source()
	if err != nil {
		t.Fatal(err)
	}
	got, err := metadata.ReadMDAPI(sftest.SF(t).Convert(t, files))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Components) != len(want.Components) || len(got.Skipped) > 0 {
		t.Errorf("%d components, not %d; skipped %v", len(got.Components), len(want.Components), got.Skipped)
	}
	for _, c := range want.Components {
		if found := got.Find(c.Kind, c.Name); found == nil || !found.Doc.Equal(c.Doc) {
			t.Errorf("%v became %v", c.Member, found)
		}
	}
}
