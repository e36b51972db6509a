package emulating

import (
	"context"
	"testing"
)

type fault struct {
	name         string
	after, times int
}

// strikes lists which fault strikes each of some requests to a path; "-" where none does.
func strikes(requests string, list ...fault) (out string) {
	var f Faults[fault]
	f.Add(list...)
	for _, r := range requests {
		got := f.Strike(func(x *fault) (bool, int, int) { return x.name == string(r), x.after, x.times })
		if got == nil {
			out += "-"
		} else {
			out += got.name
		}
	}
	return out
}

func TestStrike(t *testing.T) {
	for _, c := range []struct {
		requests, want string
		list           []fault
	}{
		{"aaa", "---", nil},
		{"baa", "-a-", []fault{{name: "a"}}},
		{"abaab", "a-a--", []fault{{name: "a", times: 2}}},
		{"aaaa", "-aaa", []fault{{name: "a", after: 1, times: -1}}},
		{"aaa", "aa-", []fault{{name: "a"}, {name: "a"}}},
		{"abab", "ab--", []fault{{name: "b"}, {name: "a"}}},
	} {
		if got := strikes(c.requests, c.list...); got != c.want {
			t.Errorf("%v on %s: %s, not %s", c.list, c.requests, got, c.want)
		}
	}
}

func TestWaitEndsWithTheClient(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	Wait(ctx, make(chan struct{}), make(chan struct{})) // nobody takes the one, nobody closes the other
	Wait(t.Context(), nil, nil)
	reached, gate := make(chan struct{}, 1), make(chan struct{})
	close(gate)
	Wait(t.Context(), reached, gate)
	if len(reached) != 1 {
		t.Error("nobody is told that the request has come")
	}
}
