package odoo

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
)

// related says how records are related to those of another object: those that they belong to, which a field of theirs names, or
// those that name them.
type related struct {
	object string
	pyexpr.Link
	// from is the field of a record where the way begins; "" for records that others name.
	from string
}

// path is the way, field by field.
func (l related) path() []string { return strings.Split(l.Path, ".") }

// links are the ways to other objects of the database, as far as the database has them: Odoo's own, and the references of the
// catalog.
func (h *history) links() (out []related) {
	add := func(object string, l pyexpr.Link, from string) {
		model, first := h.model, strings.Split(l.Path, ".")[0]
		if from == "" {
			model = l.Model
		}
		if h.has[key(model, first)] && !slices.ContainsFunc(out, func(o related) bool {
			return o.object == object && o.Path == l.Path && (o.from == "") == (from == "")
		}) {
			out = append(out, related{object, l, from})
		}
	}
	r := resolver{h.compiler}
	for _, other := range h.a.ObjectNames() {
		if other == h.object {
			continue
		}
		if l, ok := r.Parent(h.object, other); ok && h.a.BelongsTo(h.object, other) {
			add(other, l, strings.Split(l.Path, ".")[0])
		}
		if l, ok := r.Children(h.object, other); ok && (h.a.BelongsTo(other, h.object) || h.a.HasMany(h.object, other)) {
			add(other, l, "")
		}
	}
	for _, f := range h.a.Fields {
		if f.Type.Kind != "reference" || !h.owns(f.Object) || !h.owns(f.Type.Object) {
			continue
		}
		l := pyexpr.Link{Model: h.names.model(f.Object), Path: h.homeOf(f.Object, f.Name).name}
		if f.Object == h.object {
			add(f.Type.Object, l, l.Path)
		}
		if f.Type.Object == h.object {
			if w := h.names.where(f.Object); w != nil {
				l.Where = [][2]any{{w[0], w[2]}}
			}
			add(f.Object, l, "")
		}
	}
	return out
}

// partnersRead is what is known of partners: whether they are companies, and which company each belongs to.
type partnersRead struct {
	client  *api.Client
	company map[int64]bool
	top     map[int64]int64
}

// learn reads partners, and those that they belong to.
func (p *partnersRead) learn(ctx context.Context, ids []int64) error {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return id == 0 || p.top[id] != 0 })
	if len(ids) == 0 {
		return nil
	}
	rows, err := p.client.SearchRead(ctx, api.Search{Model: partnerModel, Domain: []any{[]any{"id", "in", ids}}, Fields: []string{"is_company", "commercial_partner_id"}, IDs: true})
	if err != nil {
		return err
	}
	var tops []int64
	for _, r := range rows {
		p.company[r.ID()], p.top[r.ID()] = r.Bool("is_company"), r.One("commercial_partner_id")
		tops = append(tops, p.top[r.ID()])
	}
	if len(rows) < len(ids) { // gone meanwhile, or not to be seen: nothing leads there
		tops = slices.DeleteFunc(tops, func(id int64) bool { return slices.Contains(ids, id) })
	}
	return p.learn(ctx, tops)
}

// follow goes the rest of a way from a partner.
func (p *partnersRead) follow(id int64, path []string) int64 {
	for _, step := range path {
		if step == "commercial_partner_id" {
			id = p.top[id]
		}
	}
	return id
}

// link finds the records that are related to those of a page.
func (h *history) link(ctx context.Context, rows []api.Row, ids []int64, out []*providers.LiveRecord) error {
	links := h.links()
	known := &partnersRead{h.client, map[int64]bool{}, map[int64]int64{}}
	children := make([][]api.Row, len(links))
	var asked []int64
	for i, l := range links {
		first := l.path()[0]
		switch {
		case l.from == "":
			var err error
			if children[i], err = h.named(ctx, l, ids); err != nil {
				return err
			}
			if len(l.path()) > 1 {
				for _, c := range children[i] {
					asked = append(asked, c.One(first))
				}
			}
		case l.Model == "" && (len(l.Where) > 0 || len(l.path()) > 1): // a partner
			for _, row := range rows {
				asked = append(asked, row.One(first))
			}
		}
	}
	if err := known.learn(ctx, asked); err != nil {
		return err
	}
	at := map[int64]*providers.LiveRecord{}
	for i, id := range ids {
		at[id] = out[i]
	}
	type end struct {
		of     *providers.LiveRecord
		object string
		id     int64
	}
	seen := map[end]bool{}
	add := func(r *providers.LiveRecord, object string, id int64) {
		if x := (end{r, object, id}); r != nil && id != 0 && !seen[x] {
			seen[x] = true
			r.Links[object] = append(r.Links[object], strconv.FormatInt(id, 10))
		}
	}
	for i, l := range links {
		path := l.path()
		for _, c := range children[i] {
			add(at[known.follow(c.One(path[0]), path[1:])], l.object, c.ID())
		}
		if l.from == "" {
			continue
		}
		for n, row := range rows {
			id := known.follow(row.One(path[0]), path[1:])
			if len(l.Where) == 0 || l.Model != "" || known.top[id] != 0 && known.company[id] == (l.Where[0][1] == true) {
				add(out[n], l.object, id)
			}
		}
	}
	for n, row := range rows {
		if h.object == "deal" && h.a.BelongsTo("deal", "lead") && len(out[n].Links["lead"]) == 0 && h.owns("lead") && h.wasLead(row) {
			add(out[n], "lead", row.ID()) // the same record, which became an opportunity
		}
		if h.object == "lead" && h.a.BelongsTo("deal", "lead") && h.owns("deal") && row.Text(trackedType) == "opportunity" {
			add(out[n], "deal", row.ID())
		}
	}
	return nil
}

// named reads the records that name others.
func (h *history) named(ctx context.Context, l related, ids []int64) ([]api.Row, error) {
	domain := []any{[]any{l.Path, "in", ids}}
	for _, w := range l.Where {
		domain = append(domain, []any{w[0], "=", w[1]})
	}
	return h.client.SearchRead(ctx, api.Search{Model: l.Model, Domain: domain, Fields: []string{l.path()[0]}, IDs: true})
}

// wasLead tells whether an opportunity has a stage of a lifecycle of leads.
func (h *history) wasLead(row api.Row) bool {
	if h.model != leadModel || h.names.model("lead") != leadModel {
		return false
	}
	for _, t := range h.a.Tracks() {
		if f := h.trackHome(t); t.Object == "lead" && !h.inStages(t) && row.Text(f.name) != "" {
			return true
		}
	}
	return false
}
