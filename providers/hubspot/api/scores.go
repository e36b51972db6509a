package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"path"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Score is a lead score. Raw is all of it as HubSpot returned it: field names still change between betas.
type Score struct {
	ID           string          `json:"-"`
	Name         string          `json:"-"`
	ObjectTypeID string          `json:"-"`
	Raw          json.RawMessage `json:"-"`
}

func (s *Score) UnmarshalJSON(b []byte) error {
	var head struct {
		ID           json.RawMessage `json:"id"` // a string or a number
		Name         string          `json:"name"`
		ObjectTypeID string          `json:"objectTypeId"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return err
	}
	*s = Score{string(bytes.Trim(head.ID, `"`)), head.Name, head.ObjectTypeID, bytes.Clone(b)}
	return nil
}

// MarshalJSON gives the raw form.
func (s Score) MarshalJSON() ([]byte, error) {
	if s.Raw == nil {
		return []byte("null"), nil
	}
	return s.Raw, nil
}

func scoreOp(method string, effect web.Effect, rest ...string) op {
	return op{method: method, api: Scores, path: append([]string{"scores"}, rest...), effect: effect}
}

// Scores lists the lead scores.
func (c *Client) Scores(ctx context.Context) iter.Seq2[Score, error] {
	return pages[Score](ctx, c, scoreOp(http.MethodGet, web.Reads), 100)
}

// Score reads one lead score.
func (c *Client) Score(ctx context.Context, id string) (*Score, error) {
	return fetch[Score](ctx, c, scoreOp(http.MethodGet, web.Reads, id))
}

// CreateScore makes the draft of a score from its JSON and reads it back. known is as in CreateFlow.
func (c *Client) CreateScore(ctx context.Context, doc json.RawMessage, known []string) (*Score, error) {
	var head struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(doc, &head); err != nil {
		return nil, invalid("the score is no JSON object")
	}
	find := func(ctx context.Context) (*Score, error) {
		list, err := Collect(c.Scores(ctx))
		found, err := one(list, err, fmt.Sprintf("new score %q", head.Name), func(s *Score) bool {
			for _, id := range known {
				if s.ID == id {
					return false
				}
			}
			return s.Name == head.Name
		})
		if err != nil {
			return nil, err
		}
		return c.Score(ctx, found.ID)
	}
	return Create(ctx, func(ctx context.Context) (*Score, error) {
		o := scoreOp(http.MethodPost, web.Acts)
		o.body = doc
		resp, err := c.send(ctx, o)
		if err != nil {
			return nil, err
		}
		// The answer has no body; where the score is stands in a header.
		if id := lastSegment(resp.Header.Get("Location")); id != "" {
			return c.Score(ctx, id)
		}
		return nil, &providers.Error{Kind: providers.Ambiguous, Message: fmt.Sprintf("HubSpot did not say where the new score %q is", head.Name)}
	}, find, NoProof)
}

func lastSegment(location string) string {
	u, err := url.Parse(location)
	if err != nil {
		return ""
	}
	if s := path.Base(u.Path); s != "." && s != "/" && s != "scores" {
		return s
	}
	return ""
}

// UpdateScore changes members of a score's draft as Merge does. Groups and rules keep the ids that they have in Raw.
func (c *Client) UpdateScore(ctx context.Context, id string, patch json.RawMessage) error {
	live, err := c.Score(ctx, id)
	if err != nil {
		return err
	}
	doc, err := Merge(live.Raw, patch)
	if err != nil {
		return invalid("the change of score %q is no JSON: %v", live.Name, err)
	}
	o := scoreOp(http.MethodPut, web.Sets, id, "draft")
	o.body = doc
	return c.do(ctx, o)
}

// PublishScore puts the draft of a score in force, upon which HubSpot scores all records anew.
func (c *Client) PublishScore(ctx context.Context, id string) error {
	return c.do(ctx, scoreOp(http.MethodPost, web.Sets, id, "draft", "publish"))
}

// ResetScore makes the draft what is in force.
func (c *Client) ResetScore(ctx context.Context, id string) error {
	return c.do(ctx, scoreOp(http.MethodPost, web.Sets, id, "draft", "reset"))
}

// DeactivateScore takes a score out of force, which must come before it can be deleted.
func (c *Client) DeactivateScore(ctx context.Context, id string) error {
	return c.do(ctx, scoreOp(http.MethodPost, web.Sets, id, "deactivate"))
}

// DeleteScore deletes a score.
func (c *Client) DeleteScore(ctx context.Context, id string) error {
	return c.do(ctx, scoreOp(http.MethodDelete, web.Sets, id))
}
