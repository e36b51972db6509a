package odoo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// history reads records of one object. What it needs to know of the database it learns first, in a fixed number of requests.
type history struct {
	*compiler
	client        *api.Client
	object, model string
	bare          bool
	kept          providers.Kept
	// live are the fields that the model has and that the user may read.
	live map[string]liveField
	// has are the fields of all models that the architecture speaks of: MODEL/NAME.
	has    map[string]bool
	fields []heldField
	tracks []*heldTrack
	// labels are those of options, by field.
	labels map[string]*optionLabels
	// stages are all stages of the architecture that are records, lost the reasons of losses by code.
	stages map[int64]bool
	lost   map[int64]string
	// rung are the clocks by what is posted when they run out, foreign those of other objects, which may share the record.
	rung    map[string]schema.Address
	foreign map[schema.Address]bool
	users   userList
}

// liveField is a field of the model.
type liveField struct {
	id        int64
	name, typ string
	tracked   bool
	// made is when somebody made it, written when it was changed last; both are zero for Odoo's own.
	made, written time.Time
}

// heldField is a field of the architecture with where Odoo holds it.
type heldField struct {
	name, kind string
	pyexpr.Field
}

// homes are the fields of Odoo that hold it.
func (f heldField) homes() []string {
	if len(f.Flags) == 0 {
		return []string{f.Name}
	}
	out := make([]string, len(f.Flags))
	for i, x := range f.Flags {
		out[i] = x[1]
	}
	return out
}

// heldTrack is a lifecycle or pipeline with the values or records that are its stages.
type heldTrack struct {
	track *schema.Track
	field string
	// records tells that stages are records, by number, and else values of a selection.
	records bool
	byValue map[string]schema.Address
	byID    map[int64]schema.Address
	// team of the pipeline, whose stages belong to it also when nobody declared them.
	team int64
}

// The models in which Odoo keeps its log.
const (
	messageModel = "mail.message"
	changeModel  = "mail.tracking.value"
)

// stageChanged is the field of a lead with the time of its last move in a pipeline.
const stageChanged = "date_last_stage_update"

// learn reads what the model has and what is logged of it.
func (h *history) learn(ctx context.Context) error {
	models := []string{h.model}
	for _, o := range h.a.ObjectNames() {
		if m := h.names.model(o); h.owns(o) && !slices.Contains(models, m) {
			models = append(models, m)
		}
	}
	var fields []api.Row
	var readable map[string]any
	var langs []api.Row
	logged, allowed := false, true
	if err := together(
		func() (err error) {
			fields, err = h.client.SearchRead(ctx, api.Search{Model: fieldModel, Domain: []any{[]any{"model", "in", models}}, Fields: []string{"model", "name", "ttype", "tracking", "state", "create_date", "write_date"}})
			return err
		},
		func() error {
			rows, err := h.client.SearchRead(ctx, api.Search{Model: "ir.model", Domain: []any{[]any{"model", "=", h.model}}, Fields: []string{"is_mail_thread"}})
			logged = len(rows) > 0 && rows[0].Bool("is_mail_thread")
			return err
		},
		func() (err error) { h.users, err = readPeople(ctx, h.client, h.a); return err },
		func() (err error) {
			langs, err = h.client.SearchRead(ctx, api.Search{Model: "res.lang", Domain: []any{[]any{"active", "=", true}}, Fields: []string{"code"}})
			return err
		},
		func() error {
			_, err := h.client.SearchRead(ctx, api.Search{Model: changeModel, Fields: []string{"field_id"}, Limit: 1, IDs: true})
			if allowed = !providers.IsKind(err, providers.Permission); !allowed {
				return nil
			}
			return err
		},
	); err != nil {
		return err
	}
	h.live, h.has = map[string]liveField{}, map[string]bool{}
	for _, r := range fields {
		h.has[key(r.Text("model"), r.Text("name"))] = true
	}
	if !h.has[key(h.model, "id")] {
		h.note("Nobody made the model %s yet, so that there are no such records.", h.model)
		return nil
	}
	readable, err := api.Do[map[string]any](ctx, h.client, api.Call{Model: h.model, Method: "fields_get", Args: []api.Arg{{Name: "allfields", Value: []string{}}, {Name: "attributes", Value: []string{"type"}}}, Effect: reads})
	if err != nil {
		return err
	}
	for _, r := range fields {
		if r.Text("model") == h.model && readable[r.Text("name")] != nil {
			l := liveField{id: r.ID(), name: r.Text("name"), typ: r.Text("ttype"), tracked: logged && allowed && r.Number("tracking") > 0}
			if r.Text("state") == "manual" {
				l.made, l.written = moment(r.Text("create_date")), moment(r.Text("write_date"))
			}
			h.live[l.name] = l
		}
	}
	if why := h.org.sight.hides(h.model); why != "" {
		h.note("Records of %s that the user cannot see are not looked at: %s.", h.model, why)
	}
	h.hold()
	if err := h.place(ctx); err != nil {
		return err
	}
	if err := h.label(ctx, langs); err != nil {
		return err
	}
	h.keep(logged, allowed)
	return h.date(ctx)
}

