package planner

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/zclconf/go-cty/cty"
)

// fake is a CRM in memory that keeps references intact: it refuses to make what refers to nothing
// and to delete what is referred to, and follows renames.
type fake struct {
	name   string
	want   []*providers.Resource
	live   map[string]*providers.Live // by id
	counts map[string]int64           // records by key of a stage; missing facts by "stage-property"
	// foreseen is why operations would be refused, by key.
	foreseen map[string]string
	serial   int
	log      []string

	// before is called when an operation begins, after when the CRM has carried it out and
	// nobody knows yet. Their error is the outcome; they may panic.
	before, after  func(*providers.Operation) error
	readErr        error
	inPlace        bool // a replaced object keeps its id
	reads, counted int
}

func newFake() *fake {
	return &fake{name: "fake", live: map[string]*providers.Live{}, counts: map[string]int64{}}
}

var fakeTypes = []*providers.ResourceType{
	{Name: "fake_property", Key: []string{"name"}, CanDelete: true, Attributes: []providers.Attribute{
		{Name: "name", Type: cty.String, Required: true},
		{Name: "label", Type: cty.String},
		{Name: "kind", Type: cty.String, Immutable: true},
		{Name: "options", Type: cty.List(cty.Map(cty.String))},
		{Name: "secret", Type: cty.String, WriteOnly: true},
		{Name: "revision", Type: cty.Number, Optional: true, Computed: true},
	}},
	{Name: "fake_stage", Key: []string{"flow", "name"}, CanDelete: true, Records: true, Attributes: []providers.Attribute{
		{Name: "flow", Type: cty.String, Required: true, Immutable: true},
		{Name: "name", Type: cty.String, Required: true},
		{Name: "label", Type: cty.String},
		{Name: "order", Type: cty.Number},
		{Name: "requires", Type: cty.Set(cty.String), Set: true, Refers: "fake_property"},
	}},
	{Name: "fake_gate", Key: []string{"stage", "name"}, CanDelete: true, Attributes: []providers.Attribute{
		{Name: "stage", Type: cty.String, Required: true, Immutable: true, Refers: "fake_stage"},
		{Name: "name", Type: cty.String, Required: true},
		{Name: "when", Type: cty.String},
	}},
	{Name: "fake_user", Key: []string{"email"}, DeleteNote: "the user is deactivated", Attributes: []providers.Attribute{
		{Name: "email", Type: cty.String, Required: true},
		{Name: "kind", Type: cty.String, Immutable: true},
	}},
}

func fakeType(name string) *providers.ResourceType {
	return (&providers.Info{Types: fakeTypes}).Type(name)
}

func (f *fake) Info() *providers.Info {
	return &providers.Info{Name: f.name, Title: "Fake CRM", Types: fakeTypes}
}

func (f *fake) Compile(*schema.Architecture, providers.Target) (*providers.Compiled, diag.List) {
	return &providers.Compiled{Resources: f.want}, nil
}

func (f *fake) Read(_ context.Context, types []string) ([]*providers.Live, error) {
	f.reads++
	if f.readErr != nil {
		return nil, f.readErr
	}
	var out []*providers.Live
	for _, l := range f.live {
		if types == nil || slices.Contains(types, l.Type) {
			c := *l
			c.Values = maps.Clone(l.Values)
			delete(c.Values, "secret") // a CRM does not give secrets back
			out = append(out, &c)
		}
	}
	return out, nil // in random order, as the map has it
}

func (f *fake) CountRecords(_ context.Context, qs []providers.RecordQuery) ([]int64, error) {
	f.counted++
	out := make([]int64, len(qs))
	for i, q := range qs {
		k := q.Key
		if q.Missing != "" {
			k += "-" + q.Missing
		}
		out[i] = f.counts[k]
	}
	return out, nil
}

func (f *fake) Close() error { return nil }

func (f *fake) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	for _, op := range ops {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := report(providers.Progress{Op: op, Phase: providers.Starting}); err != nil {
			return err
		}
		p := providers.Progress{Op: op, Phase: providers.Done}
		if f.before != nil {
			p.Err = f.before(op)
		}
		if p.Err == nil {
			p.ID, p.Values, p.Err = f.do(op)
			if p.Err == nil && f.after != nil {
				p.Err = f.after(op)
			}
		}
		if err := report(p); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) add(typ string, v providers.Values) *providers.Live {
	f.serial++
	l := &providers.Live{Type: typ, ID: fmt.Sprint(f.serial), Key: fakeType(typ).KeyOf(v), Values: maps.Clone(v)}
	f.live[l.ID] = l
	return l
}

