package hubspot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// lifecycle declares lifecycle stages. HubSpot documents adding, renaming and ordering them for people alone; the
// pipelines API can do it, which is why a setting allows it.
func (c *compiler) lifecycle(t *schema.Track) {
	live, place := c.lifecycleNow()
	var steps []string
	last := -1
	for i, s := range t.Stages {
		name, label := c.stageID(t, s), schema.Title(s)
		words := fmt.Sprintf("lifecycle stage “%s”", s.Called())
		if c.settings.lifecycleAPI && !c.portal.onlyOptions {
			c.resource(typeLifecycleStage, &s.Meta, "", words, s.Golden, providers.Values{"name": name, "label": label, "order": float64(i)})
			continue
		}
		is, there := live[name]
		switch {
		case !there:
			steps = append(steps, fmt.Sprintf("Add the stage %q%s.", label, after(t, i)))
			if c.portal.known {
				c.withhold(typeLifecycleStage, name, fmt.Sprintf("the lifecycle stage %q is not there yet", label))
			}
		case is.Label != label:
			steps = append(steps, fmt.Sprintf("Rename the stage %q to %q.", is.Label, label))
		}
		if at := slices.Index(place, name); at >= 0 {
			if at < last {
				steps = append(steps, fmt.Sprintf("Drag %q to its place%s.", label, after(t, i)))
			}
			last = max(last, at)
		}
		if there || !c.portal.known {
			now := is.Label
			if now == "" {
				now = label
			}
			c.resource(typeLifecycleStage, &s.Meta, "", words, s.Golden, providers.Values{"name": name, "label": now})
		}
	}
	c.customStages(t, live)
	if len(steps) > 0 {
		why := "HubSpot lets people alone change lifecycle stages; the setting lifecycle_stages = \"api\" does it over the pipelines API, which is not documented for that."
		if c.portal.onlyOptions {
			why = "This account shows its lifecycle stages over no API that could change them."
		}
		c.step(t.Address, true, "Bring the lifecycle stages of “"+t.Label()+"” up to date", why,
			append([]string{"As a super admin: Settings > Objects > Contacts > Lifecycle Stage. Companies share the stages."}, append(steps, "Save, then plan again.")...)...)
	}
}

// lifecycleNow gives the lifecycle stages of the account by name, and the names in order; without an account, those that
// every account begins with.
func (c *compiler) lifecycleNow() (live map[string]api.Stage, place []string) {
	live = map[string]api.Stage{}
	if !c.portal.known {
		for _, s := range standardStages {
			live[s[0]], place = api.Stage{ID: s[0], Label: s[1]}, append(place, s[0])
		}
	}
	stages := slices.SortedStableFunc(slices.Values(c.portal.lifecycle), func(a, b api.Stage) int { return cmp.Compare(a.DisplayOrder, b.DisplayOrder) })
	for _, s := range stages {
		name := lifecycleName(s.ID, s.Label)
		live[name], place = s, append(place, name)
	}
	return live, place
}

// customStages warns of stages that are not there yet and that the account may not have: HubSpot sells custom lifecycle
// stages with Enterprise subscriptions, which an account shows by its custom objects.
func (c *compiler) customStages(t *schema.Track, live map[string]api.Stage) {
	var missing []string
	for _, s := range t.Stages {
		if name := c.stageID(t, s); !isStandardStage(name) {
			if _, there := live[name]; !there {
				missing = append(missing, fmt.Sprintf("%q", schema.Title(s)))
			}
		}
	}
	if len(missing) > 0 && !c.portal.can(customObjects) {
		c.diags.Warnf(diag.Unsupported, t.Block.Base().Range, fmt.Sprintf("%s needs custom lifecycle stages, and the account may not have them", t.Label()),
			"They take an Enterprise subscription, which this account does not seem to have. Missing: %s. Where HubSpot refuses them, keep the lifecycle in a property of its own: crm = { hubspot = %q }.",
			strings.Join(missing, ", "), t.Address.Key()+"_stage")
	}
}

// after says behind which stage one comes.
func after(t *schema.Track, i int) string {
	if i == 0 {
		return ", first"
	}
	return fmt.Sprintf(", after %q", schema.Title(t.Stages[i-1]))
}
