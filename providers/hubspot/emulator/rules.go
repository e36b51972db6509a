package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
)

// ruleSet is what governs a pipeline: its rules and who may edit at which stage. It is kept as it was written.
type ruleSet struct {
	Governance  json.RawMessage   `json:"governanceValidationRules,omitempty"`
	Approval    json.RawMessage   `json:"approvalStage,omitempty"`
	Permissions []stagePermission `json:"stages,omitempty"`
}

type stagePermission struct {
	PipelineStageID string  `json:"pipelineStageId"`
	PermissionMode  string  `json:"permissionMode"`
	SuperAdmin      bool    `json:"superAdmin"`
	TeamIDs         []int64 `json:"teamIds"`
	UserIDs         []int64 `json:"userIds"`
}

type governance struct {
	NoBackwards    *moveRule `json:"noBackwardsMovementRule"`
	NoSkipping     *moveRule `json:"noSkippingStagesRule"`
	ObjectCreation *moveRule `json:"objectCreationRule"`
}

type moveRule struct {
	EnabledForAllStages bool     `json:"enabledForAllStages"`
	PipelineStageIDs    []string `json:"pipelineStageIds"`
}

type approval struct {
	PipelineStageID string  `json:"pipelineStageId"`
	ApprovalMode    string  `json:"approvalMode"`
	ApproverUserIDs []int64 `json:"approverUserIds"`
}

var (
	rulesRead       = one("crm-pipelines-governance-read", "crm-pipelines-governance-write")
	rulesWrite      = one("crm-pipelines-governance-write")
	permissionRead  = one("pipeline-level-permissions-access", "pipeline-level-permissions-write")
	permissionWrite = one("pipeline-level-permissions-write")
)

var ruleRoutes = []route{
	{method: http.MethodGet, rest: "{objectType}/{pipeline}/stage-edit-permissions", scopes: permissionRead, handle: readPermissions},
	{method: http.MethodPut, rest: "{objectType}/{pipeline}/stage-edit-permissions", scopes: permissionWrite, handle: putPermissions},
	{method: http.MethodGet, rest: "{objectType}/{pipeline}", scopes: rulesRead, handle: readRules},
	{method: http.MethodPut, rest: "{objectType}/{pipeline}", scopes: rulesWrite, handle: writeRules},
	{method: http.MethodPatch, rest: "{objectType}/{pipeline}", scopes: rulesWrite, handle: writeRules},
	{method: http.MethodDelete, rest: "{objectType}/{pipeline}", scopes: rulesWrite, handle: deleteRules},
}

func ruleKey(o *object, p *pipeline) string { return o.ID + "/" + p.ID }

// rules gives the rules of a pipeline, made when there are none.
func (s *state) rules(o *object, p *pipeline) *ruleSet {
	key := ruleKey(o, p)
	if s.Rules[key] == nil {
		s.Rules[key] = &ruleSet{}
	}
	return s.Rules[key]
}

type rulesView struct {
	ObjectTypeID string          `json:"objectTypeId"`
	PipelineID   string          `json:"pipelineId"`
	Governance   json.RawMessage `json:"governanceValidationRules,omitempty"`
	Approval     json.RawMessage `json:"approvalStage,omitempty"`
}

func readRules(c *call) (any, error) {
	return c.withPipeline(false, func(o *object, p *pipeline) (any, error) {
		r := c.st.rules(o, p)
		return rulesView{o.ID, p.ID, r.Governance, r.Approval}, nil
	})
}

