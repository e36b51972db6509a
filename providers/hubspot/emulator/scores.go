package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
)

// score is a lead score: a draft that is edited and, once published, the definition in force.
type score struct {
	ID        string         `json:"id"`
	Draft     map[string]any `json:"draft"`
	Published map[string]any `json:"published,omitempty"`
	Active    bool           `json:"active"`
	CreatedAt string         `json:"createdAt"`
	UpdatedAt string         `json:"updatedAt"`
}

var (
	scoreRead  = one("mh-lead-scoring-view", "mh-lead-scoring-edit")
	scoreWrite = one("mh-lead-scoring-edit")
)

var scoreRoutes = []route{
	{method: http.MethodGet, rest: "scores", scopes: scoreRead, handle: listScores},
	{method: http.MethodPost, rest: "scores", scopes: scoreWrite, handle: createScore},
	{method: http.MethodGet, rest: "scores/{score}", scopes: scoreRead, handle: func(c *call) (any, error) {
		return c.withScore(func(s *score) (any, error) { return s.view(), nil })
	}},
	{method: http.MethodDelete, rest: "scores/{score}", scopes: scoreWrite, handle: deleteScore},
	{method: http.MethodPut, rest: "scores/{score}/draft", scopes: scoreWrite, handle: putDraft},
	{method: http.MethodPost, rest: "scores/{score}/draft/publish", scopes: scoreWrite, handle: publishScore},
	{method: http.MethodPost, rest: "scores/{score}/draft/reset", scopes: scoreWrite, handle: resetScore},
	{method: http.MethodPost, rest: "scores/{score}/deactivate", scopes: scoreWrite, handle: deactivateScore},
	{method: http.MethodPost, rest: "scores/{score}/clone", scopes: scoreWrite, handle: cloneScore},
}

func (s *score) status() string {
	switch {
	case s.Published == nil:
		return "DRAFT"
	case s.Active:
		return "PUBLISHED"
	}
	return "DEACTIVATED"
}

// view is the draft with the state of the score around it.
func (s *score) view() map[string]any {
	out := map[string]any{}
	for k, v := range s.Draft {
		out[k] = v
	}
	out["id"], out["status"], out["createdAt"], out["updatedAt"] = s.ID, s.status(), s.CreatedAt, s.UpdatedAt
	if s.Published != nil {
		out["published"] = s.Published
	}
	return out
}

func (c *call) withScore(fn func(*score) (any, error)) (any, error) {
	s, ok := c.st.Scores.get(c.params["score"])
	if !ok {
		return nil, notFound("Score %s was not found", c.params["score"])
	}
	return fn(s)
}

func listScores(c *call) (any, error) {
	limit, err := c.limit(20, 100)
	if err != nil {
		return nil, err
	}
	rows := []map[string]any{}
	for _, s := range c.st.Scores.all() {
		rows = append(rows, s.view())
	}
	return paged(rows, c.first("after"), limit)
}

// createScore makes a draft. The answer has no body: where the score is stands in the Location header.
func createScore(c *call) (any, error) {
	return c.newScore(func() (map[string]any, error) { return c.scoreBody(nil) })
}

func (c *call) newScore(body func() (map[string]any, error)) (any, error) {
	draft, err := body()
	if err != nil {
		return nil, err
	}
	s := &score{ID: c.st.id(), Draft: draft, CreatedAt: c.stamp(), UpdatedAt: c.stamp()}
	c.st.Scores.set(s.ID, s)
	c.status = http.StatusCreated
	c.header.Set("Location", "/marketing/lead-scoring/"+c.version+"/scores/"+s.ID)
	return nil, nil
}

