package providertest

import (
	cmps "cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// apply converges once and wants no failure.
func (s *suite) apply(t *testing.T, d Driver, p providers.Provider, a *schema.Architecture) {
	t.Helper()
	if _, err := d.Converge(t.Context(), p, a, s.Target, nil); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

// settled wants an empty plan.
func (s *suite) settled(t *testing.T, d Driver, p providers.Provider, a *schema.Architecture) {
	t.Helper()
	n, err := d.Converge(t.Context(), p, a, s.Target, nil)
	if err != nil {
		t.Fatalf("second apply: %v", err)
	}
	if n != 0 {
		t.Fatalf("the second plan has %d operations", n)
	}
}

func (s *suite) compile(t *testing.T, p providers.Provider, a *schema.Architecture) *providers.Compiled {
	t.Helper()
	c, diags := p.Compile(a, s.Target)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// read reads everything, by type and key, which must be unique.
func read(t *testing.T, p providers.Provider, types ...string) map[string]*providers.Live {
	t.Helper()
	list, err := p.Read(t.Context(), types)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	out := map[string]*providers.Live{}
	for _, l := range list {
		n := name(l.Type, l.Key)
		if out[n] != nil {
			t.Errorf("there are two %s", n)
		}
		if key := p.Info().Type(l.Type).KeyOf(l.Values); key != l.Key {
			t.Errorf("%s has the key %q by its values", n, key)
		}
		out[n] = l
	}
	return out
}

// holds wants every resource to be live with its values.
func holds(t *testing.T, p providers.Provider, c *providers.Compiled) {
	t.Helper()
	live := read(t, p)
	for _, r := range c.Resources {
		l := live[name(r.Type, r.Key)]
		if l == nil {
			t.Errorf("%s %q is not there", r.Type, r.Key)
			continue
		}
		if l.ID == "" {
			t.Errorf("%s %q has no id", r.Type, r.Key)
		}
		ty := p.Info().Type(r.Type)
		if _, differs := compare(ty, unordered(ty, l.Values), unordered(ty, r.Values)); differs {
			t.Errorf("%s %q (-wanted +read):\n%s", r.Type, r.Key, cmp.Diff(r.Values, l.Values))
		}
	}
	for _, ty := range p.Info().Types {
		for _, a := range ty.Attributes {
			if a.Ordinal {
				inOrder(t, ty, a.Name, c, live)
			}
		}
	}
}

// unordered leaves ordinal attributes out: their numbers are free, as long as the order is right.
func unordered(ty *providers.ResourceType, v providers.Values) providers.Values {
	out := maps.Clone(v)
	for _, a := range ty.Attributes {
		if a.Ordinal {
			delete(out, a.Name)
		}
	}
	return out
}

// inOrder wants the live siblings of a type to come in the order in which they were compiled.
func inOrder(t *testing.T, ty *providers.ResourceType, attr string, c *providers.Compiled, live map[string]*providers.Live) {
	t.Helper()
	wanted, found := map[string][]string{}, map[string][]string{}
	at := func(v providers.Values) float64 { n, _ := v[attr].(float64); return n }
	var rs []*providers.Resource
	for _, r := range c.Resources {
		if r.Type == ty.Name && live[name(r.Type, r.Key)] != nil {
			rs = append(rs, r)
		}
	}
	slices.SortStableFunc(rs, func(x, y *providers.Resource) int { return cmps.Compare(at(x.Values), at(y.Values)) })
	for _, r := range rs {
		wanted[ty.ParentOf(r.Values)] = append(wanted[ty.ParentOf(r.Values)], r.Key)
	}
	slices.SortFunc(rs, func(x, y *providers.Resource) int { return cmps.Compare(x.Key, y.Key) })
	slices.SortStableFunc(rs, func(x, y *providers.Resource) int {
		return cmps.Compare(at(live[name(x.Type, x.Key)].Values), at(live[name(y.Type, y.Key)].Values))
	})
	for _, r := range rs {
		found[ty.ParentOf(r.Values)] = append(found[ty.ParentOf(r.Values)], r.Key)
	}
	if d := cmp.Diff(wanted, found); d != "" {
		t.Errorf("%s come in another order (-wanted +read):\n%s", ty.Name, d)
	}
}

func (s *suite) info(t *testing.T) {
	p := s.Open(t)
	info := p.Info()
	for _, want := range providers.Capabilities {
		i := slices.IndexFunc(info.Capabilities, func(c providers.Capability) bool { return c.Name == want.Name })
		switch {
		case i < 0:
			t.Errorf("no position on %q", want.Name)
		case info.Capabilities[i].State == providers.Partial && info.Capabilities[i].Note == "":
			t.Errorf("%q is partial without a note", want.Name)
		}
	}
	for _, c := range info.Capabilities {
		if !slices.ContainsFunc(providers.Capabilities, func(k struct{ Name, Doc string }) bool { return k.Name == c.Name }) {
			t.Errorf("%q is no capability", c.Name)
		}
	}
	_, counts := p.(providers.RecordReader)
	_, imports := p.(providers.Importer)
	_, tests := p.(providers.RecordTester)
	_, audits := p.(providers.Auditor)
	_, history := p.(providers.RecordHistory)
	for name, has := range map[string]bool{"record counts": counts, "import": imports, "test records": tests, "last changes": audits, "record history": history} {
		i := slices.IndexFunc(info.Capabilities, func(c providers.Capability) bool { return c.Name == name })
		if i < 0 {
			continue
		}
		if claims := info.Capabilities[i].State == providers.Supported || info.Capabilities[i].State == providers.Partial; claims != has {
			t.Errorf("%q is said to be %q, and the provider's methods say otherwise", name, info.Capabilities[i].State)
		}
	}
	for _, ty := range info.Types {
		if !strings.HasPrefix(ty.Name, info.Name+"_") || ty.Doc == "" || len(ty.Key) == 0 {
			t.Errorf("%s needs a name that starts with the provider's, documentation and a key", ty.Name)
		}
		if !ty.CanDelete && ty.DeleteNote == "" {
			t.Errorf("%s cannot be deleted, and nothing says what happens instead", ty.Name)
		}
		for _, k := range ty.Key {
			if a := ty.Attribute(k); a == nil || !a.Required {
				t.Errorf("%s: key attribute %q is not there or not required", ty.Name, k)
			}
		}
		for _, a := range ty.Attributes {
			if a.Doc == "" {
				t.Errorf("%s.%s has no documentation", ty.Name, a.Name)
			}
			if a.Refers != "" && info.Type(a.Refers) == nil {
				t.Errorf("%s.%s refers to %q, which is no type", ty.Name, a.Name, a.Refers)
			}
			for k, to := range a.Within {
				if info.Type(to) == nil {
					t.Errorf("%s.%s: %s refers to %q, which is no type", ty.Name, a.Name, k, to)
				}
			}
		}
	}
}

func (s *suite) deterministic(t *testing.T) {
	p := s.Open(t)
	for _, n := range StateNames {
		a := State(t, n)
		one, two := s.compile(t, p, a), s.compile(t, p, State(t, n))
		if d := cmp.Diff(one, two); d != "" {
			t.Errorf("%s: %s", n, d)
		}
		keys, addrs := map[string]bool{}, map[string]bool{}
		for _, r := range one.Resources {
			ty := p.Info().Type(r.Type)
			norm, err := ty.Normalize(r.Values)
			if err != nil {
				t.Errorf("%s %q: %v", r.Type, r.Key, err)
			} else if d := cmp.Diff(norm, r.Values); d != "" {
				t.Errorf("%s %q is not normalized: %s", r.Type, r.Key, d)
			}
			if keys[name(r.Type, r.Key)] || addrs[r.Address()] {
				t.Errorf("%s %q (%s) is there twice", r.Type, r.Key, r.Address())
			}
			keys[name(r.Type, r.Key)], addrs[r.Address()] = true, true
			if ty.KeyOf(r.Values) != r.Key {
				t.Errorf("%s %q has the key %q by its values", r.Type, r.Key, ty.KeyOf(r.Values))
			}
			if a.Lookup(r.Origin) == nil || r.Label == "" || r.Source.IsZero() {
				t.Errorf("%s %q has no origin, label or source", r.Type, r.Key)
			}
		}
	}
}

func (s *suite) create(t *testing.T) {
	for _, n := range StateNames {
		p, d, a := s.Open(t), s.Driver(t), State(t, n)
		s.apply(t, d, p, a)
		s.settled(t, d, p, a)
	}
}

func (s *suite) readBack(t *testing.T) {
	for _, n := range StateNames {
		p, d, a := s.Open(t), s.Driver(t), State(t, n)
		s.apply(t, d, p, a)
		holds(t, p, s.compile(t, p, a))
	}
}

func (s *suite) unicode(t *testing.T) {
	p, d, a := s.Open(t), s.Driver(t), State(t, "full")
	s.apply(t, d, p, a)
	holds(t, p, s.compile(t, p, a))
	all := fmt.Sprint(read(t, p))
	found := 0
	for _, l := range read(t, p) {
		all += fmt.Sprint(l.Values)
	}
	for _, text := range []string{"Новый", "有資格", "Développement"} {
		if strings.Contains(all, text) {
			found++
		}
	}
	if found == 0 {
		t.Error("none of the labels in other scripts is in the CRM")
	}
}

func (s *suite) walk(t *testing.T) {
	all := append([]string{""}, StateNames...)
	for _, from := range all {
		for _, to := range all {
			if from == to {
				continue
			}
			t.Run(fmt.Sprintf("%q to %q", from, to), func(t *testing.T) {
				t.Parallel()
				p, d := s.Open(t), s.Driver(t)
				empty := read(t, p)
				s.apply(t, d, p, State(t, from))
				s.apply(t, d, p, State(t, to))
				s.settled(t, d, p, State(t, to))
				c := s.compile(t, p, State(t, to))
				holds(t, p, c)
				wanted := map[string]bool{}
				for _, r := range c.Resources {
					wanted[name(r.Type, r.Key)] = true
				}
				for n, l := range read(t, p) {
					if !wanted[n] && empty[n] == nil && !l.BuiltIn && p.Info().Type(l.Type).CanDelete {
						t.Errorf("%s is left over", n)
					}
				}
			})
		}
	}
}

func (s *suite) reads(t *testing.T) {
	p, d := s.Open(t), s.Driver(t)
	s.apply(t, d, p, State(t, "full"))
	before := int64(0)
	if s.Writes != nil {
		before = s.Writes(p)
	}
	one := read(t, p)
	p.Info()
	s.compile(t, p, State(t, "small"))
	if r, ok := p.(providers.RecordReader); ok {
		var qs []providers.RecordQuery
		for _, l := range one {
			qs = append(qs, providers.RecordQuery{Type: l.Type, Key: l.Key})
		}
		ns, err := r.CountRecords(t.Context(), qs)
		if err != nil || len(ns) != len(qs) {
			t.Errorf("CountRecords gave %d answers to %d questions: %v", len(ns), len(qs), err)
		}
	}
	if d := cmp.Diff(one, read(t, p)); d != "" {
		t.Error(d)
	}
	if s.Writes != nil && s.Writes(p) != before {
		t.Errorf("reading wrote %d times", s.Writes(p)-before)
	}
}

func (s *suite) lastChanges(t *testing.T) {
	p, d := s.Open(t), s.Driver(t)
	a, ok := p.(providers.Auditor)
	if !ok {
		t.Skip("the provider does not tell who changed things")
	}
	s.apply(t, d, p, State(t, "full"))
	live := read(t, p)
	subjects := []providers.Subject{{Type: p.Info().Types[0].Name, Key: "never there", Gone: true}}
	for _, n := range slices.Sorted(maps.Keys(live)) {
		l := live[n]
		subjects = append(subjects, providers.Subject{Type: l.Type, Key: l.Key, ID: l.ID})
	}
	before := int64(0)
	if s.Writes != nil {
		before = s.Writes(p)
	}
	changes, unknown, err := a.LastChanges(t.Context(), subjects)
	if err != nil || len(changes) != len(subjects) {
		t.Fatalf("%d answers to %d questions: %v", len(changes), len(subjects), err)
	}
	if !changes[0].IsZero() {
		t.Errorf("what was never there was changed: %+v", changes[0])
	}
	known := 0
	for i, c := range changes {
		if !c.IsZero() {
			known++
			if c.When != nil && c.When.Location() != time.UTC {
				t.Errorf("%s %q: the time is not in UTC: %s", subjects[i].Type, subjects[i].Key, c.When)
			}
		}
	}
	if known == 0 && len(unknown) == 0 {
		t.Error("nothing is known, and nothing says why")
	}
	if len(slices.Compact(slices.Sorted(slices.Values(unknown)))) != len(unknown) {
		t.Errorf("said more than once: %q", unknown)
	}
	if s.Writes != nil && s.Writes(p) != before {
		t.Errorf("asking wrote %d times", s.Writes(p)-before)
	}
}

func (s *suite) readTypes(t *testing.T) {
	p, d := s.Open(t), s.Driver(t)
	s.apply(t, d, p, State(t, "small"))
	all, sum := read(t, p), 0
	for _, ty := range p.Info().Types {
		some := read(t, p, ty.Name)
		for n, l := range some {
			if l.Type != ty.Name {
				t.Errorf("reading %s gave %s", ty.Name, n)
			}
		}
		sum += len(some)
	}
	if sum != len(all) {
		t.Errorf("reading type by type gives %d objects, all at once %d", sum, len(all))
	}
}

func (s *suite) unmanaged(t *testing.T) {
	p := s.Open(t)
	s.apply(t, s.Driver(t), p, State(t, "other"))
	theirs := read(t, p)
	ours := s.Driver(t)
	for _, n := range []string{"small", "full", "shorter", ""} {
		for _, r := range s.compile(t, p, State(t, n)).Resources {
			delete(theirs, name(r.Type, r.Key)) // both speak of it
		}
	}
	if len(theirs) == 0 {
		t.Fatal("nothing is unmanaged, so nothing is tested")
	}
	for _, n := range []string{"small", "full", "shorter", ""} {
		s.apply(t, ours, p, State(t, n))
	}
	live := read(t, p)
	for n, l := range theirs {
		if d := cmp.Diff(l, live[n]); d != "" {
			t.Errorf("%s, which is not ours, has changed: %s", n, d)
		}
	}
}

func (s *suite) imports(t *testing.T) {
	p, d := s.Open(t), s.Driver(t)
	im, ok := p.(providers.Importer)
	if !ok {
		t.Skip("the provider cannot import")
	}
	for _, n := range StateNames {
		s.apply(t, d, p, State(t, n))
		list, err := p.Read(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		a, diags := im.Decompile(list)
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		again := p
		if s.Reopen != nil {
			again = s.Reopen(t, p, a.Environments[0].CRMs[0])
		}
		c := s.compile(t, again, a)
		if len(c.Resources) == 0 {
			t.Fatal("nothing was imported")
		}
		holds(t, again, c)
	}
}
