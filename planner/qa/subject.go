package qa

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// subject is a test record with those that it belongs to: what the CRM holds, and what the engine knows of it.
type subject struct {
	r       *run
	crm     *crm
	ref     providers.TestRef // without an id until it is made
	rec     *engine.Record
	held    engine.Record // fields, owner and stages as the CRM has them
	logged  int           // activities that the CRM knows
	parents []*subject
}

// obstacle is why a case could not be tried: it is no finding about the CRM, and a person tries it.
type obstacle struct{ why string }

func (o obstacle) Error() string { return o.why }

// refused is that the CRM refused a write on the way to what a case is about.
type refused struct {
	what string
	why  []string
}

func (r refused) Error() string { return r.what + ": " + strings.Join(r.why, " ") }

// subject prepares a test record of an object, which is made with its first write.
func (r *run) subject(object string) (*subject, error) {
	family := map[string]*subject{}
	var of func(object string) (*subject, error)
	of = func(object string) (*subject, error) {
		if s := family[object]; s != nil {
			return s, nil
		}
		c := r.of(object)
		if c == nil {
			return nil, obstacle{fmt.Sprintf("No CRM of the environment holds records of %s.", object)}
		}
		if c.tests == nil {
			return nil, obstacle{fmt.Sprintf("Stagecraft makes no test records in %s.", c.title)}
		}
		s := &subject{r: r, crm: c, ref: providers.TestRef{Object: object}, rec: &engine.Record{Object: object, Fields: map[string]any{},
			Stages: map[schema.Address]schema.Address{}, Related: map[string][]*engine.Record{}},
			held: engine.Record{Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}}}
		family[object] = s
		for _, parent := range r.a.ObjectNames() {
			if parent == object || !r.a.Uses(parent) || !r.a.BelongsTo(object, parent) || r.of(parent) != c {
				continue
			}
			if _, below := family[parent]; below && slices.Contains(ancestors(r.a, parent), object) {
				continue // they belong to each other; the first one is the child
			}
			p, err := of(parent)
			if err != nil {
				return nil, err
			}
			s.parents = append(s.parents, p)
			s.rec.Related[parent] = []*engine.Record{p.rec}
		}
		return s, nil
	}
	return of(object)
}

// ancestors are the objects that records of an object belong to.
func ancestors(a *schema.Architecture, object string) []string {
	var out []string
	for _, name := range a.ObjectNames() {
		if name != object && a.BelongsTo(object, name) {
			out = append(out, name)
		}
	}
	return out
}

// bring takes the record to a stage, from the first stage of its flow on, or from where it is.
func (s *subject) bring(to schema.Address) error {
	t := s.r.a.Track(to)
	at := t.Rank(s.rec.Stages[t.Address])
	for i, st := range t.Stages {
		if i <= at || i > t.Rank(to) || st.Address != to && aside(st) {
			continue
		}
		if err := s.enter(st.Address); err != nil {
			return err
		}
	}
	if aside(schema.Find[schema.Stage](s.r.a, to)) && s.rec.Stages[t.Address] != to {
		return s.enter(to)
	}
	return nil
}

// aside tells whether a stage is beside the path.
func aside(s *schema.Stage) bool {
	return s.Outcome == "lost" || s.Outcome == "disqualified" || s.Outcome == "holding"
}

// enter prepares the record for a stage and moves it there, which the CRM must permit.
func (s *subject) enter(to schema.Address) error {
	reason, err := s.prepare(to)
	if err != nil {
		return err
	}
	w, err := s.move(to, reason)
	if err != nil {
		return err
	}
	if len(w.Refused) > 0 {
		return refused{fmt.Sprintf("a record that meets all that is asked of it was refused in %s", s.r.stage(to)), w.Refused}
	}
	ok, err := s.settled(func() bool { return s.held.Stages[s.r.a.Track(to).Address] == to })
	if err == nil && !ok {
		return refused{fmt.Sprintf("a record went into %s and did not stay there", s.r.stage(to)),
			[]string{"It is in " + s.r.stageOr(s.held.Stages[s.r.a.Track(to).Address]) + "."}}
	}
	return err
}

// prepare gives the record, and those that it belongs to, what a move asks for. They are written but for the record itself, which
// gets the rest with the move.
func (s *subject) prepare(to schema.Address) (reason string, err error) {
	for _, p := range s.parents {
		if p.ref.ID == "" {
			if err := p.make(); err != nil {
				return "", err
			}
		}
	}
	for range len(s.parents) + 2 { // a stage of another record may ask for more
		wanted := s.rec.Snapshot()
		var left []engine.Refusal
		if reason, left = engine.Prepare(s.r.a, wanted, to, s.r.o.Now); len(left) > 0 {
			var why []string
			for _, x := range left {
				why = append(why, x.Message)
			}
			return "", obstacle{fmt.Sprintf("No record could be made up that may enter %s: %s", s.r.stage(to), strings.Join(why, " "))}
		}
		s.carry(wanted, to)
		moved, err := s.follow(wanted, to)
		if err != nil {
			return "", err
		}
		if !moved {
			return reason, nil
		}
	}
	return "", obstacle{fmt.Sprintf("No record could be made up that may enter %s.", s.r.stage(to))}
}

