package emulator

import (
	"encoding/json"
	"errors"
	"net/http"
)

// batchAnswer is the frame of batches. With errors it is answered 207.
type batchAnswer[T any] struct {
	Status      string       `json:"status"`
	Results     []T          `json:"results"`
	NumErrors   int          `json:"numErrors,omitempty"`
	Errors      []batchError `json:"errors,omitempty"`
	StartedAt   string       `json:"startedAt"`
	CompletedAt string       `json:"completedAt"`
}

// batchError is the refusal of one or more inputs of a batch.
type batchError struct {
	Status      string              `json:"status"`
	Category    string              `json:"category"`
	SubCategory string              `json:"subCategory,omitempty"`
	Message     string              `json:"message"`
	Context     map[string][]string `json:"context"`
	Errors      []errorDetail       `json:"errors,omitempty"`
}

func newBatch[T any](c *call) batchAnswer[T] {
	return batchAnswer[T]{Status: "COMPLETE", Results: []T{}, StartedAt: c.stamp(), CompletedAt: c.stamp()}
}

func (b *batchAnswer[T]) refuse(err error, context map[string][]string) {
	var e *apiError
	if !errors.As(err, &e) {
		e = invalid("", "%v", err)
	}
	if e.Body.Context != nil {
		for k, v := range e.Body.Context {
			context[k] = v
		}
	}
	b.NumErrors++
	b.Errors = append(b.Errors, batchError{Status: "error", Category: e.Body.Category, SubCategory: e.Body.SubCategory, Message: e.Body.Message, Context: context, Errors: e.Body.Errors})
}

// answer sets the status: 207 with errors, else the given one.
func (b *batchAnswer[T]) answer(c *call, status int) (any, error) {
	c.status = status
	if b.NumErrors > 0 {
		c.status = http.StatusMultiStatus
	}
	return b, nil
}

// inputs reads the inputs of a batch, each in its own form.
func (c *call) inputs() ([]json.RawMessage, error) {
	var in struct {
		Inputs *[]json.RawMessage `json:"inputs"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Inputs == nil {
		return nil, missing("inputs")
	}
	if n := len(*in.Inputs); n > maxBatch {
		return nil, invalid("", "The maximum batch size is %d; %d inputs were given", maxBatch, n)
	}
	return *in.Inputs, nil
}

// names reads inputs of the form {"name": …}, or of another single key.
func (c *call) names(key string) ([]string, error) {
	raw, err := c.inputs()
	if err != nil {
		return nil, err
	}
	out := make([]string, len(raw))
	for i := range raw {
		var m map[string]any
		if json.Unmarshal(raw[i], &m) != nil {
			return nil, invalid("", "Invalid input JSON: inputs[%d] must be an object", i)
		}
		name, ok := m[key].(string)
		if !ok || name == "" {
			return nil, missing("inputs." + key)
		}
		out[i] = name
	}
	return out, nil
}

// batchCreateProperties creates what it can: each input stands for itself.
func batchCreateProperties(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		raw, err := c.inputs()
		if err != nil {
			return nil, err
		}
		out := newBatch[*property](c)
		for i := range raw {
			in := property{DisplayOrder: -1}
			if json.Unmarshal(raw[i], &in) != nil {
				out.refuse(invalid("", "Invalid input JSON: inputs[%d] could not be read", i), map[string][]string{})
				continue
			}
			p, err := c.createProperty(o, in)
			if err != nil {
				out.refuse(err, map[string][]string{"name": {in.Name}})
				continue
			}
			out.Results = append(out.Results, p.view(o))
		}
		return out.answer(c, http.StatusCreated)
	})
}

func batchReadProperties(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		names, err := c.names("name")
		if err != nil {
			return nil, err
		}
		var in struct {
			Archived        bool   `json:"archived"`
			DataSensitivity string `json:"dataSensitivity"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if in.DataSensitivity == "" {
			in.DataSensitivity = "non_sensitive"
		}
		out := newBatch[*property](c)
		for _, name := range names {
			if p := o.property(name, c.now); p != nil && p.matches(in.Archived, in.DataSensitivity) {
				out.Results = append(out.Results, p.view(o))
			} else {
				out.refuse(noProperty(name), map[string][]string{"name": {name}})
			}
		}
		return out.answer(c, http.StatusOK)
	})
}

// batchArchiveProperties answers 204 whatever was there before, except for a property that may not go.
func batchArchiveProperties(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		names, err := c.names("name")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if p := o.active(name); p != nil {
				if err := c.archiveProperty(o, p); err != nil {
					return nil, err
				}
			}
		}
		return nil, nil
	})
}
