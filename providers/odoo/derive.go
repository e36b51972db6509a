package odoo

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// ownField is a field of one's own in code, a domain or a view; ownRecord an object of Stagecraft's own in code:
// env.ref('stagecraft.stage:stage/lead/new').
var (
	ownField  = regexp.MustCompile(`\bx_[A-Za-z0-9_]+`)
	ownRecord = regexp.MustCompile(`\b` + module + `\.([a-z_]+):([^'"\s)]+)`)
)

// derive fills the attributes that say what code, domains and views use. Of a field only the name is there, so that it is
// one of leads as well as one of partners: what is too much has no resource, and orders nothing.
func derive(v providers.Values) {
	used := map[string][]any{}
	add := func(name, key string) {
		if !slices.Contains(used[name], any(key)) {
			used[name] = append(used[name], key)
		}
	}
	attributes := map[string]string{typeStage: "stages", typeTeam: "teams", typeTag: "tags", typeReason: "reasons", typeGroup: "groups"}
	for _, name := range []string{"code", "when", "before", "arch"} {
		s := text(v[name])
		for _, f := range ownField.FindAllString(s, -1) {
			add("fields", key(leadModel, f))
			add("fields", key(partnerModel, f))
		}
		for _, m := range ownRecord.FindAllStringSubmatch(s, -1) {
			if to := attributes[provider+"_"+m[1]]; to != "" {
				add(to, m[2])
			}
		}
	}
	for name, list := range used {
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(text(a), text(b)) })
		v[name] = list
	}
}
