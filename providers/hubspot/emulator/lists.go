package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// list is a list, which the settings pages call a segment.
type list struct {
	ListID           string          `json:"listId"`
	Name             string          `json:"name"`
	ObjectTypeID     string          `json:"objectTypeId"`
	ProcessingType   string          `json:"processingType"`
	ProcessingStatus string          `json:"processingStatus"`
	FilterBranch     json.RawMessage `json:"filterBranch,omitempty"`
	ListVersion      int             `json:"listVersion"`
	CreatedAt        string          `json:"createdAt"`
	UpdatedAt        string          `json:"updatedAt"`
	DeletedAt        string          `json:"deletedAt,omitempty"`
}

var listRoutes = []route{
	{method: http.MethodPost, rest: "", scopes: one("crm.lists.write"), handle: createList},
	{method: http.MethodGet, rest: "", scopes: one("crm.lists.read", "crm.lists.write"), handle: readLists},
	{method: http.MethodPost, rest: "search", scopes: one("crm.lists.read", "crm.lists.write"), handle: searchLists},
	{method: http.MethodGet, rest: "object-type-id/{objectType}/name/{name}", scopes: one("crm.lists.read", "crm.lists.write"), handle: readListByName},
	{method: http.MethodGet, rest: "{list}", scopes: one("crm.lists.read", "crm.lists.write"), handle: readList},
	{method: http.MethodDelete, rest: "{list}", scopes: one("crm.lists.write"), handle: deleteList},
	{method: http.MethodPut, rest: "{list}/restore", scopes: one("crm.lists.write"), handle: restoreList},
	{method: http.MethodPut, rest: "{list}/update-list-name", scopes: one("crm.lists.write"), handle: renameList},
	{method: http.MethodPut, rest: "{list}/update-list-filters", scopes: one("crm.lists.write"), handle: refilterList},
}

// view is a list, with its filters when they are asked for.
func (l *list) view(filters bool) map[string]any {
	out := *l
	if !filters {
		out.FilterBranch = nil
	}
	return map[string]any{"list": &out}
}

func (s *state) listNamed(name string, except *list) *list {
	for _, l := range s.Lists.all() {
		if l != except && l.DeletedAt == "" && strings.EqualFold(l.Name, name) {
			return l
		}
	}
	return nil
}

func createList(c *call) (any, error) {
	var in list
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	switch {
	case in.Name == "":
		return nil, missing("name")
	case in.ObjectTypeID == "":
		return nil, missing("objectTypeId")
	case !slices.Contains([]string{"MANUAL", "DYNAMIC", "SNAPSHOT"}, in.ProcessingType):
		return nil, invalid("", "processingType must be MANUAL, DYNAMIC or SNAPSHOT, not %q", in.ProcessingType)
	case c.st.listNamed(in.Name, nil) != nil:
		return nil, invalid("ILS.DUPLICATE_LIST_NAMES", "A list named %q already exists", in.Name)
	}
	o, err := c.st.find(in.ObjectTypeID)
	if err != nil {
		return nil, err
	}
	if in.ProcessingType == "MANUAL" && given(c.fields(), "filterBranch") {
		return nil, invalid("", "A manual list has no filters")
	}
	if in.ProcessingType != "MANUAL" {
		if err := checkBranch(o, in.FilterBranch); err != nil {
			return nil, err
		}
	}
	l := &list{ListID: c.st.id(), Name: in.Name, ObjectTypeID: o.ID, ProcessingType: in.ProcessingType, ProcessingStatus: "COMPLETE",
		FilterBranch: in.FilterBranch, ListVersion: 1, CreatedAt: c.stamp(), UpdatedAt: c.stamp()}
	c.st.Lists.set(l.ListID, l)
	return l.view(true), nil
}

func readLists(c *call) (any, error) {
	out := map[string][]*list{"lists": {}}
	for _, id := range c.list("listIds") {
		if l, ok := c.st.Lists.get(id); ok && l.DeletedAt == "" {
			out["lists"] = append(out["lists"], l.view(c.flag("includeFilters"))["list"].(*list))
		}
	}
	return out, nil
}

func (c *call) withList(fn func(*list) (any, error)) (any, error) {
	l, ok := c.st.Lists.get(c.params["list"])
	if !ok || l.DeletedAt != "" {
		return nil, refuse(http.StatusNotFound, "OBJECT_NOT_FOUND", "ILS.LIST_NOT_FOUND", "List %s does not exist", c.params["list"])
	}
	return fn(l)
}

