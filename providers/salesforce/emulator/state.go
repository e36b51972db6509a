package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// state is everything that an org holds. It is JSON as it stands; see Snapshot.
type state struct {
	Name     string                           `json:"name"`
	NextID   int64                            `json:"nextId"`
	Users    []*User                          `json:"users"`
	Metadata store                            `json:"metadata"`
	Records  map[string]map[string]*crmRecord `json:"records"` // by object, then id
	Jobs     map[string]*job                  `json:"jobs"`    // deploys and retrieves
}

// User is somebody who can log in.
type User struct {
	ID          string   `json:"id"`
	Username    string   `json:"username"`
	Name        string   `json:"name"`
	Permissions []string `json:"permissions,omitempty"` // names of custom permissions
}

// component is one piece of metadata under its type and full name. Documents are never changed in place.
type component struct {
	ID       string    `json:"id"`
	Doc      *node     `json:"doc"` // of a flow the active version, or else the latest
	Created  string    `json:"created"`
	Changed  string    `json:"changed"`
	By       string    `json:"by,omitempty"`       // user who changed it last
	Versions []version `json:"versions,omitempty"` // of a flow, the latest last
}

// version is one of a flow. Its document says in its status whether it is the active one.
type version struct {
	Number int   `json:"number"`
	Doc    *node `json:"doc"`
}

// store holds components by type, then by full name.
type store map[string]map[string]*component

func (s store) get(kind, name string) *component { return s[kind][name] }

// doc is the document of a component, nil when there is none.
func (s store) doc(kind, name string) *node {
	if c := s.get(kind, name); c != nil {
		return c.Doc
	}
	return nil
}

func (s store) put(kind, name string, c *component) {
	if s[kind] == nil {
		s[kind] = map[string]*component{}
	}
	s[kind][name] = c
}

func (s store) names(kind string) []string { return slices.Sorted(maps.Keys(s[kind])) }

// children gives the full names of one type that belong to a parent.
func (s store) children(kind, parent string) []string {
	var out []string
	for name := range s[kind] {
		if strings.HasPrefix(name, parent+".") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// copy is a store that can be changed without touching this one.
func (s store) copy() store {
	out := store{}
	for k, m := range s {
		out[k] = maps.Clone(m)
	}
	return out
}

// prefixes of ids, by object or type. Those of metadata that nobody looks at share "0m0".
var prefixes = map[string]string{
	"Account": "001", "Contact": "003", "Opportunity": "006", "Lead": "00Q", "User": "005", "Task": "00T",
	"deploy": "0Af", "retrieve": "09S", "CustomField": "00N", "CustomObject": "01I", "ValidationRule": "03d",
	"RecordType": "012", "Group": "00G", "Queue": "00G", "Flow": "301", "Report": "00O", "Dashboard": "01Z", "PermissionSet": "0PS",
	"CustomPermission": "0CP", "GlobalValueSet": "0Nt", "PermissionSetAssignment": "0Pa", "OpportunityHistory": "008", "BusinessProcess": "019", "AssignmentRule": "01Q", "PathAssistant": "11B",
}

// id gives the next id of 18 characters. The emulator counts in decimal digits, so the suffix of three is always AAA.
func (s *state) id(object string) string {
	s.NextID++
	prefix := prefixes[object]
	if prefix == "" {
		prefix = "0m0"
		switch {
		case strings.HasSuffix(object, "__c"):
			prefix = "a00"
		case strings.HasSuffix(object, "History"):
			prefix = "017"
		}
	}
	return fmt.Sprintf("%s%012dAAA", prefix, s.NextID)
}

// instant writes a time as the APIs do.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000+0000") }

// Snapshot gives the whole org as JSON; Restore reads it back. Sessions, apps, faults and the record of requests are
// not part of it.
func (o *Org) Snapshot() ([]byte, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return json.MarshalIndent(o.state, "", " ")
}

// Restore makes an org from a Snapshot.
func Restore(snapshot []byte, options ...Option) (*Org, error) {
	s := &state{}
	if err := json.Unmarshal(snapshot, s); err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	if len(s.Users) == 0 || s.Users[0] == nil || len(s.Metadata["CustomObject"]) == 0 || s.Records == nil || s.Jobs == nil {
		return nil, fmt.Errorf("snapshot: not one of an org: users, objects, records or jobs are missing")
	}
	for object, all := range s.Records {
		for id, r := range all {
			if r == nil || r.Values["Id"] != id {
				return nil, fmt.Errorf("snapshot: the %s %s has no values", object, id)
			}
		}
	}
	for kind, all := range s.Metadata {
		for name, c := range all {
			if c == nil || c.Doc == nil || slices.ContainsFunc(c.Versions, func(v version) bool { return v.Doc == nil }) {
				return nil, fmt.Errorf("snapshot: %s %s has no document", kind, name)
			}
		}
	}
	return newOrg(s, options...), nil
}

// AddUser adds somebody who can log in, with the custom permissions they hold.
func (o *Org) AddUser(username string, permissions ...string) *User {
	o.mu.Lock()
	defer o.mu.Unlock()
	u := &User{ID: o.state.id("User"), Username: username, Name: username, Permissions: permissions}
	o.state.Users = append(o.state.Users, u)
	return u
}

func (s *state) user(match func(*User) bool) *User {
	if i := slices.IndexFunc(s.Users, match); i >= 0 {
		return s.Users[i]
	}
	return nil
}

// crmRecord is a record. A blank value is stored as none.
type crmRecord struct {
	Values map[string]any `json:"values"`
}
