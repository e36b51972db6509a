package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// lifecyclePipelines are the pipelines whose stages are lifecycle stages; contacts and companies share them.
var lifecyclePipelines = map[string]string{"0-1": "contacts-lifecycle-pipeline", "0-2": "companies-lifecycle-pipeline"}

var pipelineRoutes = []route{
	{method: http.MethodGet, rest: "{objectType}", scopes: definitionScopes(false), handle: listPipelines},
	{method: http.MethodPost, rest: "{objectType}", scopes: definitionScopes(true), handle: createPipeline},
	{method: http.MethodGet, rest: "{objectType}/{pipeline}", scopes: definitionScopes(false), handle: readPipeline},
	{method: http.MethodPatch, rest: "{objectType}/{pipeline}", scopes: definitionScopes(true), handle: patchPipeline},
	{method: http.MethodPut, rest: "{objectType}/{pipeline}", scopes: definitionScopes(true), handle: replacePipeline},
	{method: http.MethodDelete, rest: "{objectType}/{pipeline}", scopes: definitionScopes(true), handle: deletePipeline},
	{method: http.MethodGet, rest: "{objectType}/{pipeline}/audit", scopes: definitionScopes(false), handle: auditPipeline},
	{method: http.MethodGet, rest: "{objectType}/{pipeline}/stages", scopes: definitionScopes(false), handle: listStages},
	{method: http.MethodPost, rest: "{objectType}/{pipeline}/stages", scopes: definitionScopes(true), handle: createStage},
	{method: http.MethodGet, rest: "{objectType}/{pipeline}/stages/{stage}", scopes: definitionScopes(false), handle: readStage},
	{method: http.MethodPatch, rest: "{objectType}/{pipeline}/stages/{stage}", scopes: definitionScopes(true), handle: writeStage},
	{method: http.MethodPut, rest: "{objectType}/{pipeline}/stages/{stage}", scopes: definitionScopes(true), handle: writeStage},
	{method: http.MethodDelete, rest: "{objectType}/{pipeline}/stages/{stage}", scopes: definitionScopes(true), handle: deleteStage},
	{method: http.MethodGet, rest: "{objectType}/{pipeline}/stages/{stage}/audit", scopes: definitionScopes(false), handle: auditPipeline},
}

type pipelineInput struct {
	PipelineID   string        `json:"pipelineId"`
	Label        string        `json:"label"`
	DisplayOrder *int          `json:"displayOrder"`
	Stages       *[]stageInput `json:"stages"`
}

type stageInput struct {
	StageID      string         `json:"stageId"`
	Label        string         `json:"label"`
	DisplayOrder *int           `json:"displayOrder"`
	Metadata     map[string]any `json:"metadata"`
}

// nothingThere is a 404 without a body, as pipelines and stages that are not there have it.
func nothingThere() *apiError { return &apiError{status: http.StatusNotFound, empty: true} }

// withPipelines runs fn with the object type of the path, which must have pipelines.
func (c *call) withPipelines(write bool, fn func(*object) (any, error)) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		if stage, _ := o.placed(); stage == "" {
			return nil, invalid("", "Object type %s does not support pipelines", o.ID)
		}
		if o.lifecycle() {
			switch l := c.a.settings.lifecycle; {
			case l == LifecycleHidden:
				return nil, invalid("", "Object type %s does not support pipelines", o.ID)
			case l == LifecycleReadOnly && write:
				return nil, invalid("", "The pipelines of object type %s cannot be changed", o.ID)
			}
		}
		return fn(o)
	})
}

func (c *call) withPipeline(write bool, fn func(*object, *pipeline) (any, error)) (any, error) {
	return c.withPipelines(write, func(o *object) (any, error) {
		p := o.pipeline(c.params["pipeline"])
		if p == nil {
			return nil, nothingThere()
		}
		return fn(o, p)
	})
}

func listPipelines(c *call) (any, error) {
	return c.withPipelines(false, func(o *object) (any, error) {
		out := results[*pipeline]{Results: []*pipeline{}}
		return results[*pipeline]{Results: append(out.Results, o.Pipelines...)}, nil
	})
}

func readPipeline(c *call) (any, error) {
	return c.withPipeline(false, func(_ *object, p *pipeline) (any, error) { return p, nil })
}