func readList(c *call) (any, error) {
	return c.withList(func(l *list) (any, error) { return l.view(c.flag("includeFilters")), nil })
}

func readListByName(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		l := c.st.listNamed(c.params["name"], nil)
		if l == nil || l.ObjectTypeID != o.ID {
			return nil, refuse(http.StatusNotFound, "OBJECT_NOT_FOUND", "ILS.LIST_NOT_FOUND", "List %q does not exist", c.params["name"])
		}
		return l.view(c.flag("includeFilters")), nil
	})
}

// searchLists pages by offset, not by a cursor.
func searchLists(c *call) (any, error) {
	var in struct {
		Query           string   `json:"query"`
		Count           int      `json:"count"`
		Offset          int      `json:"offset"`
		ProcessingTypes []string `json:"processingTypes"`
		ObjectTypeID    string   `json:"objectTypeId"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Count == 0 {
		in.Count = 20
	}
	if in.Count < 0 || in.Count > 500 || in.Offset < 0 {
		return nil, invalid("", "count must be between 1 and 500, and offset not negative")
	}
	found := []*list{}
	for _, l := range c.st.Lists.all() {
		if l.DeletedAt == "" && strings.Contains(strings.ToLower(l.Name), strings.ToLower(in.Query)) && (in.ObjectTypeID == "" || l.ObjectTypeID == in.ObjectTypeID) &&
			(len(in.ProcessingTypes) == 0 || slices.Contains(in.ProcessingTypes, l.ProcessingType)) {
			found = append(found, l.view(false)["list"].(*list))
		}
	}
	start := min(in.Offset, len(found))
	end := min(start+in.Count, len(found))
	return map[string]any{"total": len(found), "offset": end, "hasMore": end < len(found), "lists": found[start:end]}, nil
}

func renameList(c *call) (any, error) {
	return c.withList(func(l *list) (any, error) {
		name := c.first("listName")
		if name == "" {
			return nil, missing("listName")
		}
		if c.st.listNamed(name, l) != nil {
			return nil, invalid("ILS.DUPLICATE_LIST_NAMES", "A list named %q already exists", name)
		}
		l.Name, l.UpdatedAt = name, c.stamp()
		l.ListVersion++
		out := l.view(c.flag("includeFilters"))
		out["updatedList"] = out["list"]
		delete(out, "list")
		return out, nil
	})
}

func refilterList(c *call) (any, error) {
	return c.withList(func(l *list) (any, error) {
		var in struct {
			FilterBranch json.RawMessage `json:"filterBranch"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if l.ProcessingType != "DYNAMIC" {
			return nil, invalid("", "Only the filters of dynamic lists can be changed")
		}
		o, err := c.st.find(l.ObjectTypeID)
		if err != nil {
			return nil, err
		}
		if err := checkBranch(o, in.FilterBranch); err != nil {
			return nil, err
		}
		l.FilterBranch, l.UpdatedAt = in.FilterBranch, c.stamp()
		l.ListVersion++
		return map[string]any{"updatedList": l}, nil
	})
}

func deleteList(c *call) (any, error) {
	return c.withList(func(l *list) (any, error) {
		l.DeletedAt = c.stamp()
		return nil, nil
	})
}

// restoreList brings a list back within 90 days, when no other has taken its name.
func restoreList(c *call) (any, error) {
	l, ok := c.st.Lists.get(c.params["list"])
	if !ok {
		return nil, refuse(http.StatusNotFound, "OBJECT_NOT_FOUND", "ILS.LIST_NOT_FOUND", "List %s does not exist", c.params["list"])
	}
	at, err := time.Parse(time.RFC3339, l.DeletedAt)
	if err == nil && c.now.Sub(at) >= purgeAfter {
		return nil, refuse(http.StatusNotFound, "OBJECT_NOT_FOUND", "ILS.LIST_NOT_FOUND", "List %s does not exist", c.params["list"])
	}
	if c.st.listNamed(l.Name, l) != nil {
		return nil, invalid("ILS.DUPLICATE_LIST_NAMES", "A list named %q already exists", l.Name)
	}
	l.DeletedAt = ""
	return nil, nil
}
