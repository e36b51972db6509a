package provider

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// made is a made-up CRM in memory. It refuses what refers to nothing, keeps secrets to itself and follows renames.
type made struct {
	mu      sync.Mutex
	live    map[string]*providers.Live // by id
	secrets map[string]any             // by id
	records map[string]int             // in objects, by key
	serial  int

	opened, reads int
	batches       [][]string // "create made_thing a" of each apply
	// before is called when a batch comes in, without the lock; refuse decides about an operation, and after may lie about it.
	before  func(ctx context.Context)
	reading func(ctx context.Context)
	openErr error
	readErr func(types []string) error
	refuse  func(*providers.Operation) error
	after   func(*providers.Operation) error
	whole   bool // a batch is carried out as a whole or not at all
}

func newMade() *made {
	return &made{live: map[string]*providers.Live{}, secrets: map[string]any{}, records: map[string]int{}}
}

// hasMembers is a Serves of documents: what the CRM adds makes no difference.
func hasMembers(want, live any) bool {
	w, ok := want.(map[string]any)
	l, is := live.(map[string]any)
	if !ok || !is {
		return fmt.Sprint(want) == fmt.Sprint(live)
	}
	for k, x := range w {
		if !hasMembers(x, l[k]) {
			return false
		}
	}
	return true
}

var madeInfo = &providers.Info{Name: "made", Title: "Made-up CRM", Doc: "For tests.",
	Settings: []providers.SettingDoc{
		{Name: "token", Env: "MADE_TOKEN", Doc: "Token.", Sensitive: true},
		{Name: "region", Doc: "Region."},
	},
	Types: []*providers.ResourceType{
		{Name: "made_thing", Doc: "A thing.", Key: []string{"name"}, CanDelete: true, Records: true, Attributes: []providers.Attribute{
			{Name: "name", Type: cty.String, Required: true, Doc: "Name."},
			{Name: "kind", Type: cty.String, Optional: true, Default: "plain", Immutable: true},
			{Name: "label", Type: cty.String, Optional: true},
			{Name: "weight", Type: cty.Number, Optional: true, Default: 1.5},
			{Name: "number", Type: cty.String, Optional: true, Computed: true},
			{Name: "stamp", Type: cty.String, Computed: true},
			{Name: "order", Type: cty.Number, Optional: true, Ordinal: true},
			{Name: "tags", Type: cty.List(cty.String), Optional: true, Set: true},
			{Name: "lines", Type: cty.List(cty.String), Optional: true},
			{Name: "home", Type: cty.ObjectWithOptionalAttrs(map[string]cty.Type{"street": cty.String, "floor": cty.Number}, []string{"floor"}), Optional: true},
			{Name: "steps", Type: cty.List(cty.ObjectWithOptionalAttrs(map[string]cty.Type{"do": cty.String, "also": cty.List(cty.String)}, []string{"also"})), Optional: true},
			{Name: "rules", Type: cty.List(cty.Object(map[string]cty.Type{"when": cty.String})), Optional: true, Set: true},
			{Name: "limits", Type: cty.Map(cty.Object(map[string]cty.Type{"most": cty.Number})), Optional: true},
			{Name: "document", Type: cty.DynamicPseudoType, Optional: true, Serves: hasMembers},
			{Name: "secret", Type: cty.String, Optional: true, WriteOnly: true},
			{Name: "seed", Type: cty.String, Optional: true, WriteOnly: true, Immutable: true},
			{Name: "pin", Type: cty.String, Optional: true, Sensitive: true},
			{Name: "count", Type: cty.Number, Optional: true},
		}},
		{Name: "made_part", Doc: "A part of a thing.", Key: []string{"thing", "id"}, CanDelete: true, Attributes: []providers.Attribute{
			{Name: "thing", Type: cty.String, Required: true, Immutable: true, Refers: "made_thing"},
			{Name: "id", Type: cty.String, Required: true, Immutable: true},
			{Name: "label", Type: cty.String, Optional: true, Computed: true},
		}},
		{Name: "made_rule", Doc: "A rule.", Key: []string{"name"}, DeleteNote: "The rule is switched off.", Attributes: []providers.Attribute{
			{Name: "name", Type: cty.String, Required: true, Immutable: true},
			{Name: "text", Type: cty.String, Optional: true},
		}},
		{Name: "made_fixture", Doc: "A fixture.", Key: []string{"name"}, Attributes: []providers.Attribute{
			{Name: "name", Type: cty.String, Required: true, Immutable: true},
			{Name: "text", Type: cty.String, Optional: true},
		}},
	},
}

func (m *made) factory() *providers.Factory {
	return &providers.Factory{Info: madeInfo, Open: func(_ context.Context, t providers.Target, getenv func(string) string) (providers.Provider, error) {
		m.opened++
		if m.openErr != nil {
			return nil, m.openErr
		}
		return m, nil
	}}
}

// start runs the provider with the CRM, as each command of Terraform does.
func (m *made) start(t testing.TB) *core {
	t.Helper()
	return start(t, []*providers.Factory{m.factory()}, map[string]map[string]any{"made": {"token": "t0ken"}})
}

func (m *made) Info() *providers.Info { return madeInfo }
func (m *made) Close() error          { return nil }
func (m *made) Compile(*schema.Architecture, providers.Target) (*providers.Compiled, diag.List) {
	return &providers.Compiled{}, nil
}

