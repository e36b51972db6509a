package emulator

// Companies and record rules are kept and can be read, so that a program sees what a user may not; the emulator itself hides nothing.

const (
	companyModel = "res.company"
	recordRules  = "ir.rule"
)

// accessFields are the fields of companies and record rules, and that of users with their companies, by model: id, name, label, type, flags and
// relation as in the seeds. Source: seen on Odoo 17.0.
var accessFields = map[string][][]any{
	recordRules: {{544, "name", "Name", "char", "s"}, {545, "active", "Active", "boolean", "s"}, {546, "model_id", "Model", "many2one", "qs", modelModel, "cascade"},
		{547, "groups", "Groups", "many2many", "s", "res.groups"}, {548, "domain_force", "Domain", "text", "s"}, {549, "perm_read", "Read", "boolean", "s"},
		{553, "id", "ID", "integer", "rs"}, {554, "display_name", "Display Name", "char", "r"}, {559, "global", "Global", "boolean", "rs"}},
	companyModel: {{1023, "name", "Company Name", "char", "qs"}, {1024, "active", "Active", "boolean", "s"}, {1063, "id", "ID", "integer", "rs"},
		{1064, "display_name", "Display Name", "char", "r"}},
	"res.users": {{1111, "company_ids", "Companies", "many2many", "s", companyModel}},
}

// accessLabels are the models of accessFields with what people call them.
var accessLabels = [][2]string{{recordRules, "Record Rule"}, {companyModel, "Companies"}}

// seededRules are the rules that Odoo's apps bring for the models of records: model, name, condition, and the group that it is for; "" is
// everybody. Source: seen on Odoo 17.0.
var seededRules = [][4]string{
	{leadModel, "Personal Leads", "['|',('user_id','=',user.id),('user_id','=',False)]", "group_sale_salesman"},
	{leadModel, "CRM Lead Multi-Company", "[('company_id', 'in', company_ids + [False])]"},
	{leadModel, "All Leads", "[(1,'=',1)]", "group_sale_salesman_all_leads"},
	{"crm.team", "All Salesteam", "[(1,'=',1)]", "group_sale_salesman_all_leads"},
	{"crm.team", "Sales Team multi-company", "[('company_id', 'in', company_ids + [False])]"},
	{partner, "res.partner company", "['|', '|', ('partner_share', '=', False), ('company_id', 'parent_of', company_ids), ('company_id', '=', False)]"},
}

// seedAccess makes a database's company, in which all users are, and its record rules, where it has none yet.
func (d *database) seedAccess() {
	if d.has(recordRules) {
		return
	}
	free := func(model string, id int64) int64 {
		if d.get(model, id) != nil {
			id = d.table(model).next
		}
		return id
	}
	for i, l := range accessLabels {
		d.table(modelModel).put(free(modelModel, []int64{36, 94}[i]), record{"model": l[0], "name": l[1], "transient": false})
	}
	for model, fields := range accessFields {
		for _, f := range fields {
			r := record{"model": model, "model_id": d.modelID(model), "name": f[1], "field_description": f[2], "ttype": f[3], "state": "base"}
			for _, flag := range text(f[4]) {
				r[map[rune]string{'q': "required", 'r': "readonly", 's': "store"}[flag]] = true
			}
			if len(f) > 5 {
				r["relation"] = f[5]
			}
			if len(f) > 6 {
				r["on_delete"] = f[6]
			}
			d.table(fieldModel).put(free(fieldModel, int64(f[0].(int))), r)
		}
	}
	d.fields = nil
	d.restore(companyModel, map[string]any{"id": 1.0, "name": "My Company", "active": true})
	for i, r := range seededRules {
		row := map[string]any{"id": float64(i + 1), "name": r[1], "model_id": float64(d.modelID(r[0])), "domain_force": r[2], "active": true, "perm_read": true, "global": r[3] == ""}
		if group := d.get(dataModel, d.find(dataModel, record{"module": "sales_team", "name": r[3]})); group != nil {
			row["groups"] = []any{group["res_id"]}
		}
		d.restore(recordRules, row)
	}
	for _, id := range d.ids("res.users") {
		d.get("res.users", id)["company_ids"] = []int64{1}
	}
}
