package emulator

// call is a method with its arguments by name.
type call struct {
	d      *database
	model  string
	method string
	ids    []int64
	args   map[string]any
}

// method of a model. Those on records take ids first.
type method struct {
	records bool
	params  []string
	needs   int  // how many of them must be given
	open    bool // takes others, too
	writes  bool
	run     func(*call) (any, *exception)
}

// none is the result of a method that returns nothing.
type none struct{}

// methods that all models have, or the named one alone: "MODEL.METHOD".
var methods = map[string]method{
	"search":              {params: []string{"domain", "offset", "limit", "order"}, needs: 1, run: (*call).search},
	"search_read":         {params: []string{"domain", "fields", "offset", "limit", "order", "load"}, run: (*call).searchRead},
	"search_count":        {params: []string{"domain", "limit"}, needs: 1, run: (*call).count},
	"read":                {records: true, params: []string{"fields", "load"}, run: (*call).read},
	"read_group":          {params: []string{"domain", "fields", "groupby", "offset", "limit", "orderby", "lazy"}, needs: 3, run: (*call).readGroup},
	"fields_get":          {params: []string{"allfields", "attributes"}, run: (*call).fieldsGet},
	"check_access_rights": {params: []string{"operation", "raise_exception"}, needs: 1, run: func(*call) (any, *exception) { return true, nil }},
	"create":              {params: []string{"vals_list"}, needs: 1, writes: true, run: (*call).create},
	"write":               {records: true, params: []string{"vals"}, needs: 1, writes: true, run: (*call).write},
	"unlink":              {records: true, writes: true, run: (*call).unlink},
	"load":                {params: []string{"fields", "data"}, needs: 2, writes: true, run: (*call).load},
	"action_archive":      {records: true, writes: true, run: func(c *call) (any, *exception) { return c.activate(false) }},
	"action_unarchive":    {records: true, writes: true, run: func(c *call) (any, *exception) { return c.activate(true) }},
	"res.users.context_get": {run: func(c *call) (any, *exception) {
		return map[string]any{"lang": "en_US", "tz": false, "uid": c.d.uid}, nil
	}},
	"message_post":             {records: true, params: []string{}, open: true, writes: true, run: (*call).post},
	"crm.lead.action_set_lost": {records: true, params: []string{}, open: true, writes: true, run: (*call).lose},
	"ir.config_parameter.set_param": {params: []string{"key", "value"}, needs: 2, writes: true, run: func(c *call) (any, *exception) {
		return c.d.setParameter(text(c.args["key"]), c.args["value"])
	}},
	"ir.config_parameter.get_param": {params: []string{"key", "default"}, needs: 1, run: func(c *call) (any, *exception) {
		if v := c.d.parameter(text(c.args["key"])); v != nil {
			return v, nil
		}
		return false, nil
	}},
	"ir.model.data.check_object_reference": {params: []string{"module", "xml_id"}, needs: 2, run: (*call).reference},
	"res.config.settings.default_get":      {params: []string{"fields"}, needs: 1, run: func(c *call) (any, *exception) { return c.d.form(texts(c.args["fields"])), nil }},
	"res.config.settings.execute": {records: true, writes: true, run: func(c *call) (any, *exception) {
		for _, id := range c.ids {
			if e := c.d.saveForm(id); e != nil {
				return nil, e
			}
		}
		return map[string]any{"type": "ir.actions.client", "tag": "reload"}, nil
	}},
}

func methodOf(model, name string) (method, bool) {
	if m, ok := methods[model+"."+name]; ok {
		return m, true
	}
	m, ok := methods[name]
	return m, ok
}

// place names arguments that came by place.
func (m method) place(c *call, args []any, options map[string]any) *exception {
	c.args = map[string]any{}
	params := m.params
	if m.records && len(args) > 0 {
		c.ids, args = idList(args[0]), args[1:]
	}
	if len(args) > len(params) {
		return raise("builtins.TypeError", "%s() takes %d positional arguments but %d were given", c.method, len(params)+1, len(args)+1)
	}
	for i, v := range args {
		c.args[params[i]] = v
	}
	for k, v := range options {
		c.args[k] = v
	}
	return nil
}

