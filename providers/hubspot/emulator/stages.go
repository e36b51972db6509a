package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func listStages(c *call) (any, error) {
	return c.withPipelines(false, func(o *object) (any, error) {
		p := o.pipeline(c.params["pipeline"])
		if p == nil {
			return nil, refuse(http.StatusNotFound, "", "", "Pipeline %s was not found", c.params["pipeline"])
		}
		return results[*stage]{Results: append([]*stage{}, p.Stages...)}, nil
	})
}

func readStage(c *call) (any, error) {
	return c.withPipeline(false, func(_ *object, p *pipeline) (any, error) {
		if s := p.stage(c.params["stage"]); s != nil {
			return s, nil
		}
		return nil, nothingThere()
	})
}

func (p *pipeline) ordered() []*stage {
	out := slices.Clone(p.Stages)
	slices.SortStableFunc(out, func(a, b *stage) int { return a.DisplayOrder - b.DisplayOrder })
	return out
}

// labelled tells whether a stage other than the given one has the label, whatever its case and the spaces around it.
func (p *pipeline) labelled(label string, except *stage) bool {
	return slices.ContainsFunc(p.Stages, func(s *stage) bool {
		return s != except && strings.EqualFold(strings.TrimSpace(s.Label), strings.TrimSpace(label))
	})
}

// place puts a stage, new or of the pipeline, at an order number. A number that is taken puts it right after the
// stage that has it and numbers the pipeline anew from 0; a free one moves no other stage.
func (p *pipeline) place(s *stage, order int) error {
	if order < 0 {
		return invalid("", "displayOrder must not be negative")
	}
	others := slices.DeleteFunc(p.ordered(), func(x *stage) bool { return x == s })
	if !slices.Contains(p.Stages, s) {
		p.Stages = append(p.Stages, s)
	}
	s.DisplayOrder = order
	at := slices.IndexFunc(others, func(x *stage) bool { return x.DisplayOrder == order })
	if at < 0 {
		return nil
	}
	for i, x := range slices.Insert(others, at+1, s) {
		x.DisplayOrder = i
	}
	return nil
}

// setMetadata merges what is given into a stage's metadata: keys that the object's stages do not have are
// dropped, values become strings in their canonical spelling, and isClosed is derived.
func (s *stage) setMetadata(o *object, in map[string]any) error {
	m := cloneMap(s.Metadata)
	keep := func(key string) {
		if v, ok := in[key]; ok && v != nil {
			m[key] = fmt.Sprint(v)
		}
	}
	closed := false
	switch {
	case o.ID == "0-3":
		if v, ok := in["probability"]; ok && v == nil {
			return invalid("", "must specify probability when writing a dealstage")
		}
		keep("probability")
		if m["probability"] == "" {
			return invalid("", "must specify probability when writing a dealstage")
		}
		p, err := strconv.ParseFloat(m["probability"], 64)
		if err != nil || !(p >= 0 && p <= 1) {
			return invalid("PipelineError.INVALID_PIPELINE_STAGE_METADATA", "probability must be a number between 0.0 and 1.0, not %q", m["probability"])
		}
		m["probability"] = strconv.FormatFloat(p, 'f', -1, 64)
		if !strings.Contains(m["probability"], ".") {
			m["probability"] += ".0"
		}
		closed = p == 0 || p == 1
	case o.ID == "0-136":
		keep("leadState")
		closed = m["leadState"] == "QUALIFIED" || m["leadState"] == "DISQUALIFIED"
	default:
		key := "state"
		if o.ID == "0-5" {
			key = "ticketState"
		}
		keep(key)
		if m[key] == "" {
			m[key] = "OPEN"
		}
		if m[key] != "OPEN" && m[key] != "CLOSED" {
			return invalid("PipelineError.INVALID_PIPELINE_STAGE_METADATA", "%s must be OPEN or CLOSED, not %q", key, m[key])
		}
		closed = m[key] == "CLOSED"
	}
	m["isClosed"] = strconv.FormatBool(closed)
	s.Metadata = m
	return nil
}

// needsClosed refuses stages of tickets of which none is closed.
func (o *object) needsClosed(stages []*stage) error {
	if o.ID == "0-5" && !slices.ContainsFunc(stages, func(s *stage) bool { return s.Metadata["ticketState"] == "CLOSED" }) {
		return invalid("PipelineError.MISSING_CLOSED_STAGE", "A ticket pipeline must have a closed stage")
	}
	return nil
}

// echo is the answer to a write: the request merged over what is stored. Only a later read shows what was kept.
func (s *stage) echo(in stageInput) *stage {
	out := *s
	out.Metadata = cloneMap(s.Metadata)
	for k, v := range in.Metadata {
		if v != nil {
			out.Metadata[k] = fmt.Sprint(v)
		}
	}
	return &out
}

