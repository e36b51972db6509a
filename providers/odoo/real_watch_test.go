package odoo

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// workArch is the architecture of testdata/work.hcl.
func workArch(t testing.TB) *schema.Architecture {
	t.Helper()
	src, err := os.ReadFile("testdata/work.hcl")
	if err != nil {
		t.Fatal(err)
	}
	r := hclschema.LoadFiles(map[string][]byte{"work.hcl": src}, hclschema.Options{})
	if r.Architecture == nil { // it leaves out what is asked of definitions that people agree on
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

// watch is a real database in which somebody works.
type watch struct {
	*testing.T
	p     *Provider
	as    *api.Client      // whoever works now
	users map[string]int64 // by the name before the @ of the login
}

// watched applies an architecture to an empty database with users who may do what salespeople may, for their own records alone, and
// lets the first of them work.
func watched(t *testing.T, a *schema.Architecture) *watch {
	t.Helper()
	p := emptyReal(t)
	w := &watch{T: t, p: p, users: map[string]int64{}}
	groups := []int64{w.ref("base.group_user"), w.ref("sales_team.group_sale_salesman"), w.ref("base.group_partner_manager")}
	first := ""
	for _, team := range a.Teams {
		for _, m := range team.Members {
			if first == "" {
				first = m.Identity
			}
			name, _, _ := strings.Cut(m.Identity, "@")
			rows, err := p.client.SearchRead(t.Context(), api.Search{Model: "res.users", Domain: []any{[]any{"login", "=", m.Identity}, []any{"active", "in", []bool{true, false}}}, Fields: []string{"id"}})
			w.must(err)
			user := map[string]any{"name": name, "login": m.Identity, "active": true, "password": "at-work", "email": m.Identity, "notification_type": "inbox", rightsOf(p): []any{[]any{6, 0, groups}}}
			if len(rows) == 0 {
				ids, err := p.client.Create(t.Context(), "res.users", []map[string]any{user})
				w.must(err)
				w.users[name] = ids[0]
			} else { // another test has made it
				w.users[name] = rows[0].ID()
				w.must(p.client.Write(t.Context(), "res.users", []int64{rows[0].ID()}, user))
			}
		}
	}
	w.wipePartners()
	w.p = withModels(t, a, openReal(t, Options{}))
	applyReal(t, a, w.p)
	w.works(first)
	return w
}

// wipePartners deletes what earlier tests left, but for people who can log in.
func (w *watch) wipePartners() {
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: partnerModel, Domain: []any{[]any{"user_ids", "=", false}, []any{"comment", "ilike", "at work"}}, Fields: []string{"id"}})
	w.must(err)
	for _, r := range rows {
		_ = w.p.client.Unlink(w.Context(), partnerModel, []int64{r.ID()})
	}
}

// works lets a user work.
func (w *watch) works(login string) {
	w.Helper()
	c, err := api.Connect(w.Context(), api.Options{URL: w.p.settings.url, Database: w.p.settings.database, User: login, Key: web.NewSecret("at-work"), Lang: "en_US", UserAgent: "stagecraft"})
	w.must(err)
	w.Cleanup(c.Close)
	w.as = c
}

func (w *watch) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// ref is the number of what an external id names.
func (w *watch) ref(xmlid string) int64 {
	w.Helper()
	mod, name, _ := strings.Cut(xmlid, ".")
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: "ir.model.data", Domain: []any{[]any{"module", "=", mod}, []any{"name", "=", name}}, Fields: []string{"res_id"}})
	w.must(err)
	if len(rows) != 1 {
		w.Fatalf("there is no %s", xmlid)
	}
	return int64(rows[0].Number("res_id"))
}

// stage is the number of a stage of the pipeline of sales.
func (w *watch) stage(name string) int64 {
	w.Helper()
	id, err := w.p.dir.id(w.Context(), "crm.stage", "stage/sales/"+name)
	w.must(err)
	return id
}

// enter makes a record as whoever works.
func (w *watch) enter(model string, v map[string]any) int64 {
	w.Helper()
	ids, err := w.as.Create(w.Context(), model, []map[string]any{v})
	w.must(err)
	return ids[0]
}

