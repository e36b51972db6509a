package hubspot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/internal/applying"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// shape writes rounds as text: rounds by lines, groups in brackets, operations by action and key.
func shape(ops []*providers.Operation) string {
	var b strings.Builder
	for _, round := range applying.Rounds(ops, divided) {
		for _, g := range round {
			var names []string
			for _, op := range g {
				names = append(names, string(op.Action)+" "+op.Key)
			}
			fmt.Fprintf(&b, "[%s]", strings.Join(names, ", "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func adds(typ, key string, v providers.Values) *providers.Operation {
	return &providers.Operation{Action: providers.Create, Type: typ, Key: key, Address: typ + "." + key, After: v}
}

func drops(typ, key string, v providers.Values) *providers.Operation {
	return &providers.Operation{Action: providers.Delete, Type: typ, Key: key, Address: typ + "." + key, ID: "1", Before: v}
}

func TestRounds(t *testing.T) {
	group, property := providers.Values{"object": "contacts"}, providers.Values{"object": "contacts", "group": "contacts/g"}
	stage := providers.Values{"pipeline": "deals/p"}
	moved := drops(typeStage, "deals/p/old", stage)
	moved.MoveRecordsTo = "deals/p/new"
	list := adds(typeList, "L", providers.Values{"object": "deals", "stages": []any{"deals/p/new"}})
	list.Action, list.Before = providers.Update, providers.Values{"object": "deals", "stages": []any{"deals/p/old"}}
	for name, c := range map[string]struct {
		ops  []*providers.Operation
		want string
	}{
		"nothing":                                  {nil, ""},
		"independent ones go out together":         {[]*providers.Operation{adds(typeGroup, "contacts/g", group), adds(typeGroup, "contacts/h", group)}, "[create contacts/g, create contacts/h]\n"},
		"what is referred to comes first":          {[]*providers.Operation{adds(typeGroup, "contacts/g", group), adds(typeProperty, "contacts/x", property)}, "[create contacts/g]\n[create contacts/x]\n"},
		"deletes the other way round":              {[]*providers.Operation{drops(typeProperty, "contacts/x", property), drops(typeGroup, "contacts/g", group)}, "[delete contacts/x]\n[delete contacts/g]\n"},
		"deletes are a group of their own":         {[]*providers.Operation{adds(typeGroup, "contacts/g", group), drops(typeGroup, "contacts/h", group)}, "[create contacts/g][delete contacts/h]\n"},
		"the old stage goes when nothing names it": {[]*providers.Operation{adds(typeStage, "deals/p/new", stage), list, drops(typeStage, "deals/p/old", stage)}, "[create deals/p/new]\n[update L]\n[delete deals/p/old]\n"},
		"records move to what is there":            {[]*providers.Operation{adds(typeStage, "deals/p/new", stage), moved}, "[create deals/p/new]\n[delete deals/p/old]\n"},
		"the same object twice":                    {[]*providers.Operation{drops(typeGroup, "contacts/g", group), adds(typeGroup, "contacts/g", group)}, "[delete contacts/g]\n[create contacts/g]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shape(c.ops); got != c.want {
				t.Errorf("rounds are\n%swant\n%s", got, c.want)
			}
		})
	}
}

// groupAndMembers are a group, properties of it and a further group, in dependency order.
func groupAndMembers(t *testing.T) []*providers.Operation {
	ops := []*providers.Operation{createOf(t, typeGroup, providers.Values{"object": "contacts", "name": "g", "label": "G"})}
	for _, name := range []string{"one", "two", "three"} {
		ops = append(ops, createOf(t, typeProperty, providers.Values{"object": "contacts", "name": name, "label": name, "type": "string", "field_type": "text", "group": "contacts/g"}))
	}
	return ops
}

func TestApplyReportsInOrder(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	account.Forget()
	ops := groupAndMembers(t)
	var said []string
	busy := make(chan struct{}, 1)
	err := p.Apply(t.Context(), ops, func(pr providers.Progress) error {
		select {
		case busy <- struct{}{}:
			defer func() { <-busy }()
		default:
			t.Error("two reports at once")
		}
		if pr.Err != nil {
			t.Errorf("%s: %v", pr.Op.Key, pr.Err)
		}
		if len(said) == 0 && len(account.Requests()) > 0 {
			t.Error("the account was asked before anything was reported")
		}
		said = append(said, string(pr.Phase)+" "+pr.Op.Key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		start, done := slices.Index(said, "starting "+op.Key), slices.Index(said, "done "+op.Key)
		if start < 0 || done < start {
			t.Errorf("%s starts at %d and is done at %d", op.Key, start, done)
		}
	}
	if slices.Index(said, "done contacts/g") > slices.Index(said, "starting contacts/one") {
		t.Error("a property starts before its group is done")
	}
}

func TestApplyStopsWhenTheReportFails(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	full := errors.New("the journal is full")
	err := p.Apply(t.Context(), groupAndMembers(t), func(pr providers.Progress) error {
		if pr.Phase == providers.Starting && pr.Op.Key == "contacts/two" {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) {
		t.Errorf("the apply gave %v", err)
	}
	there := readAll(t, p, typeProperty)
	if there["hubspot_property contacts/one"] == nil {
		t.Error("what was reported as starting before was not carried out")
	}
	for _, name := range []string{"two", "three"} {
		if there["hubspot_property contacts/"+name] != nil {
			t.Errorf("%s was carried out without having been reported as starting", name)
		}
	}
}

func TestApplyIsCancelledBetweenGroups(t *testing.T) {
	for _, c := range []struct {
		at   string
		want error
		left bool
	}{{"contacts/g", context.Canceled, true}, {"contacts/three", nil, false}} {
		p := portalOf(t, emulator.Empty(emulator.Professional, emulator.NoRateLimits()), nil)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		started, done := 0, 0
		err := p.Apply(ctx, groupAndMembers(t), func(pr providers.Progress) error {
			if pr.Phase == providers.Starting {
				started++
				if pr.Op.Key == c.at {
					cancel()
				}
			} else if pr.Phase == providers.Done {
				done++
				if pr.Err != nil {
					t.Errorf("%s was begun and left: %v", pr.Op.Key, pr.Err)
				}
			}
			return nil
		})
		if !errors.Is(err, c.want) || (done < 4) != c.left || started != done {
			t.Errorf("cancelled at %s: %v, %d started and %d done", c.at, err, started, done)
		}
	}
}

func TestApplyReportsWaits(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	account.Inject(emulator.Fault{Method: "POST", Path: "/groups", Status: 429})
	var waits []providers.Progress
	err := p.Apply(t.Context(), groupAndMembers(t)[:1], func(pr providers.Progress) error {
		if pr.Phase == providers.Waiting {
			waits = append(waits, pr)
		}
		return pr.Err
	})
	if err != nil || len(waits) != 1 || waits[0].Wait < time.Second || waits[0].Op.Key != "contacts/g" || waits[0].Note == "" {
		t.Errorf("%v, waits %+v", err, waits)
	}
}

// A pause of a request that no operation makes is nobody's.
func TestWaitsOfReadsAreNotReported(t *testing.T) {
	applying.Waiting(t.Context(), web.Wait{For: time.Minute})
}

func TestTurns(t *testing.T) {
	ops := []*providers.Operation{
		adds(typeOption, "contacts/x/a", providers.Values{"property": "contacts/x"}), adds(typeOption, "contacts/y/a", providers.Values{"property": "contacts/y"}),
		adds(typeOption, "contacts/x/b", providers.Values{"property": "contacts/x"}),
	}
	if got := fmt.Sprint(applying.Turns(ops, divided)); got != "[[0 2] [1]]" {
		t.Errorf("options of one property do not take turns: %s", got)
	}
	groups := []*providers.Operation{adds(typeGroup, "contacts/a", nil), adds(typeGroup, "contacts/b", nil)}
	if got := fmt.Sprint(applying.Turns(groups, divided)); got != "[[0] [1]]" {
		t.Errorf("groups take turns: %s", got)
	}
}

// An option that came into being with its property counts as created when its turn comes, be it in a later apply.
func TestEarlyOutcomesOutliveAnApply(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	property := createOf(t, typeProperty, providers.Values{"object": "contacts", "name": "band", "label": "Band", "type": "enumeration", "field_type": "select", "group": "contacts/contactinformation"})
	option := createOf(t, typeOption, providers.Values{"property": "contacts/band", "value": "a", "label": "A"})
	held := errors.New("held")
	err := p.Apply(t.Context(), []*providers.Operation{property, option}, func(pr providers.Progress) error {
		if pr.Op == option {
			return held
		}
		return pr.Err
	})
	if !errors.Is(err, held) {
		t.Fatal(err)
	}
	account.Forget()
	again := *option
	if applied(t, p, &again); requests(account, "PATCH /properties") != 0 {
		t.Error("the option was written again")
	}
	if pr := applyOne(t, p, &again); !providers.IsKind(pr.Err, providers.Conflict) {
		t.Errorf("a second create gives %v", pr.Err)
	}
}
