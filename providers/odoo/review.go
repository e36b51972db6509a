package odoo

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Review finds, before a plan is carried out, what nobody declared and what works against what is declared.
func (p *Provider) Review(c *providers.Compiled, unmanaged []*providers.Live) diag.List {
	diags := review(c, unmanaged)
	models := []string{leadModel, partnerModel}
	for _, r := range c.Resources {
		if m := text(r.Values["model"]); r.Type == typeField && !slices.Contains(models, m) {
			models = append(models, m)
		}
	}
	for _, m := range models {
		if why := p.org.sight.hides(m); why != "" {
			diags.Warnf(diag.ProviderError, diag.Range{}, fmt.Sprintf("The user may not see all records of %s", m),
				"Counts of records are too low then, and no field, option, team or tag that they may have is deleted: %s.", why)
		}
	}
	return diags
}

// written are the fields that code writes, as far as that can be read: by write and create, or by an assignment.
var written = regexp.MustCompile(`['"]((?:x_[a-z0-9_]+)|stage_id|user_id|team_id)['"]\s*:|record\.((?:x_[a-z0-9_]+)|stage_id|user_id|team_id)\s*=[^=]`)

// writes lists the fields that an automation writes, as MODEL/NAME.
func writes(v providers.Values) []string {
	var out []string
	for _, m := range written.FindAllStringSubmatch(text(v["code"]), -1) {
		if k := key(text(v["model"]), m[1]+m[2]); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// review warns of automations that are turned on and write what the declared ones write or decide, and refuses pipelines whose
// team is there already under the same name.
func review(c *providers.Compiled, unmanaged []*providers.Live) diag.List {
	var diags diag.List
	writers := map[string][]string{}
	add := func(field, who string) {
		if !slices.Contains(writers[field], who) {
			writers[field] = append(writers[field], who)
		}
	}
	for _, r := range c.Resources {
		switch r.Type {
		case typeField:
			add(r.Key, r.Label)
		case typeStage:
			add(key(leadModel, "stage_id"), "the stages of pipelines")
		case typeAutomation:
			for _, f := range writes(r.Values) {
				add(f, r.Label)
			}
		}
	}
	for _, l := range unmanaged {
		name := text(l.Values["name"])
		switch l.Type {
		case typeAutomation:
			if on, _ := l.Values["active"].(bool); !on {
				continue
			}
			for _, f := range writes(l.Values) {
				if by := writers[f]; len(by) > 0 {
					diags.Warnf(diag.LegacyConflict, diag.Range{}, fmt.Sprintf("Automation %q, which nobody declared, writes %s", name, f),
						"So does the declared configuration, or it decides it: %s. The two may undo each other. Archive the automation in Odoo (Settings > Technical > Automation Rules), declare it, or delete it with --prune '%s.%s'.",
						strings.Join(by, ", "), typeAutomation, l.Key)
				}
			}
			others, _ := l.Values["others"].([]any)
			if slices.ContainsFunc(others, func(a any) bool { return strings.HasPrefix(text(a), "object_write:") }) && len(writers) > 0 {
				diags.Warnf(diag.LegacyConflict, diag.Range{}, fmt.Sprintf("Automation %q, which nobody declared, updates records", name),
					"What it writes is not read. See that it does not undo what the declared configuration does (Settings > Technical > Automation Rules).")
			}
		case typeTeam:
			for _, r := range c.Resources {
				if r.Type == typeTeam && strings.EqualFold(text(r.Values["name"]), name) && l.Key != r.Key {
					diags.Warnf(diag.LiveConflict, r.Source, fmt.Sprintf("There is a team %q already", name),
						"Odoo takes several of one name, and nobody declared %s. To take it over, write crm = { odoo = %q } to the block; else there will be two.", l.Key, l.Key)
				}
			}
		}
	}
	return diags
}
