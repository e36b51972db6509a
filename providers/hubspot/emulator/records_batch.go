package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// recordInputs decodes every input of a batch of records.
func (c *call) recordInputs() ([]recordInput, error) {
	raw, err := c.inputs()
	if err != nil {
		return nil, err
	}
	out := make([]recordInput, len(raw))
	for i := range raw {
		if err := json.Unmarshal(raw[i], &out[i]); err != nil {
			return nil, invalid("", "Invalid input JSON: inputs[%d] could not be read", i).detail(errorDetail{Message: err.Error()})
		}
	}
	return out, nil
}

// batchRecords carries a batch of writes out. Inputs with an objectWriteTraceId stand for themselves and are
// answered 207 when one fails; without them the first failure refuses the whole batch, and nothing is written.
func (c *call) batchRecords(o *object, status int, fn func(recordInput) (recordView, error)) (any, error) {
	in, err := c.recordInputs()
	if err != nil {
		return nil, err
	}
	traced := len(in) > 0 && !slices.ContainsFunc(in, func(i recordInput) bool { return i.TraceID == "" })
	out := newBatch[recordView](c)
	for _, i := range in {
		v, err := fn(i)
		if err == nil {
			v.TraceID = i.TraceID
			out.Results = append(out.Results, v)
			continue
		}
		if !traced {
			for _, undo := range slices.Backward(c.undo) {
				undo()
			}
			return nil, err
		}
		out.refuse(err, map[string][]string{"objectWriteTraceId": {i.TraceID}})
	}
	return out.answer(c, status)
}

func batchCreateRecords(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		return c.batchRecords(o, http.StatusCreated, func(in recordInput) (recordView, error) {
			r, err := c.create(o, in)
			if err != nil {
				return recordView{}, err
			}
			return o.whole(r), nil
		})
	})
}

// batchUpdateRecords updates, and for upserts creates what is not there.
func batchUpdateRecords(c *call) (any, error) {
	upsert := strings.HasSuffix(c.r.URL.Path, "/upsert")
	return c.withObject(func(o *object) (any, error) {
		return c.batchRecords(o, http.StatusOK, func(in recordInput) (recordView, error) {
			r, err := o.record(in.ID, in.IDProperty)
			if err == nil && r.Archived {
				err = notFound("resource not found")
			}
			created := err != nil && upsert && in.IDProperty != ""
			switch {
			case created:
				if in.Properties == nil {
					in.Properties = map[string]any{}
				}
				in.Properties[in.IDProperty] = in.ID
				r, err = c.create(o, in)
			case err == nil:
				err = c.write(o, r, in.Properties)
			}
			if err != nil {
				return recordView{}, err
			}
			v := o.view(r, sortedKeys(in.Properties), nil)
			if upsert {
				v.New = &created
			}
			return v, nil
		})
	})
}

func batchReadRecords(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		ids, err := c.names("id")
		if err != nil {
			return nil, err
		}
		var in struct {
			Properties            []string `json:"properties"`
			PropertiesWithHistory []string `json:"propertiesWithHistory"`
			IDProperty            string   `json:"idProperty"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if len(in.PropertiesWithHistory) > 0 && len(ids) > 50 {
			return nil, invalid("", "The maximum batch size with history is 50; %d inputs were given", len(ids))
		}
		out := newBatch[recordView](c)
		var gone []string
		for _, id := range ids {
			r, err := o.record(id, in.IDProperty)
			if err != nil || r.Archived != c.flag("archived") {
				gone = append(gone, id)
				continue
			}
			out.Results = append(out.Results, o.view(r, in.Properties, in.PropertiesWithHistory))
		}
		if gone != nil {
			out.refuse(refuse(http.StatusNotFound, "OBJECT_NOT_FOUND", "", "Could not get some %s objects, they may be deleted or not exist. Check that ids are valid.", strings.ToUpper(o.Singular)), map[string][]string{"ids": gone})
		}
		return out.answer(c, http.StatusOK)
	})
}

func batchArchiveRecords(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		ids, err := c.names("id")
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if r, ok := o.Records.get(id); ok && !r.Archived {
				r.Archived, r.ArchivedAt = true, c.stamp()
			}
		}
		return nil, nil
	})
}
