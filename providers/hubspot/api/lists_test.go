package api

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Lists are read with their filters, a hundred in a request; one that is gone is left out, and a name is given once.
func TestReadLists(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	srv := httptest.NewServer(account)
	defer srv.Close()
	c, err := New(Options{Token: web.NewSecret(emulator.DefaultToken), BaseURL: srv.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in := ListInput{ObjectTypeID: ContactsID, Processing: "DYNAMIC", Filters: []byte(`{"filterBranchType":"OR","filterBranches":[]}`)}
	var ids []string
	for i := range 120 {
		in.Name = fmt.Sprint("L", i)
		l, err := c.CreateList(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, l.ID)
	}
	if _, err := c.CreateList(t.Context(), in); !providers.IsKind(err, providers.Conflict) {
		t.Errorf("a name twice: %v", err)
	}
	if err := c.DeleteList(t.Context(), ids[3]); err != nil {
		t.Fatal(err)
	}
	account.Forget()
	got, err := c.ReadLists(t.Context(), ids)
	if err != nil || len(got) != 119 || len(account.Requests()) != 2 {
		t.Fatalf("%d lists in %d requests, %v", len(got), len(account.Requests()), err)
	}
	for _, l := range got {
		if !strings.Contains(string(l.Filters), "OR") {
			t.Fatalf("%s has the filters %q", l.Name, l.Filters)
		}
	}
}