func createPipeline(c *call) (any, error) {
	return c.withPipelines(true, func(o *object) (any, error) {
		if o.lifecycle() {
			return nil, invalid("", "Object type %s has one pipeline, and no other can be created", o.ID)
		}
		var in pipelineInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if len(in.PipelineID) > 36 {
			return nil, refuse(http.StatusInternalServerError, "", "", "internal error")
		}
		if in.PipelineID != "" && o.pipeline(in.PipelineID) != nil {
			return nil, invalid("", "There's another pipeline for this object with pipelineId %s", in.PipelineID)
		}
		for _, other := range c.st.Objects.all() {
			if in.PipelineID != "" && other != o && other.pipeline(in.PipelineID) != nil {
				return nil, conflict("VALIDATION_ERROR", "PipelineError.STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE", "Stage IDs already exist in another pipeline")
			}
		}
		if len(o.Pipelines) >= c.st.Tier.pipelines() {
			return nil, invalid("PipelineError.PIPELINE_LIMIT_EXCEEDED", "The account's limit of %d pipelines for %s is reached", c.st.Tier.pipelines(), o.Plural)
		}
		p := &pipeline{ID: in.PipelineID, CreatedAt: c.stamp()}
		if p.ID == "" {
			p.ID = c.st.id()
		}
		if err := c.fill(o, p, in); err != nil {
			return nil, err
		}
		o.Pipelines = append(o.Pipelines, p)
		if o.Custom != nil {
			o.addPlaces()
		}
		c.audit("CREATE", "PIPELINE", o.ID+"/"+p.ID, nil)
		c.status = http.StatusCreated
		return p, nil
	})
}

// fill sets label, order and stages of a new or replaced pipeline; on an error nothing has changed.
func (c *call) fill(o *object, p *pipeline, in pipelineInput) error {
	if strings.TrimSpace(in.Label) == "" {
		return missing("label")
	}
	if in.DisplayOrder == nil {
		return missing("displayOrder")
	}
	if in.Stages == nil || len(*in.Stages) == 0 {
		return invalid("", "Pipeline must have at least one stage")
	}
	if len(*in.Stages) > 100 {
		return invalid("", "Pipeline must have at most 100 stages")
	}
	if err := o.labelFree(p, in.Label); err != nil {
		return err
	}
	next := &pipeline{ID: p.ID}
	for _, si := range *in.Stages {
		if si.Label == "" {
			return missing("stages.label")
		}
		if si.DisplayOrder == nil {
			return missing("stages.displayOrder")
		}
		if next.labelled(si.Label, nil) {
			return invalid("", "Stage labels must be unique within a pipeline: %q", si.Label)
		}
		s := &stage{ID: si.StageID, CreatedAt: c.stamp(), WritePermissions: "CRM_PERMISSIONS_ENFORCEMENT"}
		if old := p.stage(si.StageID); old != nil {
			kept := *old
			s = &kept
			s.Metadata = cloneMap(old.Metadata)
		} else if other, _ := o.stageOf(si.StageID); other != nil || next.stage(si.StageID) != nil {
			return conflict("VALIDATION_ERROR", "PipelineError.STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE", "Stage IDs already exist in another pipeline: [%s]", si.StageID)
		}
		if len(s.ID) > 100 {
			return refuse(http.StatusInternalServerError, "", "", "internal error")
		}
		if s.ID == "" {
			s.ID = c.st.id()
		}
		s.Label, s.UpdatedAt = si.Label, c.stamp()
		if err := s.setMetadata(o, si.Metadata); err != nil {
			return err
		}
		if err := next.place(s, *si.DisplayOrder); err != nil {
			return err
		}
	}
	if err := o.needsClosed(next.Stages); err != nil {
		return err
	}
	p.Label, p.DisplayOrder, p.Stages, p.UpdatedAt = in.Label, *in.DisplayOrder, next.Stages, c.stamp()
	return nil
}

// cloneMap copies metadata; the copy of none is empty.
func cloneMap(m map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, m)
	return out
}

// labelFree refuses the label of another pipeline of the object, whatever its case.
func (o *object) labelFree(p *pipeline, label string) error {
	for _, other := range o.Pipelines {
		if other.ID != p.ID && strings.EqualFold(strings.TrimSpace(other.Label), strings.TrimSpace(label)) {
			return invalid("", "An active pipeline with label '%s' already exists", label)
		}
	}
	return nil
}

func patchPipeline(c *call) (any, error) {
	return c.withPipeline(true, func(o *object, p *pipeline) (any, error) {
		var in pipelineInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if given(c.fields(), "label") {
			if strings.TrimSpace(in.Label) == "" {
				return nil, missing("label")
			}
			if err := o.labelFree(p, in.Label); err != nil {
				return nil, err
			}
			p.Label = in.Label
		}
		if in.DisplayOrder != nil {
			p.DisplayOrder = *in.DisplayOrder
		}
		p.UpdatedAt = c.stamp()
		for _, s := range p.Stages {
			s.UpdatedAt = c.stamp()
		}
		c.audit("UPDATE", "PIPELINE", o.ID+"/"+p.ID, nil)
		return p, nil
	})
}

