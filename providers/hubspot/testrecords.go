package hubspot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

var _ providers.RecordTester = (*Provider)(nil)

// settleFor is how long workflows may take to act on a record that was changed. Source: knowledge.hubspot.com/workflows, which
// promises no time; most act within seconds.
const settleFor = 90 * time.Second

// testRecords are records of an account whose name is their mark. HubSpot has no way to write a record without workflows running on
// it. Records that are removed are in the recycling bin for 90 days.
type testRecords struct {
	*compiler
	p    *Provider
	run  string
	made atomic.Int64
}

// TestRecords makes records in the account.
func (p *Provider) TestRecords(a *schema.Architecture, t providers.Target, run string) (providers.TestRecords, error) {
	return &testRecords{compiler: newCompiler(a, t, p.settings, p.portal), p: p, run: run}, nil
}

func (r *testRecords) Settle() time.Duration { return settleFor }

// nameProperty is the property that people know a record of an object by; "" where it is not known.
func (r *testRecords) nameProperty(plural string) string {
	switch plural {
	case "contacts":
		return "lastname"
	case "companies":
		return "name"
	case "deals":
		return "dealname"
	case "tickets":
		return "subject"
	case "leads":
		return "hs_lead_name"
	}
	for _, s := range r.portal.custom() {
		if s.Name == plural {
			return s.PrimaryProperty
		}
	}
	return ""
}

func (r *testRecords) path(object string) string { return r.portal.pathName(r.names.plural(object)) }

func (r *testRecords) Create(ctx context.Context, rec providers.TestRecord) (providers.Written, error) {
	plural := r.names.plural(rec.Object)
	name := r.nameProperty(plural)
	if name == "" {
		return providers.Written{Cannot: fmt.Sprintf("Records of %s have no name that could mark them as test records.", plural)}, nil
	}
	values, err := r.values(ctx, rec.Object, providers.TestChange{Fields: rec.Fields, Owner: rec.Owner})
	if err != nil {
		return providers.Written{}, err
	}
	for _, stage := range rec.Stages {
		if err := r.placed(ctx, values, stage); err != nil {
			return unplaced("", err)
		}
	}
	if plural == "contacts" { // two contacts with one address are refused
		values["email"] = fmt.Sprintf("%s-%d@%s", r.run, r.made.Add(1), providers.TestDomain)
	}
	values[name] = providers.TestMark(r.run)
	in := api.RecordInput{Properties: values}
	for _, p := range rec.Parents {
		t, err := r.associationType(ctx, rec.Object, p.Object)
		if err != nil {
			return providers.Written{}, err
		}
		in.Associations = append(in.Associations, api.RecordAssociation{To: api.RecordID{ID: p.ID}, Types: []api.AssociationType{t}})
	}
	made, err := r.p.client.CreateRecord(ctx, r.path(rec.Object), in)
	if err != nil {
		return providers.WriteOutcome("", err)
	}
	return providers.Written{ID: made.ID}, nil
}

// associationType is the plain association from records of an object to those of another.
func (r *testRecords) associationType(ctx context.Context, from, to string) (api.AssociationType, error) {
	labels, err := r.p.client.AssociationLabels(ctx, r.path(from), r.path(to))
	if err != nil {
		return api.AssociationType{}, err
	}
	for _, l := range labels {
		if l.Label == "" {
			return api.AssociationType{Category: l.Category, TypeID: l.TypeID}, nil
		}
	}
	return api.AssociationType{}, missing("records of %s cannot be associated with %s", from, to)
}