func (f *fake) find(typ, key string) *providers.Live {
	for _, l := range f.live {
		if l.Type == typ && l.Key == key {
			return l
		}
	}
	return nil
}

func (f *fake) do(op *providers.Operation) (string, providers.Values, error) {
	f.log = append(f.log, string(op.Action)+" "+op.Type+" "+op.Key)
	t := fakeType(op.Type)
	fail := func(k providers.ErrorKind, format string, a ...any) (string, providers.Values, error) {
		return "", nil, &providers.Error{Kind: k, Message: fmt.Sprintf(format, a...)}
	}
	if op.Action != providers.Delete {
		for _, r := range t.References(op.After) {
			if f.find(r.Type, r.Key) == nil {
				return fail(providers.Invalid, "no %s %q", r.Type, r.Key)
			}
		}
		if o := f.find(op.Type, op.Key); o != nil && o.ID != op.ID {
			return fail(providers.Conflict, "%s %q exists", op.Type, op.Key)
		}
	}
	switch op.Action {
	case providers.Create:
		l := f.add(op.Type, op.After)
		return l.ID, l.Values, nil
	case providers.Update:
		l := f.live[op.ID]
		if l == nil {
			return fail(providers.NotFound, "no object %s", op.ID)
		}
		f.set(t, l, op.After)
		return l.ID, l.Values, nil
	case providers.Replace:
		l := f.live[op.ID]
		if l == nil {
			return fail(providers.NotFound, "no object %s", op.ID)
		}
		f.set(t, l, op.After)
		if f.inPlace {
			return l.ID, l.Values, nil
		}
		delete(f.live, l.ID)
		f.serial++
		l.ID = fmt.Sprint(f.serial)
		f.live[l.ID] = l
		return l.ID, l.Values, nil
	}
	l := f.live[op.ID]
	if l == nil {
		return fail(providers.NotFound, "no object %s", op.ID)
	}
	for _, o := range f.live {
		if o == l {
			continue
		}
		for _, r := range fakeType(o.Type).References(o.Values) {
			if r.Type == l.Type && r.Key == l.Key {
				return fail(providers.Conflict, "%s %q is used by %s %q", l.Type, l.Key, o.Type, o.Key)
			}
		}
	}
	if n := f.counts[l.Key]; n > 0 && t.Records {
		if f.find(l.Type, op.MoveRecordsTo) == nil {
			return fail(providers.Conflict, "%d records in %q", n, l.Key)
		}
		f.counts[op.MoveRecordsTo] += n
		delete(f.counts, l.Key)
	}
	delete(f.live, l.ID)
	return "", nil, nil
}

// set changes the values of an object; what refers to it follows a new key.
func (f *fake) set(t *providers.ResourceType, l *providers.Live, v providers.Values) {
	old := l.Key
	l.Values, l.Key = maps.Clone(v), t.KeyOf(v)
	if old == l.Key {
		return
	}
	if n, ok := f.counts[old]; ok {
		delete(f.counts, old)
		f.counts[l.Key] = n
	}
	for _, o := range f.live {
		ot := fakeType(o.Type)
		next := ot.Rename(o.Values, t.Name, old, l.Key)
		if k := ot.KeyOf(next); k != o.Key {
			f.set(ot, o, next)
		} else {
			o.Values = next
		}
	}
}

// dump is what is live, without ids, sorted.
func (f *fake) dump() []string {
	var out []string
	for _, l := range f.live {
		out = append(out, line(l.Type, l.Key, "", l.Values))
	}
	sort.Strings(out)
	return out
}

func line(a, b, c string, v providers.Values) string {
	j, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return strings.Join([]string{a, b, c, string(j)}, " ")
}

// res makes a desired resource.
func res(typ, origin, part string, v providers.Values) *providers.Resource {
	t := fakeType(typ)
	n, err := t.Normalize(v)
	if err != nil {
		panic(err)
	}
	return &providers.Resource{Type: typ, Key: t.KeyOf(n), Values: n, Origin: schema.Address(origin), Part: part,
		Label: typ + " " + t.KeyOf(n), Source: diag.Range{File: "a.hcl", Start: diag.Pos{Line: 12, Column: 1}, End: diag.Pos{Line: 12, Column: 9}}}
}

func prop(name string, more ...any) *providers.Resource {
	return res("fake_property", "field.contact."+name, "", with(providers.Values{"name": name}, more))
}

func stage(name string, more ...any) *providers.Resource {
	return res("fake_stage", "stage.lead."+name, "", with(providers.Values{"flow": "lead", "name": name}, more))
}