// add puts an object in behind the back.
func (m *made) add(typ string, v providers.Values) *providers.Live {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.put(madeInfo.Type(typ), v)
}

func (m *made) put(t *providers.ResourceType, v providers.Values) *providers.Live {
	m.serial++
	l := &providers.Live{Type: t.Name, ID: fmt.Sprintf("id-%d", m.serial)}
	m.live[l.ID] = l
	m.set(t, l, v)
	return l
}

// set gives an object values, with what the CRM has of its own.
func (m *made) set(t *providers.ResourceType, l *providers.Live, v providers.Values) {
	old := l.Key
	next := maps.Clone(v)
	for _, a := range t.Attributes {
		if a.WriteOnly && next[a.Name] != nil {
			m.secrets[l.ID+" "+a.Name] = next[a.Name]
			delete(next, a.Name)
		}
		if a.Computed && next[a.Name] == nil {
			next[a.Name] = cmp.Or[any](l.Values[a.Name], a.Name+" of "+l.ID)
		}
		if a.Ordinal && next[a.Name] == nil {
			next[a.Name] = float64(len(m.live))
		}
	}
	if d, ok := next["document"].(map[string]any); ok {
		d = maps.Clone(d)
		d["version"] = 7.0
		next["document"] = d
	}
	l.Values, l.Key = next, t.KeyOf(next)
	if old != "" && old != l.Key {
		for _, o := range m.live {
			ot := madeInfo.Type(o.Type)
			o.Values = ot.Rename(o.Values, t.Name, old, l.Key)
			o.Key = ot.KeyOf(o.Values)
		}
	}
}

func (m *made) Read(ctx context.Context, types []string) ([]*providers.Live, error) {
	if m.reading != nil {
		m.reading(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	if m.readErr != nil {
		if err := m.readErr(types); err != nil {
			return nil, err
		}
	}
	var out []*providers.Live
	for _, l := range m.live {
		if slices.Contains(types, l.Type) {
			copied := *l
			out = append(out, &copied)
		}
	}
	return out, nil
}

func (m *made) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	if m.before != nil {
		m.before(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for _, op := range ops {
		names = append(names, fmt.Sprintf("%s %s %s", op.Action, op.Type, op.Key))
	}
	m.batches = append(m.batches, names)
	refused := func(op *providers.Operation) error {
		if m.refuse == nil {
			return nil
		}
		return m.refuse(op)
	}
	if m.whole && slices.ContainsFunc(ops, func(op *providers.Operation) bool { return refused(op) != nil }) {
		for _, op := range ops {
			err := cmp.Or(refused(op), error(&providers.Error{Kind: providers.Conflict, Message: "nothing was carried out"}))
			if err := report(providers.Progress{Op: op, Phase: providers.Done, Err: err}); err != nil {
				return err
			}
		}
		return nil
	}
	for _, op := range ops {
		if err := report(providers.Progress{Op: op, Phase: providers.Starting}); err != nil {
			return err
		}
		p := providers.Progress{Op: op, Phase: providers.Done, Err: refused(op)}
		if p.Err == nil {
			p = m.do(op)
		}
		if p.Err == nil && m.after != nil {
			p.Err = m.after(op)
		}
		if err := report(p); err != nil {
			return err
		}
	}
	return nil
}

func (m *made) do(op *providers.Operation) providers.Progress {
	p := providers.Progress{Op: op, Phase: providers.Done}
	fail := func(k providers.ErrorKind, attribute, format string, args ...any) providers.Progress {
		p.Err = &providers.Error{Kind: k, Attribute: attribute, Message: fmt.Sprintf(format, args...)}
		return p
	}
	t := madeInfo.Type(op.Type)
	for _, r := range t.References(op.After) {
		if m.find(r.Type, r.Key) == nil {
			return fail(providers.Invalid, "thing", "there is no %s %q", r.Type, r.Key)
		}
	}
	l := m.live[op.ID]
	switch {
	case op.Action == providers.Create && m.find(op.Type, op.Key) != nil:
		return fail(providers.Conflict, "", "%s %q exists", op.Type, op.Key)
	case op.Action == providers.Create:
		l = m.put(t, op.After)
	case l == nil:
		return fail(providers.NotFound, "", "there is no %s", op.ID)
	case op.Action == providers.Update:
		for _, a := range t.Attributes {
			if a.Immutable && !a.WriteOnly && a.Differs(op.After[a.Name], l.Values[a.Name]) {
				return fail(providers.Invalid, a.Name, "%s cannot be changed", a.Name)
			}
		}
		m.set(t, l, op.After)
	default:
		if n := m.records[op.Key]; n > 0 {
			if op.MoveRecordsTo == "" && !op.Discard {
				return fail(providers.Conflict, "", "%d records are in %q", n, op.Key)
			}
			delete(m.records, op.Key)
			if op.MoveRecordsTo != "" {
				m.records[op.MoveRecordsTo] += n
				p.Moved = int64(n)
			}
		}
		delete(m.live, op.ID)
		return p
	}
	p.ID, p.Values = l.ID, maps.Clone(l.Values)
	return p
}

// find looks an object up by key.
func (m *made) find(typ, key string) *providers.Live {
	for _, l := range m.live {
		if l.Type == typ && l.Key == key {
			return l
		}
	}
	return nil
}

// log is all operations, batch by batch.
func (m *made) log() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for _, b := range m.batches {
		out = append(out, strings.Join(b, ", "))
	}
	return strings.Join(out, " | ")
}
