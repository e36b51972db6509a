package api

import (
	"context"
	"encoding/json"
	"net/http"
)

// PipelineRules restrict how records move through a pipeline. Approval is for deals; it is kept as HubSpot has it.
type PipelineRules struct {
	Governance Governance      `json:"governanceValidationRules"`
	Approval   json.RawMessage `json:"approvalStage,omitempty"`
}

// Governance holds the rules about moves; nil is none.
type Governance struct {
	NoBackwards *StageRule `json:"noBackwardsMovementRule"`
	NoSkipping  *StageRule `json:"noSkippingStagesRule"`
	Creation    *StageRule `json:"objectCreationRule"`
}

// StageRule is a rule and the stages that it is for. Creation rules always name stages.
type StageRule struct {
	AllStages bool     `json:"enabledForAllStages,omitempty"`
	StageIDs  []string `json:"pipelineStageIds"`
}

// StagePermission says who may change records in a stage. Users are given by user id, not owner id.
type StagePermission struct {
	StageID    string  `json:"pipelineStageId"`
	Mode       string  `json:"permissionMode"` // OPEN or RESTRICTED
	SuperAdmin bool    `json:"superAdmin"`
	TeamIDs    []int64 `json:"teamIds"`
	UserIDs    []int64 `json:"userIds"`
}

// PipelineRules reads the rules of a pipeline. Accounts or tokens without them answer with Permission.
func (c *Client) PipelineRules(ctx context.Context, objectTypeID, pipelineID string) (*PipelineRules, error) {
	return fetch[PipelineRules](ctx, c, op{method: http.MethodGet, api: Rules, path: []string{objectTypeID, pipelineID}})
}

// SetPipelineRules replaces the rules about moves and leaves the approval as it is.
func (c *Client) SetPipelineRules(ctx context.Context, objectTypeID, pipelineID string, g Governance) error {
	now, err := c.PipelineRules(ctx, objectTypeID, pipelineID)
	if err != nil {
		return err
	}
	now.Governance = g
	for _, r := range []**StageRule{&now.Governance.NoBackwards, &now.Governance.NoSkipping, &now.Governance.Creation} {
		if *r != nil && (*r).StageIDs == nil {
			*r = &StageRule{(*r).AllStages, []string{}}
		}
	}
	return c.do(ctx, op{method: http.MethodPut, api: Rules, path: []string{objectTypeID, pipelineID}, body: now})
}

// DeletePipelineRules takes all rules of a pipeline away, the approval among them.
func (c *Client) DeletePipelineRules(ctx context.Context, objectTypeID, pipelineID string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Rules, path: []string{objectTypeID, pipelineID}})
}

type stagePermissions struct {
	Stages []StagePermission `json:"stages"`
}

// StagePermissions reads who may change records in the stages of a pipeline.
func (c *Client) StagePermissions(ctx context.Context, objectTypeID, pipelineID string) ([]StagePermission, error) {
	p, err := fetch[stagePermissions](ctx, c, op{method: http.MethodGet, api: Rules, path: []string{objectTypeID, pipelineID, "stage-edit-permissions"}})
	if err != nil {
		return nil, err
	}
	return p.Stages, nil
}

// SetStagePermissions replaces them.
func (c *Client) SetStagePermissions(ctx context.Context, objectTypeID, pipelineID string, s []StagePermission) error {
	return c.do(ctx, op{method: http.MethodPut, api: Rules, path: []string{objectTypeID, pipelineID, "stage-edit-permissions"}, body: stagePermissions{s}})
}