func gate(stage, name string, more ...any) *providers.Resource {
	return res("fake_gate", "stage.lead."+stage+".entry."+name, "", with(providers.Values{"stage": "lead/" + stage, "name": name}, more))
}

func with(v providers.Values, more []any) providers.Values {
	for i := 0; i+1 < len(more); i += 2 {
		v[more[i].(string)] = more[i+1]
	}
	return v
}

// world is a fake CRM with a state on disk.
type world struct {
	*fake
	t     testing.TB
	arch  *schema.Architecture
	crm   *schema.CRM
	guard *schema.Guard
	store Store
	opts  BuildOptions
	allow []string
	slept []time.Duration
	ctx   context.Context
	event func(Event)
}

func newWorld(t testing.TB, want ...*providers.Resource) *world {
	w := newMemoryWorld(t, want...)
	w.store = NewLocalStore(filepath.Join(t.TempDir(), "state", "test.json"), "test")
	return w
}

// newMemoryWorld is newWorld with a state in memory, which saves the disk.
func newMemoryWorld(t testing.TB, want ...*providers.Resource) *world {
	f := newFake()
	f.want = want
	arch := &schema.Architecture{}
	arch.Index()
	return &world{fake: f, t: t, arch: arch, crm: &schema.CRM{Provider: "fake"}, ctx: context.Background(),
		guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100}, store: &memoryStore{}}
}

// memoryStore keeps the bytes that a LocalStore would write.
type memoryStore struct{ state, journal []byte }

func (m *memoryStore) Load(context.Context) (*State, error) {
	s := NewState("test")
	var err error
	if m.state != nil {
		if s, err = DecodeState(m.state, "memory"); err != nil {
			return nil, err
		}
	}
	sections, _, err := readJournal(m.journal, "memory")
	if err != nil {
		return nil, err
	}
	return s, replay(s, sections, "memory")
}

func (m *memoryStore) Lock(context.Context, LockInfo) (func() error, error) {
	return func() error { return nil }, nil
}

func (m *memoryStore) Append(ctx context.Context, e Entry) error {
	if len(m.journal) == 0 {
		s, err := m.Load(ctx)
		if err != nil {
			return err
		}
		m.journal, _ = encodeLine(JournalHead{Journal: 1, Lineage: s.Lineage, Serial: s.Serial})
	}
	b, err := encodeLine(e)
	m.journal = append(m.journal, b...)
	return err
}

func (m *memoryStore) Commit(_ context.Context, s *State, _ *Record) (err error) {
	s.Serial++
	s.Lineage = "memory"
	m.state, err = s.Encode()
	m.journal = nil
	return err
}

func (w *world) build() BuildOptions {
	o := w.opts
	o.Arch, o.Environment, o.Guard = w.arch, "test", w.guard
	o.CRMs = []TargetProvider{{Target: providers.Target{Environment: "test", CRM: w.crm}, Provider: w.fake}}
	return o
}

func (w *world) plan() (*Plan, diag.List) {
	w.t.Helper()
	s, err := w.store.Load(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	o := w.build()
	o.State = s
	return Build(w.ctx, o)
}

func (w *world) mustPlan() *Plan {
	w.t.Helper()
	p, diags := w.plan()
	if diags.HasErrors() {
		w.t.Fatalf("plan: %v", diags.Err())
	}
	return p
}

func (w *world) applyPlan(p *Plan) (*Result, diag.List) {
	return Apply(w.ctx, ApplyOptions{Plan: p, Build: w.build(), Store: w.store, Allow: w.allow, Report: w.event,
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.slept = append(w.slept, d)
			return ctx.Err()
		}})
}

// apply plans and applies, and expects every change to be carried out.
func (w *world) apply() *Result {
	w.t.Helper()
	r, diags := w.applyPlan(w.mustPlan())
	if diags.HasErrors() {
		w.t.Fatalf("apply: %v", diags.Err())
	}
	if !r.Complete() {
		w.t.Fatalf("apply: failed %v, skipped %v, remaining %v", r.Failed, r.Skipped, r.Remaining)
	}
	return r
}

// settled expects that nothing is left to do.
func (w *world) settled() {
	w.t.Helper()
	if p := w.mustPlan(); !p.Empty() {
		w.t.Fatalf("second plan is not empty: %s", strings.Join(brief(p), "; "))
	}
}

func brief(p *Plan) []string {
	out := []string{}
	for _, c := range p.Changes {
		out = append(out, string(c.Action)+" "+c.Address)
	}
	return out
}
