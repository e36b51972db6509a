package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestPages(t *testing.T) {
	three := func(_ int, w http.ResponseWriter, r *http.Request, _ string) {
		switch r.FormValue("after") {
		case "":
			fmt.Fprint(w, `{"results":[{"id":"1"},{"id":"2"}],"paging":{"next":{"after":"a b"}}}`)
		case "a b":
			fmt.Fprint(w, `{"results":[{"id":"3"}],"paging":{"next":{"after":44}}}`)
		case "44":
			fmt.Fprint(w, `{"results":[],"paging":null}`)
		}
	}
	_, c, _ := start(t, three)
	got, err := Collect(c.Users(t.Context()))
	if err != nil || len(got) != 3 || got[2].ID != "3" {
		t.Errorf("%v %v", got, err)
	}
	seq := c.Users(t.Context())
	for range 2 { // a listing can be read again
		n := 0
		for range seq {
			n++
		}
		if n != 3 {
			t.Errorf("%d users", n)
		}
	}
	s, c, _ := start(t, three)
	for u, err := range c.Users(t.Context()) {
		if err != nil || u.ID == "2" {
			break
		}
	}
	if len(s.seen()) != 1 {
		t.Errorf("pages were read that nobody asked for: %s", s.lines())
	}
	for name, a := range map[string]answer{
		"circle":     says(200, `{"results":[{"id":"1"}],"paging":{"next":{"after":"x"}}}`),
		"odd cursor": says(200, `{"results":[],"paging":{"next":{"after":{}}}}`),
		"no JSON":    says(200, `<html>`),
		"empty":      says(200, ``),
		"null":       says(200, `null`),
	} {
		s, c, _ := start(t, a)
		if got, err := Collect(c.Users(t.Context())); !providers.IsKind(err, providers.Unavailable) || got != nil || len(s.seen()) > 2 {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	_, c, _ = start(t, says(200, `{"lists":[{"listId":"1"}],"hasMore":true,"offset":1}`))
	if _, err := Collect(c.AllLists(t.Context())); !providers.IsKind(err, providers.Unavailable) {
		t.Error(err)
	}
	_, c, _ = start(t, inTurn(says(200, `{"lists":[{"listId":"1"}],"hasMore":true,"offset":1}`), says(200, `{"lists":[{"listId":"2"}],"hasMore":false,"offset":2}`)))
	if got, err := Collect(c.AllLists(t.Context())); err != nil || len(got) != 2 {
		t.Error(got, err)
	}
}

// searchable plays a search over records 1 to n, with the limits that HubSpot has.
func searchable(t *testing.T, n int) answer {
	return func(_ int, w http.ResponseWriter, _ *http.Request, body string) {
		var in struct {
			FilterGroups []struct{ Filters []Filter }
			Sorts        []searchSort
			Limit        int
			After        string
		}
		if json.Unmarshal([]byte(body), &in) != nil || in.Limit > searchPage {
			t.Errorf("asked for %s", body)
		}
		from := 0
		for _, g := range in.FilterGroups {
			for _, f := range g.Filters {
				if f.Property == "hs_object_id" && f.Operator == "GT" {
					from, _ = strconv.Atoi(f.Value)
				}
			}
		}
		offset, _ := strconv.Atoi(in.After)
		if offset+in.Limit > searchAll {
			w.WriteHeader(400)
			return
		}
		total := n - from
		var rows []string
		for i := offset; i < min(offset+in.Limit, total); i++ {
			rows = append(rows, fmt.Sprintf(`{"id":"%d","properties":{"a":null,"b":"x"}}`, from+i+1))
		}
		next := ""
		if end := offset + len(rows); end < total {
			next = fmt.Sprintf(`,"paging":{"next":{"after":"%d"}}`, end)
		}
		fmt.Fprintf(w, `{"total":%d,"results":[%s]%s}`, total, strings.Join(rows, ","), next)
	}
}

func TestSearch(t *testing.T) {
	for _, n := range []int{0, 1, 199, 200, 201, 10_000, 10_001, 25_137} {
		s, c, clock := start(t, searchable(t, n))
		want := 1
		for r, err := range c.Search(t.Context(), "deals", Search{Properties: []string{"a"}}) {
			if err != nil || r.ID != strconv.Itoa(want) {
				t.Fatalf("%d: %v %v, want %d", n, r, err, want)
			}
			want++
		}
		if want-1 != n {
			t.Errorf("%d of %d found", want-1, n)
		}
		// The pool of searches is kept to: five in a second, of which the client uses less.
		if secs, calls := clock.Total().Seconds(), float64(len(s.seen())); calls > 5 && secs < (calls-5)/5 {
			t.Errorf("%v searches within %v s", calls, secs)
		}
		if total, err := c.Count(t.Context(), "deals", Search{}); err != nil || total != int64(n) {
			t.Errorf("counted %d of %d: %v", total, n, err)
		}
	}
	s, c, _ := start(t, searchable(t, 500))
	for range c.Search(t.Context(), "deals", Search{}) {
		break
	}
	if len(s.seen()) != 1 {
		t.Errorf("%d requests", len(s.seen()))
	}
	f := func(n int) FilterGroup { return FilterGroup{make([]Filter, n)} }
	for _, groups := range [][]FilterGroup{{f(1), f(1), f(1), f(1), f(1), f(1)}, {f(11)}, {f(9), f(9), f(9)}} {
		s, c, _ := start(t, searchable(t, 5))
		_, err := c.Count(t.Context(), "deals", Search{Groups: groups})
		_, err2 := Collect(c.Search(t.Context(), "deals", Search{Groups: groups}))
		if !providers.IsKind(err, providers.Invalid) || !providers.IsKind(err2, providers.Invalid) || len(s.seen()) != 0 {
			t.Errorf("%d groups: %v, %v", len(groups), err, err2)
		}
	}
}
