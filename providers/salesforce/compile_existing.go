package salesforce

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// keepExisting leaves what the org has as it is, but for what blocks say of it: the setting existing is "keep". An import
// says so, as it must change nothing. What is new gets all that is made otherwise.
func (c *compiler) keepExisting() {
	if !c.settings.keep {
		return
	}
	k := &keeper{compiler: c, old: map[schema.Address]bool{}}
	for _, t := range c.a.Tracks() {
		k.old[t.Address] = len(c.homeOf[t.Address]) > 0 && !slices.ContainsFunc(c.homeOf[t.Address], k.isNew)
	}
	for _, r := range c.out.Resources {
		if r.Type == typeQueue && c.org.find("Queue", r.Key) != nil {
			k.old[r.Origin] = true
		}
	}
	for _, r := range c.out.Resources {
		if k.keeps(r) {
			k.out = append(k.out, r)
		}
	}
	for _, typ := range []string{typeDashboard, typeReportType, typeFolder, typePermissionSet, typePermission, typeSetting, typeObject} {
		k.out = slices.DeleteFunc(k.out, func(r *providers.Resource) bool { return r.Type == typ && !k.serves(r) })
	}
	c.out.Resources = k.out
	k.seats()
}

// seats leaves values where they are in their sets, which several flows share, where that is the order of each flow. New
// ones come behind the stage that they follow.
func (k *keeper) seats() {
	place, given, moved := map[string]float64{}, map[string]float64{}, map[string]bool{}
	for _, homes := range k.homeOf {
		for _, h := range homes {
			for n, v := range k.org.picklist(h.set) {
				place[key(h.set, v.value)] = float64(n)
			}
		}
	}
	for _, t := range k.a.Tracks() {
		for _, h := range k.homeOf[t.Address] {
			last := -1.0
			for _, v := range h.values {
				id := key(h.set, v)
				at, there := place[id]
				if !there {
					at = last + (math.Floor(last)+1-last)/2
				}
				moved[h.set] = moved[h.set] || there && at < last
				if _, known := given[id]; !known {
					given[id] = at
				}
				last = at
			}
		}
	}
	for _, r := range k.out {
		if at, ok := given[r.Key]; ok && r.Type == typeValue && !moved[text(r.Values["set"])] {
			r.Values["order"] = at
		}
	}
}

// keeper knows what is in the org already.
type keeper struct {
	*compiler
	old map[schema.Address]bool // lifecycles, pipelines and queues
	out []*providers.Resource   // what is wanted
}

// isNew tells whether the org does not have the picklist of a flow, or its record type.
func (k *keeper) isNew(h home) bool {
	return isCustom(h.field) && k.liveField(h.sobject, h.field) == nil ||
		h.recordType != "" && k.org.find("RecordType", h.sobject+"."+h.recordType) == nil
}

// besides are the types of what is made of a flow or queue beside the records' own configuration.
var besides = []string{typeFlow, typePath, typeReport, typeMetadata}

// keeps leaves out of a resource what is not for it to change; false when nothing is left.
func (k *keeper) keeps(r *providers.Resource) bool {
	v := r.Values
	if strings.HasSuffix(text(v["object"]), "__mdt") || strings.HasSuffix(r.Key, "__mdt") || r.Type == typeMetadata {
		return false // definitions as data
	}
	if k.old[r.Origin] && slices.Contains(besides, r.Type) {
		return false
	}
	if t := k.a.Track(r.Origin); t != nil && r.Type == typeReport && k.old[t.Address] {
		return false
	}
	switch r.Type {
	case typeField:
		return k.keepsField(r)
	case typeObject:
		if isCustom(r.Key) && k.org.find("CustomObject", r.Key) != nil {
			for _, attr := range []string{"track_history", "name_label", "sharing"} {
				delete(v, attr)
			}
		}
	case typeRecordType:
		if k.org.find("RecordType", text(v["object"])+"."+text(v["name"])) != nil {
			delete(v, "picklists")
			delete(v, "fields") // which follow from them
		}
	case typeValidation: // that what has ended stays is no criterion that anybody wrote
		return !strings.HasPrefix(r.Part, "ended") || !k.old[r.Origin]
	case typeQueue:
		if k.old[r.Origin] {
			v["objects"] = anys(slices.DeleteFunc(list(v["objects"]), func(o string) bool { return o == "Task" }))
		}
	case typeLeadMapping:
		return k.liveField(lead, text(v["lead_field"])) == nil && k.wants(typeField, key(lead, text(v["lead_field"])))
	case typePermissionSet:
		if r.Key == accessPermissionSet {
			k.grantNew(r)
		}
	}
	return true
}

