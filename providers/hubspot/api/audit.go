package api

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
	"time"
)

// AuditEntry is a line of the account's audit log. What TargetObjectID looks like HubSpot does not say; it depends on the category.
type AuditEntry struct {
	ID             string    `json:"id"`
	OccurredAt     time.Time `json:"occurredAt"`
	ActingUser     AuditUser `json:"actingUser"`
	Action         string    `json:"action"` // CREATE, UPDATE, DELETE …
	Category       string    `json:"category"`
	SubCategory    string    `json:"subCategory"`
	TargetObjectID string    `json:"targetObjectId"`
}

// AuditUser is who did something.
type AuditUser struct {
	UserID    json.Number `json:"userId"`
	UserEmail string      `json:"userEmail"`
}

// AuditLog lists what was done in the account since a time. It needs the scope account-info.security.read, which HubSpot
// documents for Enterprise.
func (c *Client) AuditLog(ctx context.Context, since time.Time) iter.Seq2[AuditEntry, error] {
	query := map[string][]string{"occurredAfter": {since.UTC().Format(time.RFC3339)}}
	return pages[AuditEntry](ctx, c, op{method: http.MethodGet, api: Account, path: []string{"activity", "audit-logs"}, query: query}, 100)
}

// Revision is a change of a pipeline or a stage.
type Revision struct {
	Identifier string      `json:"identifier"`
	Action     string      `json:"action"`
	Timestamp  time.Time   `json:"timestamp"`
	FromUserID json.Number `json:"fromUserId"`
	Message    string      `json:"message"`
}

// Revisions lists the changes of a pipeline, or of one of its stages when that is given. Any token that may read the pipeline
// may read them.
func (c *Client) Revisions(ctx context.Context, objectType, pipelineID, stageID string) ([]Revision, error) {
	path := []string{objectType, pipelineID}
	if stageID != "" {
		path = append(path, "stages", stageID)
	}
	return all[Revision](ctx, c, op{method: http.MethodGet, api: Pipelines, path: append(path, "audit")})
}

// Names tells whether an entry of the log is about something with an id, as HubSpot writes it alone or behind what it is in.
func (e *AuditEntry) Names(id string) bool {
	return id != "" && (e.TargetObjectID == id || strings.HasSuffix(e.TargetObjectID, "/"+id))
}