func (h *history) note(format string, args ...any) {
	h.kept.Notes = append(h.kept.Notes, fmt.Sprintf(format, args...))
}

// hold finds where the fields of the object are held: those of the catalog, those that every record has, the working state, codes of
// reasons and approvals.
func (h *history) hold() {
	h.kept = providers.Kept{Moves: map[schema.Address]bool{}, Fields: map[string]bool{}, Absent: map[string]bool{}}
	add := func(name, kind string, f pyexpr.Field, ok bool) {
		held := heldField{name, kind, f}
		for _, home := range held.homes() {
			l, there := h.live[home]
			if ok = ok && there; ok && len(f.Flags) == 0 {
				held.Type = l.typ
			}
		}
		if !ok {
			h.kept.Absent[name] = true
		} else if !slices.ContainsFunc(h.fields, func(o heldField) bool { return o.name == name }) {
			h.fields = append(h.fields, held)
		}
	}
	r := resolver{h.compiler}
	owner, ok := r.Field(h.object, "owner")
	add("owner", "user", owner, ok)
	add("created_at", "datetime", pyexpr.Field{Name: "create_date"}, true) // every model has them
	add("updated_at", "datetime", pyexpr.Field{Name: "write_date"}, true)
	for _, f := range h.a.Fields {
		if f.Object == h.object {
			home, ok := r.Field(h.object, f.Name)
			add(f.Name, f.Type.Kind, home, ok)
		}
	}
	for _, l := range h.a.Reasons {
		if f, ok := r.Field(h.object, l.Name); ok && l.Field == "" && (l.Object == "" || l.Object.Name() == h.object) {
			add(l.Name, "enum", f, true)
		}
	}
	for _, p := range h.a.Approvals {
		if p.Object.Name() == h.object {
			add(p.Address.Key()+"_approval", "enum", pyexpr.Field{Name: h.approvalHome(p).name}, true)
		}
	}
	if slices.ContainsFunc(h.a.Statuses, func(s *schema.Status) bool { return s.Object == h.object }) {
		add("status", "enum", pyexpr.Field{Name: h.statusHome(h.object).name}, true)
	}
}

// place finds the stages of the lifecycles and pipelines of the object, and the reasons of losses.
func (h *history) place(ctx context.Context) error {
	dir := newDirectory(h.client)
	find := func(model, key string) (int64, error) {
		id, err := dir.id(ctx, model, key)
		if providers.IsKind(err, providers.NotFound) { // not applied yet: no record is there
			return 0, nil
		}
		return id, err
	}
	h.stages, h.lost = map[int64]bool{}, map[int64]string{}
	for _, t := range h.a.Tracks() {
		records := h.inStages(t)
		if !h.owns(t.Object) || t.Object != h.object && !(records && h.model == leadModel) {
			continue
		}
		held := &heldTrack{track: t, field: h.trackHome(t).name, records: records, byValue: map[string]schema.Address{}, byID: map[int64]schema.Address{}}
		for _, s := range t.Stages {
			if !records {
				held.byValue[stageValue(s)] = s.Address
				continue
			}
			id, err := find("crm.stage", h.stageKey(t, s))
			if err != nil {
				return err
			}
			if id != 0 {
				held.byID[id], h.stages[id] = s.Address, true
			}
		}
		if records {
			var err error
			if held.team, err = find("crm.team", cmp.Or(t.CRM[provider], external(t.Block.Base().Address, ""))); err != nil {
				return err
			}
		}
		if _, there := h.live[held.field]; there && t.Object == h.object {
			h.tracks = append(h.tracks, held)
		}
	}
	for _, r := range h.lossReasons() {
		for _, code := range r.Codes {
			id, err := find("crm.lost.reason", external(r.Address, code.Name))
			if err != nil {
				return err
			}
			if id != 0 {
				h.lost[id] = code.Name
			}
		}
	}
	return nil
}

