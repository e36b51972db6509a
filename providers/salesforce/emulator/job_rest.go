package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
)

// deployRequest answers metadata/deployRequest and what is below it.
func (c *call) deployRequest(p []string) (any, error) {
	switch {
	case len(p) == 0 && c.r.Method == http.MethodPost:
		return c.restDeploy()
	case len(p) == 1 && c.r.Method == http.MethodGet:
		j, err := c.find(p[0], false)
		if err != nil {
			return nil, notFound()
		}
		c.poll(j)
		return c.deployed(j, c.query.Get("includeDetails") == "true"), nil
	case len(p) == 1 && c.r.Method == http.MethodPatch:
		return c.restCancel(p[0])
	}
	return nil, notFound()
}

func (c *call) deployed(j *job, details bool) any {
	return map[string]any{"id": j.ID, "url": c.host() + c.base() + "/metadata/deployRequest/" + j.ID, "deployOptions": j.Options, "deployResult": object(c.result(j, details))}
}

func (c *call) restCancel(id string) (any, error) {
	var asked struct {
		DeployResult struct {
			Status string `json:"status"`
		} `json:"deployResult"`
	}
	if err := c.decode(&asked); err != nil {
		return nil, err
	}
	if asked.DeployResult.Status != "Canceling" {
		return nil, bad("INVALID_INPUT", "only the status Canceling can be set")
	}
	j, err := c.find(id, false)
	if err != nil {
		return nil, notFound()
	}
	if err := c.cancel(j); err != nil {
		return nil, err
	}
	c.status = http.StatusAccepted
	return c.deployed(j, false), nil
}

// restDeploy starts a deploy from a form of two parts, or one that was validated from JSON.
func (c *call) restDeploy() (any, error) {
	kind, params, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	var asked struct {
		Validated string        `json:"validatedDeployRequestId"`
		Options   deployOptions `json:"deployOptions"`
	}
	if kind != "multipart/form-data" {
		if err := c.decode(&asked); err != nil {
			return nil, err
		}
		j, err := c.quick(asked.Validated)
		if err != nil {
			return nil, err
		}
		c.status = http.StatusCreated
		return c.deployed(j, false), nil
	}
	parts, err := c.parts(params["boundary"])
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(parts["entity_content"], &asked); err != nil {
		return nil, bad("JSON_PARSER_ERROR", "entity_content: %v", err)
	}
	if parts["file"] == nil {
		return nil, bad("INVALID_MULTIPART_REQUEST", "the part file is missing")
	}
	j := c.start(&job{Zip: parts["file"], Options: asked.Options})
	c.status = http.StatusCreated
	return c.deployed(j, false), nil
}

// parts reads a multipart body by the names of its parts. A client may call the JSON part json.
func (c *call) parts(boundary string) (map[string][]byte, error) {
	out := map[string][]byte{}
	r := multipart.NewReader(bytes.NewReader(c.body), boundary)
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, bad("INVALID_MULTIPART_REQUEST", "%v", err)
		}
		name := part.FormName()
		if name == "json" {
			name = "entity_content"
		}
		if out[name], err = io.ReadAll(part); err != nil {
			return nil, bad("INVALID_MULTIPART_REQUEST", "%v", err)
		}
	}
	return out, nil
}

// repeated are the elements of a deploy result that are lists in JSON, be there one or none.
var repeated = []string{"componentSuccesses", "componentFailures"}

// object turns elements into JSON: numbers, booleans, lists.
func object(n *node) any {
	if len(n.Kids) == 0 && n.Name != "details" {
		if i, err := strconv.Atoi(n.Text); err == nil {
			return i
		}
		if n.Text == "true" || n.Text == "false" {
			return n.Text == "true"
		}
		return n.Text
	}
	out := map[string]any{}
	if n.Name == "details" {
		for _, name := range repeated {
			out[name] = []any{}
		}
	}
	for _, k := range n.Kids {
		if slices.Contains(repeated, k.Name) {
			list, _ := out[k.Name].([]any)
			out[k.Name] = append(list, object(k))
		} else {
			out[k.Name] = object(k)
		}
	}
	return out
}