// carryOut finds the method and runs it.
func (c *call) carryOut() (any, *exception) {
	m, ok := methodOf(c.model, c.method)
	switch {
	case !c.d.has(c.model):
		return nil, userError("Object %s doesn't exist", c.model)
	case !ok:
		return nil, raise("builtins.AttributeError", "The method '%s' does not exist on the model '%s'", c.method, c.model)
	}
	return m.run(c)
}

func texts(v any) []string {
	list, _ := v.([]any)
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = text(x)
	}
	return out
}

func (c *call) query() query {
	context, _ := c.args["context"].(map[string]any)
	return query{model: c.model, domain: c.args["domain"], order: text(c.args["order"]), offset: number(c.args["offset"]), limit: number(c.args["limit"]), all: context["active_test"] == false}
}

func (c *call) search() (any, *exception) {
	ids, e := c.d.search(c.query())
	if ids == nil {
		ids = []int64{}
	}
	return ids, e
}

func (c *call) searchRead() (any, *exception) {
	ids, e := c.d.search(c.query())
	if e != nil {
		return nil, e
	}
	return c.d.read(c.model, ids, texts(c.args["fields"]), c.bare())
}

func (c *call) count() (any, *exception) {
	ids, e := c.d.search(c.query())
	return len(ids), e
}

func (c *call) read() (any, *exception) {
	return c.d.read(c.model, c.ids, texts(c.args["fields"]), c.bare())
}

// bare tells whether records that others refer to are to come without their names.
func (c *call) bare() bool {
	load, given := c.args["load"]
	return given && load != "_classic_read"
}

func (c *call) readGroup() (any, *exception) {
	by := texts(c.args["groupby"])
	if s := text(c.args["groupby"]); s != "" {
		by = []string{s}
	}
	if len(by) != 1 {
		return nil, notEmulated("groups by one field")
	}
	return c.d.group(c.query(), by[0])
}

func (c *call) fieldsGet() (any, *exception) {
	return c.d.describe(c.model, texts(c.args["allfields"]), texts(c.args["attributes"]))
}

// create takes the values of one record, or those of several in a list.
func (c *call) create() (any, *exception) {
	if one, ok := c.args["vals_list"].(map[string]any); ok {
		return c.d.create(c.model, one)
	}
	list, _ := c.args["vals_list"].([]any)
	ids := []int64{}
	for _, v := range list {
		vals, ok := v.(map[string]any)
		if !ok {
			return nil, valueError("%s is no dictionary", repr(v))
		}
		id, e := c.d.create(c.model, vals)
		if e != nil {
			return nil, e
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (c *call) write() (any, *exception) {
	vals, _ := c.args["vals"].(map[string]any)
	context, _ := c.args["context"].(map[string]any)
	c.d.untracked = context["mail_notrack"] == true
	defer func() { c.d.untracked = false }()
	return true, c.d.write(c.model, c.ids, vals)
}

func (c *call) unlink() (any, *exception) { return true, c.d.unlink(c.model, c.ids) }

func (c *call) load() (any, *exception) {
	var rows [][]string
	list, _ := c.args["data"].([]any)
	for _, row := range list {
		rows = append(rows, texts(row))
	}
	return c.d.load(c.model, texts(c.args["fields"]), rows)
}

func (c *call) activate(on bool) (any, *exception) {
	return none{}, c.d.write(c.model, c.ids, map[string]any{"active": on})
}

// lose archives leads with a reason.
func (c *call) lose() (any, *exception) {
	return none{}, c.d.write(c.model, c.ids, map[string]any{"active": false, "probability": 0.0, "lost_reason_id": c.args["lost_reason_id"]})
}

func (c *call) reference() (any, *exception) {
	id := c.d.find(dataModel, record{"module": text(c.args["module"]), "name": text(c.args["xml_id"])})
	if id == 0 {
		return nil, valueError("No record found for unique ID %s.%s. It may have been deleted.", c.args["module"], c.args["xml_id"])
	}
	r := c.d.get(dataModel, id)
	return []any{r["model"], number(r["res_id"])}, nil
}
