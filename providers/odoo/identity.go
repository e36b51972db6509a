package odoo

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// module is the one under which Odoo keeps the identities of what Stagecraft created (ir.model.data). It is no module
// that could be installed, so that no upgrade removes them.
const module = "stagecraft"

// nounOf is how a resource type is called in identities: "stage" for odoo_stage.
func nounOf(typ string) string { return strings.TrimPrefix(typ, provider+"_") }

// external is the external id of an origin and part, by which compiling names what has no other name: "stage/lead/new",
// "handoff/to_ae#owner". It can be read back.
func external(origin schema.Address, part string) string {
	s := strings.ReplaceAll(string(origin), ".", "/")
	if part != "" {
		s += "#" + part
	}
	return escape(s)
}

// identity is the name that Odoo keeps an external id of Stagecraft's own under, beside the module.
func identity(typ, name string) string { return nounOf(typ) + ":" + name }

// escape writes the characters that an identity must not have, dots and white space, with the percent sign.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '.' || r == '%' || r <= ' ' || r == 0x7f {
			b.WriteString("%" + hex[r>>4&15:][:1] + hex[r&15:][:1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

const hex = "0123456789ABCDEF"

// own tells whether an external id is one that Stagecraft gives: no module, and no model with a number.
func own(externalID string) bool {
	return externalID != "" && !strings.ContainsAny(externalID, "., \t\n")
}

// origin reads the address of a resource back from the name of an identity; ok is false for a name that is none.
func origin(name string) (typ string, address schema.Address, part string, ok bool) {
	noun, rest, found := strings.Cut(name, ":")
	o, part, _ := strings.Cut(rest, "#")
	o, err := url.PathUnescape(o)
	p, perr := url.PathUnescape(part)
	if !found || err != nil || perr != nil {
		return "", "", "", false
	}
	return provider + "_" + noun, schema.Address(strings.ReplaceAll(o, "/", ".")), p, true
}

// identityOf is the name of the identity of an operation's object.
func identityOf(op *providers.Operation) string {
	if id := text(op.After["external_id"]); id != "" {
		return identity(op.Type, id)
	}
	_, origin, part := providers.SplitAddress(op.Address)
	return identity(op.Type, external(origin, part))
}

// identified are the models whose objects have external ids for natural keys. There are more views than all others together,
// and only those of Stagecraft's own are resources.
var identified = []string{"res.groups", "crm.team", "crm.lost.reason", "crm.tag", "crm.stage", "base.automation"}

// readIdentities gives the natural keys of objects by model. What another module brought is called as that module calls it,
// whoever else names it; what people exported has no name by that.
func readIdentities(ctx context.Context, c *api.Client) (map[string]*table, error) {
	all, err := c.SearchRead(ctx, api.Search{Model: identityModel, Fields: []string{"module", "name", "model", "res_id"},
		Domain: []any{"|", []any{"module", "=", module}, []any{"model", "in", identified}}})
	if err != nil {
		return nil, err
	}
	out := map[string]*table{}
	add := func(r api.Row, key string) {
		t := out[r.Text("model")]
		if t == nil {
			t = newTable()
			out[r.Text("model")] = t
		}
		t.add(key, int64(r.Number("res_id")))
	}
	for _, r := range all {
		if m := r.Text("module"); m != module && m != "__export__" {
			add(r, m+"."+r.Text("name"))
		}
	}
	for _, r := range all {
		if _, name, found := strings.Cut(r.Text("name"), ":"); r.Text("module") == module && found {
			add(r, name)
		}
	}
	return out, nil
}

// rename gives an object another external id of Stagecraft's own. Those of other modules stay, so that it cannot get one.
func rename(ctx context.Context, c *api.Client, model string, op *providers.Operation, id int64) error {
	was, will := text(op.Before["external_id"]), text(op.After["external_id"])
	switch {
	case !own(will):
		return invalid("external_id", "%s is what another module would call it; an object can only get a name of Stagecraft's own", will)
	case strings.Contains(was, ".") && !strings.Contains(was, ","):
		return invalid("external_id", "Odoo knows it as %s; name it so in its crm map", was)
	}
	if err := identify(ctx, c, model, map[string]int64{identity(op.Type, will): id}); err != nil || !own(was) {
		return err
	}
	old, err := c.SearchRead(ctx, api.Search{Model: identityModel, Fields: []string{"name"},
		Domain: []any{[]any{"module", "=", module}, []any{"name", "=", identity(op.Type, was)}}})
	if err != nil || len(old) == 0 {
		return err
	}
	return c.Unlink(ctx, identityModel, []int64{old[0].ID()})
}

// identityModel is where Odoo keeps external ids.
const identityModel = "ir.model.data"

// identify gives objects that have natural keys of their own in Odoo, such as fields, an identity beside: a lost state is made
// again from it. Objects that were called so before lose the name.
func identify(ctx context.Context, c *api.Client, model string, names map[string]int64) error {
	if len(names) == 0 {
		return nil
	}
	rows, err := c.SearchRead(ctx, api.Search{Model: identityModel, Fields: []string{"name", "res_id", "model"},
		Domain: []any{[]any{"module", "=", module}, []any{"name", "in", slices.Sorted(maps.Keys(names))}}})
	if err != nil {
		return err
	}
	names = maps.Clone(names)
	for _, r := range rows {
		id := names[r.Text("name")]
		delete(names, r.Text("name"))
		if int64(r.Number("res_id")) == id && r.Text("model") == model {
			continue
		}
		if err := c.Write(ctx, identityModel, []int64{r.ID()}, map[string]any{"model": model, "res_id": id}); err != nil {
			return err
		}
	}
	var fresh []map[string]any
	for _, name := range slices.Sorted(maps.Keys(names)) {
		fresh = append(fresh, map[string]any{"module": module, "name": name, "model": model, "res_id": names[name], "noupdate": true})
	}
	if len(fresh) == 0 {
		return nil
	}
	_, err = c.Create(ctx, identityModel, fresh)
	return err
}