// replacePipeline keeps the stages that are named by their ids, makes the others, and deletes those left out. What
// the settings pages require at its stages is lost.
func replacePipeline(c *call) (any, error) {
	return c.withPipeline(true, func(o *object, p *pipeline) (any, error) {
		if o.lifecycle() {
			return nil, invalid("", "The pipeline of object type %s cannot be replaced", o.ID)
		}
		var in pipelineInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		var dropped []*stage
		for _, s := range p.Stages {
			if in.Stages == nil || !slices.ContainsFunc(*in.Stages, func(si stageInput) bool { return si.StageID == s.ID }) {
				dropped = append(dropped, s)
			}
		}
		if err := c.inUse(o, dropped); err != nil {
			return nil, err
		}
		if err := c.fill(o, p, in); err != nil {
			return nil, err
		}
		for key := range c.st.Required {
			if id, ok := strings.CutPrefix(key, o.ID+"/"); ok && (p.stage(id) != nil || slices.ContainsFunc(dropped, func(s *stage) bool { return s.ID == id })) {
				delete(c.st.Required, key)
			}
		}
		c.audit("UPDATE", "PIPELINE", o.ID+"/"+p.ID, nil)
		return p, nil
	})
}

// inUse refuses to delete stages that hold records. Before version 2026-09 it is asked for by a flag of the
// query; since then it cannot be turned off.
func (c *call) inUse(o *object, stages []*stage) error {
	ask := c.dated("2026-09") || c.flag("validateReferencesBeforeDelete") || o.ID == "0-3" && c.flag("validateDealStageUsagesBeforeDelete")
	if !ask {
		return nil
	}
	var ids, records []string
	for _, s := range stages {
		if held := o.occupants(s.ID); len(held) > 0 {
			ids, records = append(ids, s.ID), append(records, held...)
		}
	}
	if ids == nil {
		return nil
	}
	if len(records) > 100 {
		records = records[:100]
	}
	at, by := "["+strings.Join(ids, ", ")+"]", "["+strings.Join(records, ", ")+"]"
	return invalid("PipelineError.STAGE_ID_IN_USE", "Stage IDs: %s are being referenced by object IDs: %s", at, by).
		with(map[string][]string{"stageIds": {at}, "objectIds": {by}})
}

func deletePipeline(c *call) (any, error) {
	return c.withPipelines(true, func(o *object) (any, error) {
		p := o.pipeline(c.params["pipeline"])
		if p == nil {
			return nil, notFound("Pipeline %s was not found", c.params["pipeline"])
		}
		if o.lifecycle() || p.ID == "default" || o.ID == "0-5" && p.ID == "0" || len(o.Pipelines) == 1 && o.Custom == nil {
			return nil, invalid("PipelineError.CANNOT_DELETE_DEFAULT_PIPELINE", "The default or last pipeline of an object cannot be deleted")
		}
		if err := c.inUse(o, p.Stages); err != nil {
			return nil, err
		}
		o.Pipelines = slices.DeleteFunc(o.Pipelines, func(x *pipeline) bool { return x == p })
		delete(c.st.Rules, ruleKey(o, p))
		c.audit("DELETE", "PIPELINE", o.ID+"/"+p.ID, nil)
		return nil, nil
	})
}

// auditPipeline lists the changes of a pipeline or a stage, newest first.
func auditPipeline(c *call) (any, error) {
	return c.withPipeline(false, func(o *object, p *pipeline) (any, error) {
		target := o.ID + "/" + p.ID
		if s := c.params["stage"]; s != "" {
			target += "/" + s
		}
		type row struct {
			PortalID   int64           `json:"portalId"`
			Identifier string          `json:"identifier"`
			Action     string          `json:"action"`
			Timestamp  string          `json:"timestamp"`
			RawObject  json.RawMessage `json:"rawObject,omitempty"`
			FromUserID int64           `json:"fromUserId,omitempty"`
		}
		out := results[row]{Results: []row{}}
		for _, e := range c.st.Audit {
			if e.Target == target {
				raw, _ := json.Marshal(e.After)
				out.Results = append([]row{{c.st.PortalID, target[strings.LastIndex(target, "/")+1:], e.Action, e.At, raw, e.By}}, out.Results...)
			}
		}
		return out, nil
	})
}