// writeRules replaces the rules (PUT), or those that are given (PATCH, where null removes).
func writeRules(c *call) (any, error) {
	return c.withPipeline(true, func(o *object, p *pipeline) (any, error) {
		var in struct {
			Governance json.RawMessage `json:"governanceValidationRules"`
			Approval   json.RawMessage `json:"approvalStage"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if err := checkRules(o, p, in.Governance, in.Approval); err != nil {
			return nil, err
		}
		r, fields := c.st.rules(o, p), c.fields()
		if _, ok := fields["governanceValidationRules"]; ok || c.r.Method == http.MethodPut {
			r.Governance = orNothing(in.Governance)
		}
		if _, ok := fields["approvalStage"]; ok || c.r.Method == http.MethodPut {
			r.Approval = orNothing(in.Approval)
		}
		return rulesView{o.ID, p.ID, r.Governance, r.Approval}, nil
	})
}

func orNothing(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

func checkRules(o *object, p *pipeline, rawRules, rawApproval json.RawMessage) error {
	var g governance
	if len(rawRules) > 0 && json.Unmarshal(rawRules, &g) != nil {
		return invalid("", "Invalid input JSON: governanceValidationRules could not be read")
	}
	for _, m := range []*moveRule{g.NoBackwards, g.NoSkipping, g.ObjectCreation} {
		if m == nil {
			continue
		}
		for _, id := range m.PipelineStageIDs {
			if p.stage(id) == nil {
				return invalid("", "Stage %s is not part of pipeline %s", id, p.ID)
			}
		}
	}
	if len(rawApproval) == 0 || string(rawApproval) == "null" {
		return nil
	}
	var a approval
	switch {
	case json.Unmarshal(rawApproval, &a) != nil:
		return invalid("", "Invalid input JSON: approvalStage could not be read")
	case o.ID != "0-3":
		return invalid("", "Only pipelines of deals have approvals")
	case p.stage(a.PipelineStageID) == nil:
		return invalid("", "Stage %s is not part of pipeline %s", a.PipelineStageID, p.ID)
	case a.ApprovalMode != "ALL" && a.ApprovalMode != "ANY":
		return invalid("", "approvalMode must be ALL or ANY, not %q", a.ApprovalMode)
	case len(a.ApproverUserIDs) == 0:
		return missing("approvalStage.approverUserIds")
	}
	return nil
}

func deleteRules(c *call) (any, error) {
	return c.withPipeline(true, func(o *object, p *pipeline) (any, error) {
		r := c.st.rules(o, p)
		r.Governance, r.Approval = nil, nil
		return nil, nil
	})
}

type permissionsView struct {
	Stages []stagePermission `json:"stages"`
}

// readPermissions lists every stage; those that nobody restricted are open.
func readPermissions(c *call) (any, error) {
	return c.withPipeline(false, func(o *object, p *pipeline) (any, error) {
		out := permissionsView{Stages: []stagePermission{}}
		set := c.st.rules(o, p).Permissions
		for _, s := range p.ordered() {
			i := slices.IndexFunc(set, func(x stagePermission) bool { return x.PipelineStageID == s.ID })
			if i >= 0 {
				out.Stages = append(out.Stages, set[i])
			} else {
				out.Stages = append(out.Stages, stagePermission{PipelineStageID: s.ID, PermissionMode: "OPEN", TeamIDs: []int64{}, UserIDs: []int64{}})
			}
		}
		return out, nil
	})
}

func putPermissions(c *call) (any, error) {
	v, err := c.withPipeline(true, func(o *object, p *pipeline) (any, error) {
		var in permissionsView
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		for i, s := range in.Stages {
			if p.stage(s.PipelineStageID) == nil {
				return nil, invalid("", "Stage %s is not part of pipeline %s", s.PipelineStageID, p.ID)
			}
			if s.PermissionMode != "OPEN" && s.PermissionMode != "RESTRICTED" {
				return nil, invalid("", "permissionMode must be OPEN or RESTRICTED, not %q", s.PermissionMode)
			}
			in.Stages[i].TeamIDs, in.Stages[i].UserIDs = append([]int64{}, s.TeamIDs...), append([]int64{}, s.UserIDs...)
		}
		c.st.rules(o, p).Permissions = in.Stages
		return nil, nil
	})
	if err != nil {
		return v, err
	}
	return readPermissions(c)
}