// keepsField keeps help, limits and history of a field that is there, as they are.
func (k *keeper) keepsField(r *providers.Resource) bool {
	v, name := r.Values, text(r.Values["name"])
	if isCustom(name) && k.old[r.Origin] && !k.holds(r.Origin, name) {
		return false // it says since when
	}
	if isCustom(name) && k.liveField(text(v["object"]), name) == nil {
		return true
	}
	delete(v, "help")
	delete(v, "restricted")
	if r.Origin.Kind() != "field" {
		delete(v, "track_history")
	}
	return isCustom(name) || slices.ContainsFunc(slices.Collect(maps.Keys(v)), func(attr string) bool {
		return v[attr] != nil && attr != "object" && attr != "name"
	})
}

// holds tells whether a field is the picklist of a flow.
func (k *keeper) holds(track schema.Address, name string) bool {
	return slices.ContainsFunc(k.homeOf[track], func(h home) bool { return h.field == name })
}

// wants tells whether a resource is wanted still.
func (k *keeper) wants(typ, key string) bool {
	return k.any(func(r *providers.Resource) bool { return r.Type == typ && r.Key == key })
}

func (k *keeper) any(it func(r *providers.Resource) bool) bool { return slices.ContainsFunc(k.out, it) }

// serves tells whether what is there for others has any left.
func (k *keeper) serves(r *providers.Resource) bool {
	using := func(typ, attr string) bool {
		return k.any(func(u *providers.Resource) bool { return u.Type == typ && slices.Contains(list(u.Values[attr]), r.Key) })
	}
	switch r.Type {
	case typeDashboard:
		return !slices.ContainsFunc(list(r.Values["reports"]), func(report string) bool { return !k.wants(typeReport, report) })
	case typeReportType:
		return using(typeReport, "report_types")
	case typeFolder:
		return k.any(func(u *providers.Resource) bool { return text(u.Values["folder"]) == r.Key })
	case typePermissionSet, typePermission:
		if r.Key == accessPermissionSet {
			return r.Values["fields"] != nil || r.Values["objects"] != nil || r.Values["record_types"] != nil
		}
		return k.any(func(u *providers.Resource) bool {
			return u.Type != typePermission && u.Type != typePermissionSet && strings.Contains(fmt.Sprint(u.Values), bypassPermission)
		})
	case typeObject:
		return isCustom(r.Key) || k.tracks(r.Key)
	}
	switch r.Key {
	case key("PathAssistant", "pathAssistantEnabled"):
		return k.any(func(u *providers.Resource) bool { return u.Type == typePath })
	case key("LeadConfig", "shouldLeadConvertRequireValidation"):
		return k.any(func(u *providers.Resource) bool { return u.Type == typeValidation && u.Values["object"] == lead })
	case key("LeadConfig", "doesTrackHistory"):
		return k.tracks(lead)
	case key("Opportunity", "enableOpportunityFieldHistoryTracking"):
		return k.tracks(opportunity)
	}
	return true
}

// tracks tells whether history of a field is wanted that is not kept yet.
func (k *keeper) tracks(sobject string) bool {
	return k.any(func(r *providers.Resource) bool {
		if r.Type != typeField || r.Values["object"] != sobject || !truth(r.Values["track_history"]) {
			return false
		}
		old := k.liveField(sobject, text(r.Values["name"]))
		return old == nil || !is(old.TrackHistory)
	})
}

// grantNew leaves only what is new granted, and what the set of the org grants the same way.
func (k *keeper) grantNew(r *providers.Resource) {
	have := providers.Values{}
	sets, _ := kindOf(typePermissionSet).read(k.org) // what cannot be read grants nothing
	for _, l := range sets {
		if l.Key == r.Key {
			have = l.Values
		}
	}
	for attr, of := range map[string]struct{ kind, typ string }{"fields": {"CustomField", typeField}, "objects": {"CustomObject", typeObject}, "record_types": {"RecordType", typeRecordType}} {
		r.Values[attr] = anys(slices.DeleteFunc(list(r.Values[attr]), func(g string) bool {
			name, _ := grant(g)
			return !k.wants(of.typ, strings.Replace(name, ".", "/", 1)) || k.org.find(of.kind, name) != nil && !slices.Contains(list(have[attr]), g)
		}))
	}
	derivePermissionSet(r.Values)
}
