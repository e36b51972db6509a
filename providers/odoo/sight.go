package odoo

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// sight is what the user may see. Odoo counts and finds records within its record rules; what goes with a field, an option or a
// team goes from all records. The zero sight sees everything.
type sight struct {
	// denied tells that the user may not read the rules themselves.
	denied bool
	// all tells that rules do not hold for the user.
	all bool
	// rules are those that restrict what is read, by model.
	rules map[string][]recordRule
	// groups are the groups that the user is in.
	groups map[int64]bool
	// closed are the companies whose records the user does not see: those that it is not in, and archived ones.
	closed []string
}

// recordRule is a rule for everybody, or for groups of users.
type recordRule struct {
	name, domain string
	groups       []int64
}

// look reads the record rules, and to which companies and groups the user belongs. Without allowed companies in the context,
// Odoo works in all active companies of the user (res.users._get_company_ids).
func look(ctx context.Context, c *api.Client) (*sight, error) {
	s := &sight{all: c.UserID() == bySystem, rules: map[string][]recordRule{}, groups: map[int64]bool{}}
	if s.all {
		return s, nil
	}
	var rules, models, companies, fields []api.Row
	err := together(
		func() (err error) {
			rules, err = c.SearchRead(ctx, api.Search{Model: "ir.rule", Domain: []any{[]any{"active", "=", true}, []any{"perm_read", "=", true}},
				Fields: []string{"name", "model_id", "domain_force", "groups"}, IDs: true})
			return err
		},
		func() (err error) {
			models, err = c.SearchRead(ctx, api.Search{Model: "ir.model", Fields: []string{"model"}})
			return err
		},
		func() (err error) {
			companies, err = c.SearchRead(ctx, api.Search{Model: "res.company", Fields: []string{"name", "active"}})
			return err
		},
		func() (err error) {
			fields, err = c.SearchRead(ctx, api.Search{Model: fieldModel, Fields: []string{"model", "name"}, Domain: []any{
				[]any{"model", "=", "res.users"}, []any{"name", "in", groupFields}}})
			return err
		},
	)
	if providers.IsKind(err, providers.Permission) {
		return &sight{denied: true}, nil
	}
	if err != nil {
		return nil, err
	}
	groups := ""
	for _, name := range groupFields {
		if slices.ContainsFunc(fields, func(r api.Row) bool { return r.Text("name") == name }) {
			groups = name
		}
	}
	me, err := c.SearchRead(ctx, api.Search{Model: "res.users", Domain: []any{[]any{"id", "=", c.UserID()}}, Fields: []string{"company_ids", groups}})
	if err != nil {
		return nil, err
	}
	var mine []int64
	for _, r := range me {
		mine = r.Many("company_ids")
		for _, id := range r.Many(groups) {
			s.groups[id] = true
		}
	}
	for _, r := range companies {
		switch {
		case !r.Bool("active"):
			s.closed = append(s.closed, fmt.Sprintf("%q (archived)", r.Text("name")))
		case !slices.Contains(mine, r.ID()):
			s.closed = append(s.closed, fmt.Sprintf("%q", r.Text("name")))
		}
	}
	names := map[int64]string{}
	for _, r := range models {
		names[r.ID()] = r.Text("model")
	}
	for _, r := range rules {
		m := names[r.One("model_id")]
		s.rules[m] = append(s.rules[m], recordRule{r.Text("name"), r.Text("domain_force"), r.Many("groups")})
	}
	return s, nil
}

// groupFields are the fields of a user that hold its groups; the last one that there is has all of them. Source: Odoo 17.0 and 19.0.
var groupFields = []string{"groups_id", "group_ids", "all_group_ids"}

// hides says why records of a model may be out of the user's sight, and what to do; "" when all are seen. Rules for everybody must
// all let a record pass, and of those for the user's groups one.
func (s *sight) hides(model string) string {
	if s == nil || s.all {
		return ""
	}
	if s.denied {
		return "it may not read Odoo's record rules, so that nobody knows what they hide from it; give it the right Administration: Access Rights"
	}
	var why []string
	byCompany := false
	var mine []string // rules of the user's groups
	open := false
	for _, r := range s.rules[model] {
		of, restricts := s.restricts(model, r.domain)
		switch {
		case len(r.groups) > 0 && !slices.ContainsFunc(r.groups, func(id int64) bool { return s.groups[id] }):
		case len(r.groups) > 0:
			mine, open = append(mine, r.name), open || !restricts
		case restricts && of:
			byCompany = true
		case restricts:
			why = append(why, fmt.Sprintf("the record rule %q holds for it; turn the rule off meanwhile (Settings > Technical > Record Rules)", r.name))
		}
	}
	if len(mine) > 0 && !open {
		why = append(why, fmt.Sprintf("it sees what the record rule %q shows; give it a right that shows all (Settings > Users)", strings.Join(mine, `", "`)))
	}
	if byCompany {
		why = append(why, fmt.Sprintf("it does not work in %s %s; give it these companies (Settings > Users > Allowed Companies), and restore archived ones meanwhile",
			map[bool]string{true: "the company", false: "the companies"}[len(s.closed) == 1], strings.Join(s.closed, ", ")))
	}
	return strings.Join(why, "; ")
}

// The conditions of record rules that can be judged: those that always hold, and those on the company of a record, joined by "or".
var (
	always     = regexp.MustCompile(`^\[?(\(1,'=',1\)|\[1,'=',1\])?\]?$`)
	companyRow = regexp.MustCompile(`\('(company_id|partner_share)','(=|in|parent_of|child_of)',(False|company_ids|company_ids\+\[False\]|\[False\]\+company_ids)\)`)
	ored       = regexp.MustCompile(`^\[('\|',)*(L,?)+\]$`)
	spaces     = regexp.MustCompile(`\s+`)
)

// restricts tells whether a rule may keep records of a model from the user, and whether it does so by company alone.
func (s *sight) restricts(model, domain string) (byCompany, restricts bool) {
	d := strings.ReplaceAll(spaces.ReplaceAllString(domain, ""), `"`, "'")
	if always.MatchString(d) {
		return false, false
	}
	leaves := companyRow.FindAllStringSubmatch(d, -1)
	rest := companyRow.ReplaceAllString(d, "L")
	if !ored.MatchString(rest) || strings.Count(rest, "L") != strings.Count(rest, "|")+1 {
		return false, true
	}
	// Records of other apps always have a company, that of their journal or warehouse.
	own, none := false, model != leadModel && model != partnerModel && !strings.HasPrefix(model, "x_")
	for _, l := range leaves {
		if l[1] == "company_id" {
			own = own || l[2] != "=" && strings.Contains(l[3], "company_ids")
			none = none || strings.Contains(l[3], "False")
		}
	}
	if !own || !none {
		return false, true
	}
	return true, len(s.closed) > 0
}

// unseen is the error of taking something from records of which the user may not see all; nil where it sees all.
func (o *org) unseen(model string) error {
	why := o.sight.hides(model)
	if why == "" {
		return nil
	}
	return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("what goes would go from records of %s that the user cannot see and that are not counted: %s", model, why)}
}
