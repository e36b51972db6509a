package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func (m *made) crm() *crm {
	f := m.factory()
	return newCRM(f, target(f, nil), true, func(string) string { return "" })
}

// queued waits until a number of items waits for the next batch.
func queued[T comparable](b *batches[T], n int) {
	for {
		b.mu.Lock()
		waiting := 0
		if b.next != nil {
			waiting = len(b.next.items)
		}
		b.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

// held lets calls wait until they are released; entered says that the first is there.
func held() (hold func(context.Context), entered <-chan struct{}, release func()) {
	in, out := make(chan struct{}), make(chan struct{})
	var once sync.Once
	return func(context.Context) { once.Do(func() { close(in) }); <-out }, in, func() { close(out) }
}

// A thousand look-ups are two reads: the first one's, and one for all that came while it was under way. After that there are
// none, until something is applied.
func TestReadsAreOne(t *testing.T) {
	m := newMade()
	for i := range 1000 {
		m.add(madeInfo.Types[2+i%2].Name, providers.Values{"name": fmt.Sprint("n", i)})
	}
	c := m.crm()
	hold, entered, release := held()
	m.reading = hold
	var wg sync.WaitGroup
	look := func(i int) {
		typ := madeInfo.Types[2+i%2].Name
		l, err := c.find(t.Context(), typ, "", fmt.Sprint("n", i))
		if err != nil || l == nil || l.Key != fmt.Sprint("n", i) {
			t.Errorf("%d: %v %v", i, l, err)
		}
	}
	wg.Go(func() { look(0) })
	<-entered
	for i := 1; i < 1000; i++ {
		wg.Go(func() { look(i) })
	}
	queued(&c.reads, 999)
	release()
	wg.Wait()
	if m.reads != 2 || m.opened != 1 {
		t.Errorf("%d reads, opened %d times", m.reads, m.opened)
	}
	look(5)
	op := operation(madeInfo.Type("made_rule"), providers.Create, "new")
	op.After = providers.Values{"name": "new"}
	if _, err := c.apply(t.Context(), op); err != nil || m.reads != 2 {
		t.Errorf("%v, %d reads", err, m.reads)
	}
	// What was applied is known without another read; what else may have changed is not.
	if l, err := c.last(t.Context(), "made_rule", "", "new"); err != nil || l == nil || m.reads != 2 {
		t.Errorf("%v %v, %d reads", l, err, m.reads)
	}
	if all, err := c.all(t.Context(), "made_rule"); err != nil || len(all) != 501 || m.reads != 3 {
		t.Errorf("%d objects, %v, %d reads", len(all), err, m.reads)
	}
}

// One type that cannot be read is no harm to others.
func TestReadsFailAlone(t *testing.T) {
	m := newMade()
	m.add("made_rule", providers.Values{"name": "r"})
	c := m.crm()
	m.readErr = func(types []string) error {
		if slices.Contains(types, "made_fixture") {
			return &providers.Error{Kind: providers.Permission, Scope: "fixtures"}
		}
		return nil
	}
	hold, entered, release := held()
	m.reading = hold
	var wg sync.WaitGroup
	var rule *providers.Live
	var ruleErr, fixtureErr error
	wg.Go(func() { _, _ = c.find(t.Context(), "made_thing", "", "x") })
	<-entered
	wg.Go(func() { rule, ruleErr = c.find(t.Context(), "made_rule", "", "r") })
	wg.Go(func() { _, fixtureErr = c.find(t.Context(), "made_fixture", "", "f") })
	queued(&c.reads, 2)
	release()
	wg.Wait()
	if ruleErr != nil || rule == nil || !providers.IsKind(fixtureErr, providers.Permission) {
		t.Errorf("%v %v %v", rule, ruleErr, fixtureErr)
	}
}

// together applies operations so that all but the first come while that is under way.
func together(t *testing.T, m *made, c *crm, ops ...*providers.Operation) []error {
	t.Helper()
	hold, entered, release := held()
	m.before = hold
	errs := make([]error, len(ops))
	var wg sync.WaitGroup
	first := operation(madeInfo.Type("made_fixture"), providers.Create, "first")
	first.After = providers.Values{"name": "first"}
	wg.Go(func() { _, _ = c.apply(t.Context(), first) })
	<-entered
	for i, op := range ops {
		wg.Go(func() { _, errs[i] = c.apply(t.Context(), op) })
	}
	queued(&c.writes, len(ops))
	release()
	wg.Wait()
	m.before = nil
	return errs
}

func creating(typ string, v providers.Values) *providers.Operation {
	t := madeInfo.Type(typ)
	op := operation(t, providers.Create, t.KeyOf(v))
	op.After = v
	return op
}

func deleting(l *providers.Live) *providers.Operation {
	op := operation(madeInfo.Type(l.Type), providers.Delete, l.Key)
	op.ID, op.Before = l.ID, l.Values
	return op
}

// A thousand operations that come at once are one apply after the first one's, each after what it refers to; deletes are the
// other way round, and come last.
func TestAppliesAreOne(t *testing.T) {
	m := newMade()
	thing := m.add("made_thing", providers.Values{"name": "old"})
	part := m.add("made_part", providers.Values{"thing": "old", "id": "p"})
	c := m.crm()
	ops := []*providers.Operation{deleting(thing), deleting(part)}
	for i := range 499 {
		ops = append(ops, creating("made_part", providers.Values{"thing": fmt.Sprint("t", i), "id": "p"}), creating("made_thing", providers.Values{"name": fmt.Sprint("t", i)}))
	}
	for i, err := range together(t, m, c, ops...) {
		if err != nil {
			t.Errorf("%s %s: %v", ops[i].Action, ops[i].Key, err)
		}
	}
	if len(m.batches) != 2 || len(m.batches[1]) != 1000 {
		t.Fatalf("%d batches", len(m.batches))
	}
	if last := m.batches[1][998:]; !slices.Equal(last, []string{"delete made_part old/p", "delete made_thing old"}) {
		t.Errorf("%v", last)
	}
}

// What fails in a batch is tried again alone, so that one bad operation is no harm to others.
func TestAppliesFailAlone(t *testing.T) {
	for _, whole := range []bool{false, true} {
		m := newMade()
		m.whole = whole
		m.refuse = func(op *providers.Operation) error {
			if op.Key == "bad" {
				return &providers.Error{Kind: providers.Invalid, Message: "bad"}
			}
			return nil
		}
		errs := together(t, m, m.crm(), creating("made_rule", providers.Values{"name": "good"}), creating("made_rule", providers.Values{"name": "bad"}), creating("made_rule", providers.Values{"name": "fine"}))
		if errs[0] != nil || errs[2] != nil || !providers.IsKind(errs[1], providers.Invalid) || m.find("made_rule", "fine") == nil {
			t.Errorf("%v: %s", errs, m.log())
		}
	}
}

// Where the CRM does not say whether it has done something, a look at it does.
func TestWhatNobodyKnows(t *testing.T) {
	m := newMade()
	c := m.crm()
	m.after = func(*providers.Operation) error {
		return &providers.Error{Kind: providers.Ambiguous, Message: "cut off"}
	}
	p, err := c.apply(t.Context(), creating("made_rule", providers.Values{"name": "r"}))
	if err != nil || p.ID != "id-1" || p.Values["name"] != "r" {
		t.Errorf("%v %v", p, err)
	}
	update := operation(madeInfo.Type("made_rule"), providers.Update, "r")
	update.ID, update.Before, update.After = "id-1", m.live["id-1"].Values, providers.Values{"name": "r", "text": "x"}
	if p, err = c.apply(t.Context(), update); err != nil || p.Values["text"] != "x" {
		t.Errorf("%v %v", p, err)
	}
	m.refuse = func(*providers.Operation) error { return &providers.Error{Kind: providers.Unavailable, Message: "503"} }
	update.After = providers.Values{"name": "r", "text": "y"}
	if _, err = c.apply(t.Context(), update); !providers.IsKind(err, providers.Unavailable) {
		t.Errorf("%v", err)
	}
	m.refuse = nil
	if _, err = c.apply(t.Context(), deleting(m.live["id-1"])); err != nil || len(m.live) != 0 {
		t.Errorf("%v", err)
	}
	m.refuse = func(*providers.Operation) error { return errors.New("broken") }
	if _, err = c.apply(t.Context(), creating("made_rule", providers.Values{"name": "r"})); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("%v", err)
	}
}

// Who stops waiting before the own operation goes out, has it not carried out; a batch that nobody waits for any more ends.
func TestWithdraw(t *testing.T) {
	m := newMade()
	c := m.crm()
	ended := make(chan struct{})
	entered := make(chan struct{})
	m.before = func(ctx context.Context) { close(entered); <-ctx.Done(); close(ended) }
	first, stopFirst := context.WithCancel(t.Context())
	second, stopSecond := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var errs [2]error
	wg.Go(func() { _, errs[0] = c.apply(first, creating("made_rule", providers.Values{"name": "a"})) })
	<-entered
	wg.Go(func() { _, errs[1] = c.apply(second, creating("made_rule", providers.Values{"name": "b"})) })
	queued(&c.writes, 1)
	stopSecond()
	queued(&c.writes, 0)
	stopFirst()
	<-ended
	wg.Wait()
	if !providers.IsKind(errs[0], providers.Ambiguous) || !providers.IsKind(errs[1], providers.Unavailable) {
		t.Errorf("%v", errs)
	}
	if strings.Contains(m.log(), " b") {
		t.Errorf("carried out: %s", m.log())
	}
}

// Refreshing a thousand resources of two types takes as many requests as refreshing two, whatever order Terraform asks in.
func TestRequestsOfARefresh(t *testing.T) {
	e := emulators["hubspot"](t)
	info := e.factory.Info
	requests := func(n int) int {
		c := e.start(t)
		before := e.requests()
		var wg sync.WaitGroup
		next := make(chan int)
		for range 10 { // as many as Terraform has under way
			wg.Go(func() {
				for i := range next {
					typ, key := "hubspot_property_group", fmt.Sprint("contacts/g", i/2)
					if i%2 == 1 {
						typ, key = "hubspot_property", fmt.Sprint("contacts/p", i/2)
					}
					none := c.absent(typ)
					state := maps.Clone(c.empty(none.typ))
					state[attrKey] = tftypes.NewValue(tftypes.String, key)
					got, problems := c.tryRefresh(&instance{typ: none.typ, state: tftypes.NewValue(none.state.Type(), state)})
					if problems != "" || got.attr("label") == nil {
						t.Errorf("%s %s: %s", typ, key, problems)
					}
				}
			})
		}
		for i := range n {
			next <- i
		}
		close(next)
		wg.Wait()
		return e.requests() - before
	}
	var ops []*providers.Operation
	for i := range 500 {
		for _, r := range []providers.Resource{
			{Type: "hubspot_property_group", Values: providers.Values{"object": "contacts", "name": fmt.Sprint("g", i), "label": fmt.Sprint("G ", i)}},
			{Type: "hubspot_property", Values: providers.Values{"object": "contacts", "name": fmt.Sprint("p", i), "label": fmt.Sprint("P ", i), "type": "string", "field_type": "text", "group": fmt.Sprint("contacts/g", i)}},
		} {
			typ := info.Type(r.Type)
			op := operation(typ, providers.Create, typ.KeyOf(r.Values))
			op.After = r.Values
			ops = append(ops, op)
		}
	}
	slices.SortStableFunc(ops, func(a, b *providers.Operation) int { return -strings.Compare(a.Type, b.Type) })
	e.open(t, func(p providers.Provider) {
		if err := p.Apply(t.Context(), ops, func(pr providers.Progress) error { return pr.Err }); err != nil {
			t.Fatal(err)
		}
	})
	if few, many := requests(2), requests(1000); many > few+few/2 {
		t.Errorf("two resources took %d requests, a thousand %d", few, many)
	} else {
		t.Logf("two resources took %d requests, a thousand %d", few, many)
	}
}