// values are the properties that a change sets. Fields that HubSpot holds as associations, and owners that the account does not
// have, are left out.
func (r *testRecords) values(ctx context.Context, object string, c providers.TestChange) (map[string]string, error) {
	out := map[string]string{}
	set := func(object, name string, v any) error {
		f := r.a.Field(object, name)
		if f != nil && f.Type.Kind == "reference" {
			return nil
		}
		_, property := r.property(object, name)
		text, err := r.text(ctx, f, v)
		if err == nil {
			out[property] = text
		}
		return ignoreMissing(err)
	}
	for name, v := range c.Fields {
		if err := set(object, name, v); err != nil {
			return nil, err
		}
	}
	for at, code := range c.Reason {
		if _, _, l := at.Split(); len(l) == 2 && l[0] == object {
			if err := set(object, l[1], code); err != nil {
				return nil, err
			}
		}
	}
	if c.Owner != "" {
		id, err := r.p.dir.id(ctx, refOwner, c.Owner)
		if err == nil {
			out["hubspot_owner_id"] = id
		}
		if err := ignoreMissing(err); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func ignoreMissing(err error) error {
	if providers.IsKind(err, providers.NotFound) {
		return nil
	}
	return err
}

// text is a value as HubSpot takes it.
func (r *testRecords) text(ctx context.Context, f *schema.Field, v any) (string, error) {
	option := func(s string) string {
		if f != nil && (f.Type.Kind == "enum" || f.Type.Kind == "multi_enum") {
			return r.optionOf(f, s)
		}
		return s
	}
	switch v := v.(type) {
	case nil:
		return "", nil
	case bool:
		return strconv.FormatBool(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case time.Time:
		return v.UTC().Format(time.RFC3339), nil
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, option(fmt.Sprint(x)))
		}
		return strings.Join(out, ";"), nil
	case string:
		if f != nil && f.Type.Kind == "user" {
			return r.p.dir.id(ctx, refOwner, v)
		}
		return option(v), nil
	}
	return fmt.Sprint(v), nil
}

// placed adds the stage to the properties of a record.
func (r *testRecords) placed(ctx context.Context, values map[string]string, stage schema.Address) error {
	t, s := r.a.Track(stage), schema.Find[schema.Stage](r.a, stage)
	if t == nil || s == nil {
		return missing("there is no %s", stage)
	}
	id := r.stageID(t, s)
	switch r.homeOf(t) {
	case inLifecycle:
		var err error
		if id, err = r.p.dir.id(ctx, refLifecycle, id); providers.IsKind(err, providers.NotFound) {
			return missing("the account has no lifecycle stage “%s” yet", schema.Title(s))
		} else if err != nil {
			return err
		}
	case inPipeline:
		plural, pipeline := under(r.pipelineKey(t))
		values[pipelineProperty(plural)] = pipeline
	}
	values[r.trackProperty(t)] = id
	return nil
}

// unplaced is what becomes of a write that places a record: where the stage is not there yet, no program can do it.
func unplaced(id string, err error) (providers.Written, error) {
	if e := new(providers.Error); errors.As(err, &e) && e.Kind == providers.NotFound {
		return providers.Written{ID: id, Cannot: "No record can be put there: " + e.Message + "."}, nil
	}
	return providers.Written{ID: id}, err
}

func (r *testRecords) Change(ctx context.Context, ref providers.TestRef, c providers.TestChange) (providers.Written, error) {
	if len(c.Activities) > 0 {
		return providers.Written{ID: ref.ID, Cannot: "The activities that scores count are those of people: no program can stand for an opened e-mail or a form."}, nil
	}
	values, err := r.values(ctx, ref.Object, c)
	if err != nil {
		return providers.Written{ID: ref.ID}, err
	}
	if c.Stage != "" {
		if err := r.placed(ctx, values, c.Stage); err != nil {
			return unplaced(ref.ID, err)
		}
	}
	delete(values, "email") // it has one of its own
	delete(values, r.nameProperty(r.names.plural(ref.Object)))
	if len(values) == 0 {
		return providers.Written{ID: ref.ID}, nil
	}
	return providers.WriteOutcome(ref.ID, r.p.client.UpdateRecord(ctx, r.path(ref.Object), ref.ID, values))
}

func (r *testRecords) Read(ctx context.Context, ref providers.TestRef, fields ...string) (providers.TestRecord, error) {
	out := providers.TestRecord{Object: ref.Object, Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}}
	asked := []string{"hubspot_owner_id"}
	properties := map[string]string{}
	for _, name := range fields {
		if f := r.a.Field(ref.Object, name); f != nil && f.Type.Kind == "reference" {
			out.Fields[name] = true // it is an association, which nothing takes away here
			continue
		}
		_, properties[name] = r.property(ref.Object, name)
		asked = append(asked, properties[name])
	}
	var tracks []*schema.Track
	for _, t := range r.a.Tracks() {
		if t.Object == ref.Object && r.owns(t.Object) {
			tracks = append(tracks, t)
			asked = append(asked, r.trackProperty(t))
		}
	}
	slices.Sort(asked)
	rec, err := r.p.client.Record(ctx, r.path(ref.Object), ref.ID, slices.Compact(asked))
	if err != nil {
		return out, err
	}
	for name, property := range properties {
		if v := rec.Properties[property]; v != nil && *v != "" {
			out.Fields[name] = *v
		}
	}
	for _, t := range tracks {
		now := valueOf(*rec, r.trackProperty(t))
		for _, s := range t.Stages {
			values := map[string]string{}
			if err := ignoreMissing(r.placed(ctx, values, s.Address)); err != nil {
				return out, err
			}
			if v := values[r.trackProperty(t)]; v != "" && v == now {
				out.Stages[t.Address] = s.Address
			}
		}
	}
	if id := valueOf(*rec, "hubspot_owner_id"); id != "" {
		owner, ok, err := r.p.dir.key(ctx, refOwner, id)
		if err != nil {
			return out, err
		}
		if out.Owner = id; ok {
			out.Owner = owner
		}
	}
	return out, nil
}

// Marked searches every object that the architecture uses. HubSpot's search is some seconds behind.
func (r *testRecords) Marked(ctx context.Context) ([]providers.TestRef, error) {
	var out []providers.TestRef
	for _, object := range r.a.ObjectNames() {
		name := r.nameProperty(r.names.plural(object))
		if !r.owns(object) || !r.a.Uses(object) || name == "" {
			continue
		}
		token, _, _ := strings.Cut(providers.TestPrefix, " ")
		which := matching(api.Filter{Property: name, Operator: "CONTAINS_TOKEN", Value: token})
		which.Properties = []string{name}
		for rec, err := range r.p.client.Search(ctx, r.path(object), which) {
			if err != nil {
				return nil, fmt.Errorf("%s: %w", object, err)
			}
			if mark := valueOf(rec, name); providers.IsTestMark(mark) {
				out = append(out, providers.TestRef{Object: object, ID: rec.ID, Mark: mark})
			}
		}
	}
	return out, nil
}

func (r *testRecords) Remove(ctx context.Context, refs []providers.TestRef) error {
	var errs []error
	for _, ref := range refs {
		name := r.nameProperty(r.names.plural(ref.Object))
		rec, err := r.p.client.Record(ctx, r.path(ref.Object), ref.ID, []string{name})
		if providers.IsKind(err, providers.NotFound) {
			continue
		}
		if err == nil && providers.IsTestMark(valueOf(*rec, name)) { // nothing else is touched, whatever it is called elsewhere
			err = r.p.client.ArchiveRecord(ctx, r.path(ref.Object), ref.ID)
		}
		errs = append(errs, ignoreMissing(err))
	}
	return errors.Join(errs...)
}
