package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// keepExisting leaves what the org has as it is, but for what blocks say of it: the setting existing is "keep". An import
// says so, as it must change nothing. What is new gets all that is made otherwise.
func (c *compiler) keepExisting() {
	if !c.settings.keep {
		return
	}
	var out []*providers.Resource
	for _, r := range c.out.Resources {
		if c.keeps(r) {
			out = append(out, r)
		}
	}
	// What only serves others is there as long as they are.
	needed := func(it func(r *providers.Resource) bool) bool { return slices.ContainsFunc(out, it) }
	uses := func(name string) bool {
		return needed(func(r *providers.Resource) bool {
			return r.Type != typePermission && r.Type != typePermissionSet && strings.Contains(fmt.Sprint(r.Values), name)
		})
	}
	tracked := func(sobject string) bool {
		return needed(func(r *providers.Resource) bool {
			if r.Type != typeField || r.Values["object"] != sobject || !truth(r.Values["track_history"]) {
				return false
			}
			old := c.liveField(sobject, text(r.Values["name"]))
			return old == nil || !is(old.TrackHistory)
		})
	}
	c.out.Resources = slices.DeleteFunc(out, func(r *providers.Resource) bool {
		switch r.Key {
		case bypassPermission:
			return !uses(bypassPermission)
		case accessPermissionSet:
			return r.Values["fields"] == nil && r.Values["objects"] == nil && r.Values["record_types"] == nil
		case key("PathAssistant", "pathAssistantEnabled"):
			return !needed(func(r *providers.Resource) bool { return r.Type == typePath })
		case key("LeadConfig", "shouldLeadConvertRequireValidation"):
			return !needed(func(r *providers.Resource) bool { return r.Type == typeValidation && r.Values["object"] == lead })
		case key("LeadConfig", "doesTrackHistory"):
			return !tracked(lead)
		case key("Opportunity", "enableOpportunityFieldHistoryTracking"):
			return !tracked(opportunity)
		}
		return r.Type == typeObject && !isCustom(r.Key) && !tracked(r.Key)
	})
}

// keeps leaves out of a resource what is not for it to change; false when nothing is left.
func (c *compiler) keeps(r *providers.Resource) bool {
	v := r.Values
	if strings.HasSuffix(text(v["object"]), "__mdt") || strings.HasSuffix(r.Key, "__mdt") {
		return false // definitions as data
	}
	switch r.Type {
	case typeMetadata:
		return false
	case typeValidation: // that what has ended stays is no criterion that anybody wrote
		return !strings.HasPrefix(r.Part, "ended") || c.org.find("ValidationRule", text(v["object"])+"."+text(v["name"])) != nil
	case typeField:
		if !isCustom(text(v["name"])) || c.liveField(text(v["object"]), text(v["name"])) != nil {
			delete(v, "help")
			delete(v, "restricted")
			if r.Origin.Kind() != "field" {
				delete(v, "track_history")
			}
			return isCustom(text(v["name"])) || slices.ContainsFunc(slices.Collect(maps.Keys(v)), func(attr string) bool {
				return v[attr] != nil && attr != "object" && attr != "name"
			})
		}
	case typeRecordType:
		if c.org.find("RecordType", text(v["object"])+"."+text(v["name"])) != nil {
			delete(v, "picklists")
		}
	case typeObject:
		if isCustom(r.Key) && c.org.find("CustomObject", r.Key) != nil {
			for _, attr := range []string{"track_history", "name_label", "sharing"} {
				delete(v, attr)
			}
		}
	case typePath: // for new flows
		if _, name := under(text(v["record_type"])); name != "" {
			return c.org.find("RecordType", text(v["object"])+"."+name) == nil
		}
		return isCustom(text(v["field"])) && c.liveField(text(v["object"]), text(v["field"])) == nil
	case typeQueue:
		if c.org.find("Queue", r.Key) != nil {
			v["objects"] = anys(slices.DeleteFunc(list(v["objects"]), func(o string) bool { return o == "Task" }))
		}
	case typeLeadMapping:
		return c.liveField(lead, text(v["lead_field"])) == nil
	case typePermissionSet:
		if r.Key == accessPermissionSet {
			c.grantNew(r)
		}
	}
	return true
}

// grantNew leaves only what is new granted, and what was granted as it was new.
func (c *compiler) grantNew(r *providers.Resource) {
	var have metadata.PermissionSet
	if old, ok, err := decoded[metadata.PermissionSet](c.org, "PermissionSet", r.Key); ok && err == nil {
		have = old
	}
	left := func(attr, kind string, granted func(name string) bool) {
		r.Values[attr] = anys(slices.DeleteFunc(list(r.Values[attr]), func(g string) bool {
			name, _ := grant(g)
			return c.org.find(kind, name) != nil && !granted(name)
		}))
	}
	left("fields", "CustomField", func(name string) bool {
		return slices.ContainsFunc(have.FieldPermissions, func(p metadata.PermissionSetFieldPermissions) bool { return p.Field == name })
	})
	left("objects", "CustomObject", func(name string) bool {
		return slices.ContainsFunc(have.ObjectPermissions, func(p metadata.PermissionSetObjectPermissions) bool { return p.Object == name })
	})
	left("record_types", "RecordType", func(name string) bool {
		return slices.ContainsFunc(have.RecordTypeVisibilities, func(p metadata.PermissionSetRecordTypeVisibility) bool { return p.RecordType == name })
	})
	derivePermissionSet(r.Values)
}