// lossReasons are the lists of reasons that are Odoo's own lost reasons, too.
func (h *history) lossReasons() (out []*schema.Reasons) {
	for _, r := range h.a.Reasons {
		at := engine.ReasonField(r, h.object)
		if _, _, l := at.Split(); r.Kind == "loss" && h.model == leadModel && len(l) == 2 && l[0] == h.object {
			out = append(out, r)
		}
	}
	return out
}

// changing are the tracked fields of Odoo whose changes are looked at.
func (h *history) changing() map[string]bool {
	out := map[string]bool{}
	names := []string{"active", "lost_reason_id", trackedType}
	for _, f := range h.fields {
		names = append(names, f.homes()...)
	}
	for _, t := range h.tracks {
		names = append(names, t.field)
	}
	for _, name := range names {
		if h.live[name].tracked {
			out[name] = true
		}
	}
	return out
}

// keep says what the log holds, and what it does not.
func (h *history) keep(logged, allowed bool) {
	records := h.a.Namer().Object(h.object)
	switch {
	case !logged:
		h.note("Odoo logs nothing of a %s: the model %s has no log.", strings.ToLower(records), h.model)
	case !allowed:
		h.note("The user may not read what changed in records; give it the right Administration: Settings.")
	}
	var silent []string
	for _, f := range h.fields {
		all := !slices.ContainsFunc(f.homes(), func(home string) bool { return !h.live[home].tracked })
		if h.kept.Fields[f.name] = all; !all && f.name != "created_at" && f.name != "updated_at" {
			silent = append(silent, h.a.Namer().Field(h.object, f.name))
		}
	}
	for _, t := range h.tracks {
		if h.kept.Moves[t.track.Address] = h.live[t.field].tracked; !h.live[t.field].tracked {
			silent = append(silent, "stages of "+t.track.Label())
		}
		labels := h.labels[t.field]
		if labels == nil {
			continue
		}
		for _, label := range sortedKeys(labels.values) {
			if len(labels.values[label]) > 1 {
				h.note("Several stages of “%s” are called “%s”, and the log has no more than the name: which one a record was in is known only where it still is.", t.track.Label(), label)
			}
		}
	}
	if len(silent) > 0 && logged && allowed {
		h.note("Odoo does not log changes of %s.", strings.Join(silent, ", "))
	}
	if logged && allowed {
		h.note("Odoo logs changes alone: what a record began with is what its first change left, so that nobody sees a change past the log before that.")
	}
	h.note("Odoo logs what people do under no common name, so that activities are not told.")
	h.rung, h.foreign = map[string]schema.Address{}, map[schema.Address]bool{}
	for _, s := range h.a.SLAs {
		st, _ := h.starting(newScript(), s.Starts)
		title := timeUp(schema.Title(s))
		if h.foreign[s.Address] = st.object != h.object; !h.foreign[s.Address] || h.rung[title] == "" {
			h.rung[title] = s.Address
		}
	}
	h.kept.Raised = logged && (h.model == leadModel || h.model == partnerModel)
}

// counts tells whether Odoo is asked for the time in stages of the records.
func (h *history) counts() bool {
	return !h.bare && h.live["duration_tracking"].id != 0 && slices.ContainsFunc(h.tracks, func(t *heldTrack) bool { return t.records && !h.kept.Moves[t.track.Address] })
}

// reading are the fields that are read of each record.
func (h *history) reading() []string {
	names := []string{"create_date", "create_uid", "write_date", "user_id", "active", trackedType, "team_id", stageChanged, "partner_id", "commercial_partner_id", "lost_reason_id"}
	if h.counts() {
		names = append(names, "duration_tracking")
	}
	for _, f := range h.fields {
		names = append(names, f.homes()...)
	}
	for _, t := range h.tracks {
		names = append(names, t.field)
	}
	for _, l := range h.links() {
		if l.from != "" {
			names = append(names, l.from)
		}
	}
	if h.model == leadModel {
		for _, t := range h.a.Tracks() { // a deal that has a stage of a lead's was one
			if t.Object == "lead" {
				names = append(names, h.trackHome(t).name)
			}
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool {
		guessed := name == "commercial_partner_id" && h.model == leadModel // Odoo 19 guesses it by the name of the company
		return h.live[name].id == 0 || guessed
	})
}