// carry copies to the record what handoffs carry over, where the CRM leaves that to people.
func (s *subject) carry(wanted *engine.Record, to schema.Address) {
	hs, _ := engine.HandoffsFor(s.r.a, wanted, to, s.r.o.Now)
	for _, h := range hs {
		if e := s.crm.rule(h.Address, providers.FactsCarried); e == nil || e.Class != providers.Manual {
			continue
		}
		for _, x := range h.Carries {
			_, _, from := x.From.Split()
			_, _, at := x.To.Split()
			if len(from) != 2 || len(at) != 2 || at[0] != wanted.Object || wanted.Fields[at[1]] != nil {
				continue
			}
			source := wanted
			if list := wanted.Related[from[0]]; from[0] != wanted.Object && len(list) > 0 {
				source = list[0]
			}
			switch v := source.Fields[from[1]]; {
			case source.Object != from[0]:
			case v != nil:
				wanted.Fields[at[1]] = v
			case from[1] == "owner" && source.Owner != "":
				wanted.Fields[at[1]] = source.Owner
			}
		}
	}
}

// follow takes over what Prepare wants. Stages that others must be in are entered by moves; then it must look again.
func (s *subject) follow(wanted *engine.Record, to schema.Address) (again bool, err error) {
	here := s.r.a.Track(to).Address
	for _, p := range append(slices.Clone(s.parents), s) {
		w := wanted
		if p != s {
			w = wanted.Related[p.rec.Object][0]
		}
		for _, t := range s.r.a.Tracks() {
			stage := w.Stages[t.Address]
			if stage == "" || stage == p.rec.Stages[t.Address] || p == s && t.Address == here {
				continue
			}
			if p == s && t.Pipeline && s.r.a.Track(to).Pipeline {
				return false, obstacle{"It would be in two pipelines at once."}
			}
			if err := p.bring(stage); err != nil {
				return false, err
			}
			return true, nil
		}
		p.rec.Fields, p.rec.Owner, p.rec.Activities = w.Fields, w.Owner, w.Activities
		if p != s {
			if _, err := p.write(providers.TestChange{}); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// make makes a record that is in no stage.
func (s *subject) make() error {
	for _, p := range s.parents {
		if p.ref.ID == "" {
			if err := p.make(); err != nil {
				return err
			}
		}
	}
	for _, f := range s.r.a.Fields {
		if f.Object == s.rec.Object && f.Required && s.rec.Fields[f.Name] == nil {
			if v := engine.Sample(s.r.a, f, s.r.o.Now); v != nil {
				s.rec.Fields[f.Name] = v
			}
		}
	}
	w, err := s.write(providers.TestChange{})
	if err == nil && len(w.Refused) > 0 {
		return refused{"a test record could not be made", w.Refused}
	}
	return err
}

// move moves the record, with what it still lacks.
func (s *subject) move(to schema.Address, reason string) (providers.Written, error) {
	c := providers.TestChange{Stage: to}
	if reason != "" {
		c.Reason = map[schema.Address]string{}
		for _, l := range engine.ReasonLists(s.r.a, s.rec, to, s.r.o.Now) {
			if slices.ContainsFunc(l.Codes, func(x *schema.ReasonCode) bool { return x.Name == reason }) {
				c.Reason[engine.ReasonField(l, s.rec.Object)] = reason
			}
		}
	}
	return s.write(c)
}

// write creates or changes the record: what the change says, and all in which the record differs from what the CRM holds.
func (s *subject) write(c providers.TestChange) (providers.Written, error) {
	ctx := s.r.ctx
	if err := ctx.Err(); err != nil {
		return providers.Written{}, err
	}
	c.Fields = map[string]any{}
	for name, v := range s.rec.Fields {
		if !reflect.DeepEqual(s.held.Fields[name], v) {
			c.Fields[name] = v
		}
	}
	for name := range s.held.Fields {
		if _, ok := s.rec.Fields[name]; !ok {
			c.Fields[name] = nil
		}
	}
	if s.rec.Owner != s.held.Owner {
		c.Owner = s.rec.Owner
	}
	for _, a := range s.rec.Activities[s.logged:] {
		c.Activities = append(c.Activities, a.Name)
	}
	var w providers.Written
	var err error
	switch {
	case s.ref.ID == "":
		w, err = s.create(c)
	case len(c.Fields) == 0 && c.Owner == "" && c.Stage == "" && len(c.Activities) == 0:
		return providers.Written{ID: s.ref.ID}, nil
	default:
		w, err = s.crm.tests.Change(ctx, s.ref, c)
	}
	switch {
	case err != nil:
		return w, fmt.Errorf("%s: %w", s.crm.title, err)
	case w.Cannot != "":
		return w, obstacle{w.Cannot}
	case !w.Done():
		return w, nil
	}
	s.logged = len(s.rec.Activities)
	s.held.Fields = maps.Clone(s.rec.Fields)
	return w, s.look()
}

func (s *subject) create(c providers.TestChange) (providers.Written, error) {
	rec := providers.TestRecord{Object: s.rec.Object, Fields: c.Fields, Owner: c.Owner}
	if c.Stage != "" && len(c.Activities) == 0 && len(c.Reason) == 0 {
		rec.Stages = map[schema.Address]schema.Address{s.r.a.Track(c.Stage).Address: c.Stage}
	}
	for _, p := range s.parents {
		if p.ref.ID != "" {
			rec.Parents = append(rec.Parents, p.ref)
		}
	}
	// A create whose answer is lost may have been carried out: the mark finds it.
	w, err := s.crm.tests.Create(s.r.ctx, rec)
	if err != nil || !w.Done() {
		return w, err
	}
	s.ref.ID, s.rec.ID = w.ID, w.ID
	s.crm.made = append(s.crm.made, s.ref)
	s.r.report.Made++
	for _, p := range s.parents {
		p.rec.Related[s.rec.Object] = append(p.rec.Related[s.rec.Object], s.rec)
	}
	if c.Stage != "" && rec.Stages == nil {
		return s.crm.tests.Change(s.r.ctx, s.ref, providers.TestChange{Stage: c.Stage, Reason: c.Reason, Activities: c.Activities})
	}
	if len(c.Activities) > 0 {
		return s.crm.tests.Change(s.r.ctx, s.ref, providers.TestChange{Activities: c.Activities})
	}
	return w, nil
}

// look reads where the record is and who owns it; what automations did is from then on what the engine knows, too.
func (s *subject) look() error {
	names := slices.Sorted(maps.Keys(s.rec.Fields))
	got, err := s.crm.tests.Read(s.r.ctx, s.ref, names...)
	if err != nil {
		return fmt.Errorf("%s: %w", s.crm.title, err)
	}
	s.held.Stages, s.held.Owner = got.Stages, got.Owner
	s.rec.Stages, s.rec.Owner = maps.Clone(got.Stages), got.Owner
	if s.rec.Stages == nil {
		s.rec.Stages = map[schema.Address]schema.Address{}
	}
	for _, n := range names {
		if got.Fields[n] == nil {
			delete(s.rec.Fields, n)
			delete(s.held.Fields, n)
		}
	}
	return nil
}

// looks is how often a record is looked at while the CRM may still be at work on what follows from a write.
const looks = 12

// settled looks at the record, and those that it belongs to, until something is so; false when it is not in the time that the CRM
// may take.
func (s *subject) settled(is func() bool) (bool, error) {
	for i := 0; ; i++ {
		for _, x := range append(slices.Clone(s.parents), s) {
			if x.ref.ID == "" {
				continue
			}
			if err := x.look(); err != nil {
				return false, err
			}
		}
		if is() {
			return true, nil
		}
		d := s.crm.tests.Settle()
		if d == 0 || i == looks {
			return false, nil
		}
		if err := s.r.o.Sleep(s.r.ctx, d/looks); err != nil {
			return false, err
		}
	}
}

// judged makes a case of what became of an attempt.
func (r *run) judged(c *crm, title string, err error) (CaseResult, error) {
	x := CaseResult{Title: title, Outcome: Pass}
	if c != nil {
		x.CRM = c.name
	}
	var o obstacle
	var no refused
	switch {
	case err == nil:
	case errors.As(err, &o):
		x.Outcome, x.Detail = ByHand, o.why
		x.Steps = []string{"Try it with a record of your own, and remove the record."}
	case errors.As(err, &no):
		x.Outcome, x.Detail = Fail, capital(no.Error())
	default:
		return x, err
	}
	return x, nil
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// stage names a stage with its flow.
func (r *run) stage(at schema.Address) string {
	s := schema.Find[schema.Stage](r.a, at)
	if s == nil {
		return string(at)
	}
	return fmt.Sprintf("“%s” of %s", schema.Title(s), r.a.Track(at).Label())
}

func (r *run) stageOr(at schema.Address) string {
	if at == "" {
		return "no stage"
	}
	return r.stage(at)
}