// scoreBody reads and checks a definition. Groups and rules without an id get one; ids that are given must be those of the score.
func (c *call) scoreBody(s *score) (map[string]any, error) {
	var in struct {
		Name              string   `json:"name"`
		ObjectTypeID      string   `json:"objectTypeId"`
		AllowedGroupTypes []string `json:"allowedGroupTypes"`
		GroupConfigs      []struct {
			GroupCategory      string `json:"groupCategory"`
			RuleConfigurations []struct {
				Configuration struct {
					Calculation struct {
						Type     string `json:"type"`
						Property string `json:"property"`
					} `json:"calculation"`
				} `json:"configuration"`
			} `json:"ruleConfigurations"`
		} `json:"groupConfigs"`
	}
	body := map[string]any{}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	for _, name := range []string{"name", "objectTypeId", "allowedGroupTypes"} {
		if body[name] == nil || body[name] == "" {
			return nil, missing(name)
		}
	}
	o, err := c.st.find(in.ObjectTypeID)
	if err != nil {
		return nil, err
	}
	for _, other := range c.st.Scores.all() {
		if other != s && other.Draft["name"] == in.Name {
			return nil, invalid("", "A score named %q already exists", in.Name)
		}
	}
	for _, t := range in.AllowedGroupTypes {
		if t != "FIT" && t != "INTENT" {
			return nil, invalid("", "allowedGroupTypes holds FIT and INTENT, not %q", t)
		}
	}
	for _, g := range in.GroupConfigs {
		if !slices.Contains(in.AllowedGroupTypes, g.GroupCategory) {
			return nil, invalid("", "groupCategory %q is not one of allowedGroupTypes", g.GroupCategory)
		}
		for _, r := range g.RuleConfigurations {
			if name := r.Configuration.Calculation.Property; name != "" && o.active(name) == nil {
				return nil, invalid("", "Property %q does not exist on %s", name, o.Plural)
			}
		}
	}
	groups, _ := body["groupConfigs"].([]any)
	for _, g := range groups {
		c.giveID(g)
		if m, ok := g.(map[string]any); ok {
			rules, _ := m["ruleConfigurations"].([]any)
			for _, r := range rules {
				c.giveID(r)
			}
		}
	}
	return body, nil
}

func (c *call) giveID(v any) {
	if m, ok := v.(map[string]any); ok && m["id"] == nil {
		m["id"] = c.st.id()
	}
}

func putDraft(c *call) (any, error) {
	return c.withScore(func(s *score) (any, error) {
		body, err := c.scoreBody(s)
		if err != nil {
			return nil, err
		}
		s.Draft, s.UpdatedAt = body, c.stamp()
		return s.view(), nil
	})
}

func deepCopy(m map[string]any) map[string]any {
	out := map[string]any{}
	raw, err := json.Marshal(m)
	if err == nil {
		_ = json.Unmarshal(raw, &out)
	}
	return out
}

func publishScore(c *call) (any, error) {
	return c.withScore(func(s *score) (any, error) {
		groups, _ := s.Draft["groupConfigs"].([]any)
		if len(groups) == 0 {
			return nil, invalid("", "A score needs a group with rules before it is published")
		}
		s.Published, s.Active, s.UpdatedAt = deepCopy(s.Draft), true, c.stamp()
		return nil, nil
	})
}

func resetScore(c *call) (any, error) {
	return c.withScore(func(s *score) (any, error) {
		if s.Published == nil {
			return nil, invalid("", "The score was never published")
		}
		s.Draft, s.UpdatedAt = deepCopy(s.Published), c.stamp()
		return nil, nil
	})
}

func deactivateScore(c *call) (any, error) {
	return c.withScore(func(s *score) (any, error) {
		if !s.Active {
			return nil, invalid("", "The score is not active")
		}
		s.Active, s.UpdatedAt = false, c.stamp()
		return nil, nil
	})
}

func cloneScore(c *call) (any, error) {
	return c.withScore(func(s *score) (any, error) {
		return c.newScore(func() (map[string]any, error) {
			draft := deepCopy(s.Draft)
			name, _ := draft["name"].(string)
			draft["name"] = name + " (copy " + c.st.id() + ")"
			return draft, nil
		})
	})
}

func deleteScore(c *call) (any, error) {
	return c.withScore(func(s *score) (any, error) {
		if s.Active {
			return nil, invalid("", "An active score cannot be deleted; deactivate it first")
		}
		c.st.Scores.del(s.ID)
		return nil, nil
	})
}