func createStage(c *call) (any, error) {
	return c.withPipeline(true, func(o *object, p *pipeline) (any, error) {
		var in stageInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		switch {
		case strings.TrimSpace(in.Label) == "":
			return nil, missing("label")
		case in.DisplayOrder == nil:
			return nil, missing("displayOrder")
		case p.labelled(in.Label, nil):
			return nil, invalid("PipelineError.STAGE_LABEL_EXISTS", "A stage with the label %q already exists in the pipeline", in.Label)
		case len(p.Stages) >= 100:
			return nil, invalid("", "Pipeline must have at most 100 stages")
		case len(in.StageID) > 100:
			return nil, refuse(http.StatusInternalServerError, "", "", "internal error")
		}
		if o.lifecycle() {
			in.StageID = "" // the server assigns the value of a lifecycle stage
		}
		if holder, _ := o.stageOf(in.StageID); holder != nil {
			return nil, refuse(http.StatusBadRequest, "", "", "Pipeline %s is already using stage id %s", holder.ID, in.StageID)
		}
		s := &stage{ID: in.StageID, Label: in.Label, WritePermissions: "CRM_PERMISSIONS_ENFORCEMENT", CreatedAt: c.stamp(), UpdatedAt: c.stamp()}
		if err := s.setMetadata(o, in.Metadata); err != nil {
			return nil, err
		}
		if *in.DisplayOrder < 0 {
			return nil, invalid("", "displayOrder must not be negative")
		}
		if s.ID == "" {
			s.ID = c.st.id()
		}
		for _, p := range c.st.twins(o, p) {
			copied := *s
			copied.Metadata = cloneMap(s.Metadata)
			if err := p.place(&copied, *in.DisplayOrder); err != nil {
				return nil, err
			}
			s = &copied
		}
		c.audit("CREATE", "PIPELINE_STAGE", o.ID+"/"+p.ID+"/"+s.ID, nil)
		c.status = http.StatusCreated
		return p.stage(s.ID).echo(in), nil
	})
}

// twins gives the pipeline and, where its stages are shared with another one, that as well: contacts and
// companies have the same lifecycle stages.
func (s *state) twins(o *object, p *pipeline) []*pipeline {
	if !o.lifecycle() {
		return []*pipeline{p}
	}
	var out []*pipeline
	for _, id := range []string{"0-1", "0-2"} {
		if twin, ok := s.Objects.get(id); ok {
			out = append(out, twin.Pipelines...)
		}
	}
	return out
}

// writeStage changes the fields that are given; a PUT needs all of them.
func writeStage(c *call) (any, error) {
	return c.withPipeline(true, func(o *object, p *pipeline) (any, error) {
		s := p.stage(c.params["stage"])
		if s == nil {
			return nil, nothingThere()
		}
		var in stageInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		label := given(c.fields(), "label")
		if c.r.Method == http.MethodPut {
			switch {
			case !label:
				return nil, missing("label")
			case in.DisplayOrder == nil:
				return nil, missing("displayOrder")
			}
		}
		if label && strings.TrimSpace(in.Label) == "" {
			return nil, missing("label")
		}
		if label && p.labelled(in.Label, s) {
			return nil, invalid("PipelineError.STAGE_LABEL_EXISTS", "A stage with the label %q already exists in the pipeline", in.Label)
		}
		if in.DisplayOrder != nil && *in.DisplayOrder < 0 {
			return nil, invalid("", "displayOrder must not be negative")
		}
		changed := *s
		if err := changed.setMetadata(o, in.Metadata); err != nil {
			return nil, err
		}
		if err := o.needsClosed(append(slices.DeleteFunc(slices.Clone(p.Stages), func(x *stage) bool { return x == s }), &changed)); err != nil {
			return nil, err
		}
		for _, p := range c.st.twins(o, p) {
			s := p.stage(s.ID)
			if s == nil {
				continue
			}
			s.Metadata, s.UpdatedAt = cloneMap(changed.Metadata), c.stamp()
			if label {
				s.Label = in.Label
			}
			if in.DisplayOrder != nil && *in.DisplayOrder != s.DisplayOrder {
				if err := p.place(s, *in.DisplayOrder); err != nil {
					return nil, err
				}
			}
		}
		c.audit("UPDATE", "PIPELINE_STAGE", o.ID+"/"+p.ID+"/"+s.ID, nil)
		return s.echo(in), nil
	})
}

// deleteStage removes a stage for good. What is not there is answered 204 as well.
func deleteStage(c *call) (any, error) {
	return c.withPipelines(true, func(o *object) (any, error) {
		p := o.pipeline(c.params["pipeline"])
		if p == nil || p.stage(c.params["stage"]) == nil {
			return nil, nil
		}
		s := p.stage(c.params["stage"])
		if len(p.Stages) == 1 {
			return nil, invalid("", "Pipeline must have at least one stage")
		}
		if err := o.needsClosed(slices.DeleteFunc(slices.Clone(p.Stages), func(x *stage) bool { return x == s })); err != nil {
			return nil, err
		}
		holders := []*object{o}
		if o.lifecycle() {
			holders = nil
			for _, id := range []string{"0-1", "0-2"} {
				if twin, ok := c.st.Objects.get(id); ok {
					holders = append(holders, twin)
				}
			}
		}
		for _, h := range holders {
			if err := c.inUse(h, []*stage{s}); err != nil {
				return nil, err
			}
		}
		for _, p := range c.st.twins(o, p) {
			p.Stages = slices.DeleteFunc(p.Stages, func(x *stage) bool { return x.ID == s.ID })
		}
		delete(c.st.Required, o.ID+"/"+s.ID)
		c.audit("DELETE", "PIPELINE_STAGE", o.ID+"/"+p.ID+"/"+s.ID, nil)
		return nil, nil
	})
}
