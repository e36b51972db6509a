package emulator

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// assigns tells whether assignment rules are applied: unless the client says otherwise, they are [doc].
func (c *call) assigns() bool {
	return !strings.EqualFold(c.r.Header.Get("Sforce-Auto-Assign"), "FALSE")
}

// sobjects carries out what is asked below /sobjects.
func (c *call) sobjects(p []string, tooling bool) (any, error) {
	e := c.engine()
	if len(p) == 0 {
		return e.describeAll(c.base(), tooling), nil
	}
	t := e.table(p[0])
	if t == nil || t.tooling && !tooling {
		return nil, notFound()
	}
	switch {
	case len(p) == 1 && c.r.Method == http.MethodPost:
		return c.create(e, t)
	case len(p) == 1 && c.r.Method == http.MethodGet:
		return map[string]any{"objectDescribe": e.describeBrief(t, c.base()), "recentItems": []any{}}, nil
	case len(p) == 2 && p[1] == "describe" && c.r.Method == http.MethodGet:
		return c.describe(e, t), nil
	case len(p) == 2:
		return c.single(e, t, p[1])
	case len(p) == 3:
		return c.byExternalID(e, t, p[1], p[2])
	}
	return nil, notFound()
}

func (c *call) create(e *engine, t *table) (any, error) {
	in, err := recordBody(c.body)
	if err != nil {
		return nil, err
	}
	id, err := c.save(e, t.name, "", in, c.assigns())
	if err != nil {
		return nil, err
	}
	c.status = http.StatusCreated
	return outcome(id, nil), nil
}

// single reads, changes or deletes one record.
func (c *call) single(e *engine, t *table, id string) (any, error) {
	switch c.r.Method {
	case http.MethodGet:
		r := t.find(id)
		if r == nil || truth(r.Values["IsDeleted"]) {
			return nil, noRecord()
		}
		return c.read(e, t, r, c.query.Get("fields"))
	case http.MethodPatch:
		in, err := recordBody(c.body)
		if err != nil {
			return nil, err
		}
		_, err = c.save(e, t.name, id, in, c.assigns())
		return nil, err
	case http.MethodDelete:
		return nil, c.remove(e, t, id)
	}
	return nil, refuse(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "HTTP Method '%s' not allowed. Allowed are DELETE,GET,HEAD,PATCH", c.r.Method)
}

func noRecord() *apiError {
	return refuse(http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
}

// read writes a record with the fields that are asked for, or all.
func (c *call) read(e *engine, t *table, r *crmRecord, fields string) (any, error) {
	v := view{e, t, r}
	out := &jsonObject{}
	out.set("attributes", attributes(c.base(), v))
	for _, name := range strings.FieldsFunc(fields, func(r rune) bool { return r == ',' || r == ' ' }) {
		if t.field(name) == nil {
			return nil, bad("INVALID_FIELD", "No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.", name, t.name)
		}
	}
	for _, f := range t.fields {
		if fields == "" || slices.ContainsFunc(strings.Split(fields, ","), func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), f.name) }) {
			out.set(f.name, wire(f, v.value(f)))
		}
	}
	return out, nil
}

// remove puts a record into the recycle bin, where queryAll still finds it.
func (c *call) remove(e *engine, t *table, id string) error {
	r := t.find(id)
	switch {
	case r == nil || !t.writable:
		return noRecord()
	case truth(r.Values["IsDeleted"]):
		return refuse(http.StatusNotFound, "ENTITY_IS_DELETED", "entity is deleted")
	}
	if err := c.locked(r.id()); err != nil {
		return err
	}
	gone := &crmRecord{Values: maps.Clone(r.Values)}
	gone.Values["IsDeleted"] = true
	e.st.keep(t.name, gone)
	return nil
}

// external finds the record that has a value in an external id.
func (e *engine) external(t *table, name, value string) (*field, *crmRecord, error) {
	f := t.field(name)
	if f == nil || f.name != "Id" && !f.doc.is("externalId") {
		return nil, nil, refuse(http.StatusNotFound, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: %s", name)
	}
	var found []*crmRecord
	for _, r := range t.rows() {
		if v := text(r.Values[f.name]); !truth(r.Values["IsDeleted"]) && (strings.EqualFold(v, value) || f.name == "Id" && v == id18(value)) {
			found = append(found, r)
		}
	}
	if len(found) > 1 {
		return nil, nil, refuse(http.StatusMultipleChoices, "DUPLICATE_VALUE", "duplicate external id %s: %d records have it", value, len(found)).on(f.name)
	}
	if len(found) == 0 {
		return f, nil, nil
	}
	return f, found[0], nil
}

func (c *call) byExternalID(e *engine, t *table, name, value string) (any, error) {
	f, r, err := e.external(t, name, value)
	if err != nil {
		return nil, err
	}
	if c.r.Method != http.MethodPatch {
		if r == nil {
			return nil, noRecord()
		}
		return c.single(e, t, r.id())
	}
	in, err := recordBody(c.body)
	if err != nil {
		return nil, err
	}
	out, err := c.upsert(e, t, f, value, r, in, c.assigns())
	if err != nil {
		return nil, err
	}
	if *out.Created {
		c.status = http.StatusCreated
	}
	return out, nil
}

// upsert changes the record that was found, or creates one with the external id.
func (c *call) upsert(e *engine, t *table, f *field, value string, r *crmRecord, in map[string]any, assign bool) (saved, error) {
	id, created := "", r == nil
	if r != nil {
		id = r.id()
	}
	in = maps.Clone(in)
	maps.DeleteFunc(in, func(k string, _ any) bool { return strings.EqualFold(k, f.name) })
	if created && f.name == "Id" {
		return saved{}, noRecord()
	}
	if created {
		in[f.name] = value
	}
	id, err := c.save(e, t.name, id, in, assign)
	out := outcome(id, err)
	out.Created = &created
	return out, err
}
