package odoo

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// org is what was learned of a database when it was opened. Of the zero org nothing is known: compiling without a
// database takes it for one with the apps that are needed and nothing of its own.
type org struct {
	known   bool
	version api.Version
	// modules are the installed ones, of those that matter here.
	modules map[string]bool
	// fields are those of each model, by model and technical name: of leads, partners, and models with fields of one's own.
	fields map[string]map[string]fieldInfo
	users  []user
	// admin tells whether the user may change fields and automations.
	admin bool
	sight *sight
}

// fieldInfo is what compiling needs to know of a field.
type fieldInfo struct {
	Label, Type, Relation string
	// Own is a field that people or Stagecraft added; others are Odoo's and cannot be changed.
	Own      bool
	Required bool
}

// user is somebody who can log in.
type user struct {
	ID                 int64
	Login, Name, Email string
	Active             bool
}

// modulesThatMatter are the apps that resource types need.
var modulesThatMatter = []string{"crm", "base_automation", "sale_crm", "project", "sales_team"}

// needed are those without which nothing works, as the Apps page calls them.
var needed = [][2]string{{"crm", "CRM"}, {"base_automation", "Automation Rules"}}

// learn reads what compiling needs to know.
func learn(ctx context.Context, c *api.Client) (*org, error) {
	o := &org{known: true, version: c.Version(), modules: map[string]bool{}, fields: map[string]map[string]fieldInfo{}}
	var langs []api.Row
	if err := together(
		func() error {
			rows, err := c.SearchRead(ctx, api.Search{Model: "ir.module.module", Domain: []any{[]any{"name", "in", modulesThatMatter}, []any{"state", "=", "installed"}}, Fields: []string{"name"}})
			for _, r := range rows {
				o.modules[r.Text("name")] = true
			}
			return err
		},
		func() error {
			rows, err := c.SearchRead(ctx, api.Search{Model: "ir.model.fields", Domain: fieldsOfInterest(), Fields: []string{"model", "name", "field_description", "ttype", "relation", "state", "required"}})
			for _, r := range rows {
				m := o.fields[r.Text("model")]
				if m == nil {
					m = map[string]fieldInfo{}
					o.fields[r.Text("model")] = m
				}
				m[r.Text("name")] = fieldInfo{r.Text("field_description"), r.Text("ttype"), r.Text("relation"), r.Text("state") == "manual", r.Bool("required")}
			}
			return err
		},
		func() (err error) { o.users, err = readUsers(ctx, c); return err },
		func() (err error) { o.sight, err = look(ctx, c); return err },
		func() (err error) {
			o.admin, err = api.Do[bool](ctx, c, api.Call{Model: "ir.model.fields", Method: "check_access_rights", Args: []api.Arg{{Name: "operation", Value: "create"}},
				Options: map[string]any{"raise_exception": false}, Effect: reads})
			return err
		},
		func() (err error) {
			langs, err = c.SearchRead(ctx, api.Search{Model: "res.lang", Domain: []any{[]any{"active", "=", true}}, Fields: []string{"code"}})
			return err
		},
	); err != nil {
		return nil, err
	}
	for _, m := range needed {
		if !o.modules[m[0]] {
			return nil, &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("the database has no app %q (%s); install it: Apps > %[1]s > Activate", m[1], m[0])}
		}
	}
	var codes []string
	for _, r := range langs {
		if r.Text("code") == c.Lang() {
			return o, nil
		}
		codes = append(codes, r.Text("code"))
	}
	return nil, providers.InvalidSetting("language", "%q is not active in the database; there are %s", c.Lang(), strings.Join(codes, ", "))
}

// fieldsOfInterest are all fields of leads and partners, and those of one's own of any model.
func fieldsOfInterest() []any {
	return []any{"|", []any{"model", "in", []string{leadModel, partnerModel}}, []any{"state", "=", "manual"}}
}

// readUsers reads who can log in, and who could before.
func readUsers(ctx context.Context, c *api.Client) ([]user, error) {
	rows, err := c.SearchRead(ctx, api.Search{Model: "res.users", Domain: []any{[]any{"share", "=", false}}, Fields: []string{"login", "name", "email", "active"}})
	out := make([]user, len(rows))
	for i, r := range rows {
		out[i] = user{r.ID(), r.Text("login"), r.Text("name"), r.Text("email"), r.Bool("active")}
	}
	return out, err
}

// login is that of a person whom an architecture names by address: the user whose login or e-mail address it is. ok is
// false when the database is known and has no such active user; then it is the address itself.
func (o *org) login(address string) (login string, ok bool) {
	for _, u := range o.users { // users may have no e-mail address
		if u.Active && address != "" && (strings.EqualFold(u.Login, address) || strings.EqualFold(u.Email, address)) {
			return u.Login, true
		}
	}
	return address, !o.known
}

// together runs requests at the same time and gives the first failure.
func together(requests ...func() error) error {
	errs := make([]error, len(requests))
	var wg sync.WaitGroup
	for i, do := range requests {
		wg.Go(func() { errs[i] = do() })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
