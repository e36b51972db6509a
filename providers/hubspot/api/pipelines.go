package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Pipeline is a pipeline of an object type with its stages.
type Pipeline struct {
	ID           string  `json:"id"`
	Label        string  `json:"label"`
	DisplayOrder int     `json:"displayOrder"`
	Stages       []Stage `json:"stages"`
	Archived     bool    `json:"archived"`
}

// Stage is a stage of a pipeline.
type Stage struct {
	ID           string   `json:"id"`
	Label        string   `json:"label"`
	DisplayOrder int      `json:"displayOrder"` // only its order among the stages means something; HubSpot shifts numbers that collide
	Metadata     Metadata `json:"metadata"`
	Archived     bool     `json:"archived"`
	// WritePermissions is e.g. CRM_PERMISSIONS_ENFORCEMENT, or READ_ONLY for a stage that nobody can change.
	WritePermissions string `json:"writePermissions"`
}

// Metadata of a stage: probability for deals, ticketState for tickets. HubSpot wants strings and at times returns
// numbers and booleans; it also rewrites "0.10" to "0.1", so compare probabilities as numbers.
type Metadata map[string]string

func (m *Metadata) UnmarshalJSON(b []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*m = make(Metadata, len(raw))
	for k, v := range raw {
		var s string
		switch {
		case string(v) == "null":
			continue
		case json.Unmarshal(v, &s) == nil:
		case len(v) > 0 && (v[0] == '{' || v[0] == '['):
			return fmt.Errorf("metadata %q is no single value", k)
		default:
			s = string(v)
		}
		(*m)[k] = s
	}
	return nil
}

// PipelineInput creates a pipeline. With an ID of one's own the create can be repeated safely.
type PipelineInput struct {
	ID           string       `json:"pipelineId,omitempty"`
	Label        string       `json:"label"`
	DisplayOrder int          `json:"displayOrder"`
	Stages       []StageInput `json:"stages"`
}

// StageInput creates a stage.
type StageInput struct {
	ID           string   `json:"stageId,omitempty"`
	Label        string   `json:"label"`
	DisplayOrder int      `json:"displayOrder"`
	Metadata     Metadata `json:"metadata"`
}

// PipelinePatch changes a pipeline and none of its stages; what is nil stays. Archived false restores one.
type PipelinePatch struct {
	Label        *string `json:"label,omitempty"`
	DisplayOrder *int    `json:"displayOrder,omitempty"`
	Archived     *bool   `json:"archived,omitempty"`
}

// StagePatch changes a stage; what is nil stays. HubSpot's schema demands Metadata, so give what the stage has.
type StagePatch struct {
	Label        *string  `json:"label,omitempty"`
	DisplayOrder *int     `json:"displayOrder,omitempty"`
	Metadata     Metadata `json:"metadata"`
}

// Pipelines reads every pipeline of an object type with its stages in one request.
func (c *Client) Pipelines(ctx context.Context, objectType string) ([]Pipeline, error) {
	return all[Pipeline](ctx, c, op{method: http.MethodGet, api: Pipelines, path: []string{objectType}})
}

// Pipeline reads one pipeline.
func (c *Client) Pipeline(ctx context.Context, objectType, id string) (*Pipeline, error) {
	return fetch[Pipeline](ctx, c, op{method: http.MethodGet, api: Pipelines, path: []string{objectType, id}})
}

// CreatePipeline creates a pipeline with its stages. After a lost answer it is looked up by its ID, or else its label.
func (c *Client) CreatePipeline(ctx context.Context, objectType string, in PipelineInput) (*Pipeline, error) {
	return Create(ctx, func(ctx context.Context) (*Pipeline, error) {
		return fetch[Pipeline](ctx, c, op{method: http.MethodPost, api: Pipelines, path: []string{objectType}, body: in})
	}, func(ctx context.Context) (*Pipeline, error) {
		list, err := c.Pipelines(ctx, objectType)
		return one(list, err, fmt.Sprintf("pipeline %q of %s", in.Label, objectType), func(p *Pipeline) bool {
			return in.ID != "" && p.ID == in.ID || in.ID == "" && p.Label == in.Label
		})
	}, Proof)
}

// UpdatePipeline changes a pipeline itself.
func (c *Client) UpdatePipeline(ctx context.Context, objectType, id string, p PipelinePatch) (*Pipeline, error) {
	return fetch[Pipeline](ctx, c, op{method: http.MethodPatch, api: Pipelines, path: []string{objectType, id}, body: p, effect: web.Sets})
}

// guards are the checks of HubSpot before a delete. Their default differs between versions, so they are always given.
func guards(check bool) url.Values {
	return url.Values{"validateReferencesBeforeDelete": {flag(check)}, "validateDealStageUsagesBeforeDelete": {flag(check)}}
}

// DeletePipeline deletes a pipeline. With check HubSpot refuses when records are in it; count them all the same, as
// the check has been seen to fail.
func (c *Client) DeletePipeline(ctx context.Context, objectType, id string, check bool) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Pipelines, path: []string{objectType, id}, query: guards(check)})
}

// Stages reads the stages of a pipeline.
func (c *Client) Stages(ctx context.Context, objectType, pipelineID string) ([]Stage, error) {
	return all[Stage](ctx, c, op{method: http.MethodGet, api: Pipelines, path: []string{objectType, pipelineID, "stages"}})
}

// CreateStage adds a stage. Labels are unique within a pipeline; after a lost answer it is looked up by its ID, or else its label.
func (c *Client) CreateStage(ctx context.Context, objectType, pipelineID string, in StageInput) (*Stage, error) {
	return Create(ctx, func(ctx context.Context) (*Stage, error) {
		return fetch[Stage](ctx, c, op{method: http.MethodPost, api: Pipelines, path: []string{objectType, pipelineID, "stages"}, body: in})
	}, func(ctx context.Context) (*Stage, error) {
		list, err := c.Stages(ctx, objectType, pipelineID)
		return one(list, err, fmt.Sprintf("stage %q in pipeline %s of %s", in.Label, pipelineID, objectType), func(s *Stage) bool {
			return in.ID != "" && s.ID == in.ID || in.ID == "" && s.Label == in.Label
		})
	}, Proof)
}

// UpdateStage changes a stage.
func (c *Client) UpdateStage(ctx context.Context, objectType, pipelineID, id string, p StagePatch) (*Stage, error) {
	if p.Metadata == nil {
		p.Metadata = Metadata{}
	}
	return fetch[Stage](ctx, c, op{method: http.MethodPatch, api: Pipelines, path: []string{objectType, pipelineID, "stages", id}, body: p, effect: web.Sets})
}

// DeleteStage deletes a stage; check is as in DeletePipeline.
func (c *Client) DeleteStage(ctx context.Context, objectType, pipelineID, id string, check bool) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Pipelines, path: []string{objectType, pipelineID, "stages", id}, query: guards(check)})
}