func (w *watch) person(v map[string]any) int64 {
	w.Helper()
	v["is_company"] = false
	v["comment"] = "at work"
	if v["name"] == nil {
		v["name"] = "Pat"
	}
	return w.enter(partnerModel, v)
}

func (w *watch) company(v map[string]any) int64 {
	w.Helper()
	v["is_company"], v["comment"] = true, "at work"
	return w.enter(partnerModel, v)
}

func (w *watch) write(model string, id int64, v map[string]any) {
	w.Helper()
	w.must(w.as.Write(w.Context(), model, []int64{id}, v))
}

// refused wants a save to be refused in these words.
func (w *watch) refused(err error, words ...string) {
	w.Helper()
	if !providers.IsKind(err, providers.Invalid) {
		w.Errorf("the save gives %v, wanted a refusal with %q", err, words)
		return
	}
	for _, x := range words {
		if !strings.Contains(err.Error(), x) {
			w.Errorf("the refusal does not say %q: %v", x, err)
		}
	}
}

// row is a record as it is.
func (w *watch) row(model string, id int64, fields ...string) api.Row {
	w.Helper()
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: model, Domain: []any{[]any{"id", "=", id}, []any{"active", "in", []bool{true, false}}}, Fields: fields})
	w.must(err)
	if len(rows) != 1 {
		w.Fatalf("%s %d is not there", model, id)
	}
	return rows[0]
}

// owner is the name of whose record it is; "" for nobody's.
func (w *watch) owner(model string, id int64) string {
	w.Helper()
	u := w.row(model, id, "user_id").One("user_id")
	for name, x := range w.users {
		if x == u {
			return name
		}
	}
	if u == 0 {
		return ""
	}
	return "somebody else"
}

func (w *watch) same(what string, got, want any) {
	w.Helper()
	if got != want {
		w.Errorf("%s: %v, want %v", what, got, want)
	}
}

// activities are the summaries of what is to be done about a record, each with who does it.
func (w *watch) activities(model string, id int64) (out []string) {
	w.Helper()
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: "mail.activity", Domain: []any{[]any{"res_model", "=", model}, []any{"res_id", "=", id}}, Fields: []string{"summary", "user_id"}, Order: "id"})
	w.must(err)
	for _, r := range rows {
		who := "somebody else"
		for name, x := range w.users {
			if x == r.One("user_id") {
				who = name
			}
		}
		out = append(out, who+": "+r.Text("summary"))
	}
	return out
}

// log counts the messages of a record that say something.
func (w *watch) log(model string, id int64, words string) int {
	w.Helper()
	n, err := w.p.client.Count(w.Context(), "mail.message", []any{[]any{"model", "=", model}, []any{"res_id", "=", id}, []any{"body", "ilike", words}})
	w.must(err)
	return int(n)
}

// ago writes that a clock was started so long ago. No rule looks at it.
func (w *watch) ago(model string, id int64, field string, ago time.Duration) {
	w.Helper()
	w.must(w.p.client.Write(w.Context(), model, []int64{id}, map[string]any{field: time.Now().UTC().Add(-ago).Format(time.DateTime)}))
}

// tick lets Odoo's clock run, which ran so long ago for the last time.
func (w *watch) tick(since time.Duration) {
	w.Helper()
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: "base.automation", Domain: []any{[]any{"trigger", "=", "on_time"}}, Fields: []string{"id"}})
	w.must(err)
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.ID())
	}
	w.must(w.p.client.Write(w.Context(), "base.automation", ids, map[string]any{"last_run": time.Now().UTC().Add(-since).Format(time.DateTime)}))
	_, err = api.Do[any](w.Context(), w.p.client, api.Call{Model: "ir.cron", Method: "method_direct_trigger", IDs: []int64{w.ref("base_automation.ir_cron_data_base_automation_check")}, Effect: sets})
	w.must(err)
}

// part is a part of what is watched, in a test of its own.
func (w *watch) part(name string, f func(w *watch)) {
	w.Run(name, func(t *testing.T) {
		part := *w
		part.T = t
		f(&part)
	})
}

// ids are the numbers of records.
func (w *watch) ids(model string, domain []any) (ids []int64, err error) {
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: model, Domain: domain, Fields: []string{"id"}})
	for _, r := range rows {
		ids = append(ids, r.ID())
	}
	return ids, err
}
