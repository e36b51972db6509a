package emulator

import (
	"encoding/json"
	"fmt"
	"time"
)

// state is everything that an account holds. It is JSON as it stands; see Snapshot.
type state struct {
	PortalID   int64                  `json:"portalId"`
	Tier       Tier                   `json:"tier"`
	TimeZone   string                 `json:"timeZone"` // the daily limit starts anew at midnight here
	NextID     int64                  `json:"nextId"`
	Objects    table[*object]         `json:"objects"` // by object type id
	Owners     []*Owner               `json:"owners"`
	Users      table[*User]           `json:"users"`
	Teams      table[*Team]           `json:"teams"`
	Labels     []*labelPair           `json:"associationLabels"`
	Lists      table[*list]           `json:"lists"`
	Flows      table[*flow]           `json:"flows"`
	Scores     table[*score]          `json:"scores"`
	Rules      map[string]*ruleSet    `json:"pipelineRules"` // by object type id and pipeline id, see ruleKey
	Validation map[string][]checkRule `json:"validationRules"`
	Required   map[string][]string    `json:"requiredByStage"` // by object type id and stage id: what the settings pages say, see RequireAtStage
	Audit      []auditEntry           `json:"audit"`
}

// object is a type of records with its definitions and the records themselves.
type object struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"` // as it stands in paths: contacts, or p42_subscription for a custom one
	Singular   string            `json:"singular"`
	Plural     string            `json:"plural"`
	Custom     *customSchema     `json:"custom,omitempty"`
	Groups     table[*group]     `json:"groups"`
	Properties table[*property]  `json:"properties"`
	Pipelines  []*pipeline       `json:"pipelines"`
	Records    table[*crmRecord] `json:"records"`
}

type group struct {
	Name         string `json:"name"`
	Label        string `json:"label"`
	DisplayOrder int    `json:"displayOrder"`
	Archived     bool   `json:"archived"`
}

type pipeline struct {
	ID           string   `json:"id"`
	Label        string   `json:"label"`
	DisplayOrder int      `json:"displayOrder"`
	Stages       []*stage `json:"stages"`
	Archived     bool     `json:"archived"`
	CreatedAt    string   `json:"createdAt"`
	UpdatedAt    string   `json:"updatedAt"`
}

type stage struct {
	ID               string            `json:"id"`
	Label            string            `json:"label"`
	DisplayOrder     int               `json:"displayOrder"`
	Metadata         map[string]string `json:"metadata"`
	WritePermissions string            `json:"writePermissions"`
	Archived         bool              `json:"archived"`
	CreatedAt        string            `json:"createdAt"`
	UpdatedAt        string            `json:"updatedAt"`
}

// crmRecord is a contact, company, deal or another record. An empty value is stored as none.
type crmRecord struct {
	ID           string                  `json:"id"`
	Values       map[string]string       `json:"values"`
	History      map[string][]version    `json:"history"` // newest first
	Associations map[string][]associated `json:"associations,omitempty"`
	CreatedAt    string                  `json:"createdAt"`
	UpdatedAt    string                  `json:"updatedAt"`
	Archived     bool                    `json:"archived"`
	ArchivedAt   string                  `json:"archivedAt,omitempty"`
}

type version struct {
	Value      string `json:"value"`
	Timestamp  string `json:"timestamp"`
	SourceType string `json:"sourceType"`
	SourceID   string `json:"sourceId,omitempty"`
}

type associated struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

type auditEntry struct {
	At       string         `json:"at"`
	Action   string         `json:"action"` // CREATE, UPDATE, DELETE
	Category string         `json:"category"`
	Target   string         `json:"target"` // natural key: object type id, then ids, with slashes
	After    map[string]any `json:"after,omitempty"`
	By       int64          `json:"by,omitempty"` // user; see ActAs
}

// id gives the next number that the account assigns. Records, pipelines, lists and all else share one sequence,
// so that an id used for the wrong kind is never right by accident.
func (s *state) id() string {
	s.NextID++
	return fmt.Sprint(s.NextID)
}

// instant writes a time as HubSpot does: UTC with milliseconds.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Snapshot gives the whole account as JSON; Restore reads it back. Tokens, faults, usage and the record of
// requests are not part of it.
func (a *Account) Snapshot() ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return json.MarshalIndent(a.state, "", "  ")
}

// Restore makes an account from a Snapshot.
func Restore(snapshot []byte, options ...Option) (*Account, error) {
	s := &state{}
	if err := json.Unmarshal(snapshot, s); err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	if !s.Tier.known() || s.PortalID == 0 || len(s.Objects.keys) == 0 {
		return nil, fmt.Errorf("snapshot: not one of an account: portal, tier or objects are missing")
	}
	for _, o := range s.Objects.all() {
		if o == nil {
			return nil, fmt.Errorf("snapshot: an object type without a definition")
		}
		for _, r := range o.Records.all() {
			if r.Values == nil || r.History == nil {
				return nil, fmt.Errorf("snapshot: record %s of %s lacks values or history", r.ID, o.Name)
			}
		}
	}
	return newAccount(s, options...), nil
}
