package hubspot

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// review finds, before a plan is carried out, what nobody declared and what works against what is declared.
func review(c *providers.Compiled, unmanaged []*providers.Live, s *settings, p *portal) diag.List {
	r := &reviewer{c: c, unmanaged: newInventory(unmanaged)}
	r.legacy()
	r.native(s)
	r.doubles()
	r.companies(p)
	return r.diags
}

type reviewer struct {
	c         *providers.Compiled
	unmanaged *inventory
	diags     diag.List
}

// legacy reports workflows that are turned on and write what the declared configuration writes or decides.
func (r *reviewer) legacy() {
	writers := r.writers()
	for _, i := range r.unmanaged.of(typeWorkflow) {
		if !i.flag("enabled") {
			continue
		}
		for _, property := range sets(i) {
			if by := writers[property]; len(by) > 0 {
				r.diags.Warnf(diag.LegacyConflict, diag.Range{}, fmt.Sprintf("Workflow %q, which nobody declared, writes %s", i.title(), property),
					"So does the declared configuration: %s. The two may undo each other. Turn the workflow off in HubSpot, declare it as an automation, or delete it with --prune '%s.%s'.",
					strings.Join(by, ", "), typeWorkflow, i.Key)
			}
		}
	}
}

// writers tells for each property who of the declared configuration writes or decides it, in words.
func (r *reviewer) writers() map[string][]string {
	out := map[string][]string{}
	add := func(property, who string) {
		if !slices.Contains(out[property], who) {
			out[property] = append(out[property], who)
		}
	}
	for _, x := range r.c.Resources {
		switch x.Type {
		case typeProperty:
			add(x.Key, x.Label)
		case typePipeline:
			plural, _ := under(x.Key)
			add(key(plural, stageProperty(plural)), x.Label)
		case typeLifecycleStage:
			for _, plural := range []string{"contacts", "companies"} {
				add(key(plural, lifecycleProperty), "the lifecycle stages")
			}
		case typeWorkflow:
			for _, property := range sets(r.declared(x)) {
				add(property, x.Label)
			}
		}
	}
	return out
}

func (r *reviewer) declared(x *providers.Resource) item {
	return item{&providers.Live{Type: x.Type, Key: x.Key, Values: x.Values}}
}

// native asks for HubSpot's own lifecycle automation to be turned off when the lifecycle is ours.
func (r *reviewer) native(s *settings) {
	ours := slices.ContainsFunc(r.c.Resources, func(x *providers.Resource) bool {
		return x.Type == typeLifecycleStage || x.Type == typeWorkflow && slices.ContainsFunc(sets(r.declared(x)), func(property string) bool {
			_, name := under(property)
			return name == lifecycleProperty
		})
	})
	if s.nativeOff || !ours {
		return
	}
	r.diags.Warnf(diag.LegacyConflict, diag.Range{}, "HubSpot's own lifecycle automation may work against the declared lifecycle",
		"It sets stages when records are created, when deals are created or won, and from companies to contacts, and no API shows whether it is on. "+
			"Turn it off first: Settings > Objects > Contacts > Lifecycle Stage. Then write native_lifecycle_automation = \"off\" to the crm block, and this is not asked again.")
}

// doubles reports pipelines and stages that nobody declared and that have the label of declared ones: HubSpot refuses a
// second one of the same label.
func (r *reviewer) doubles() {
	attrs := map[string]string{typePipeline: "object", typeStage: "pipeline"}
	for _, x := range r.c.Resources {
		attr := attrs[x.Type]
		if attr == "" {
			continue
		}
		want := r.declared(x)
		for _, i := range r.unmanaged.of(x.Type) {
			if i.Key != x.Key && i.text(attr) == want.text(attr) && strings.EqualFold(i.text("label"), want.text("label")) {
				_, id := under(i.Key)
				r.diags.Errorf(diag.LiveConflict, x.Source, fmt.Sprintf("%s is in the account already, under another name", x.Label),
					"HubSpot takes no two of the label %q, and nobody declared %s. To take it over, write crm = { hubspot = %q } to the block; else rename one of them.",
					want.text("label"), i.Key, id)
			}
		}
	}
}

// companies reports lifecycle stages that contacts and companies do not share.
func (r *reviewer) companies(p *portal) {
	if len(p.companies) == 0 || !slices.ContainsFunc(r.c.Resources, func(x *providers.Resource) bool { return x.Type == typeLifecycleStage }) {
		return
	}
	contacts, companies := map[string]bool{}, map[string]bool{}
	for _, s := range p.lifecycle {
		contacts[s.Label] = true
	}
	for _, s := range p.companies {
		companies[s.Label] = true
	}
	var apart []string
	for _, label := range slices.Sorted(maps.Keys(contacts)) {
		if !companies[label] {
			apart = append(apart, fmt.Sprintf("%q is a stage of contacts alone", label))
		}
	}
	for _, label := range slices.Sorted(maps.Keys(companies)) {
		if !contacts[label] {
			apart = append(apart, fmt.Sprintf("%q is a stage of companies alone", label))
		}
	}
	if len(apart) > 0 {
		r.diags.Warnf(diag.LiveConflict, diag.Range{}, "Contacts and companies have different lifecycle stages",
			"HubSpot keeps one set for both, and a declared lifecycle is compared with that of contacts: %s. Make them alike under Settings > Objects > Contacts > Lifecycle Stage.",
			strings.Join(apart, "; "))
	}
}
