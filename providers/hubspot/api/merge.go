package api

import "encoding/json"

// Merge changes members of a JSON object and leaves the others, known or not, as they are: RFC 7396, where null in the patch
// takes a member away and lists are replaced as a whole.
func Merge(doc, patch json.RawMessage) (json.RawMessage, error) {
	var p map[string]json.RawMessage
	if json.Unmarshal(patch, &p) != nil || p == nil {
		return patch, nil // no object: it takes the place of what was there
	}
	d := map[string]json.RawMessage{}
	if len(doc) > 0 {
		var old map[string]json.RawMessage
		if json.Unmarshal(doc, &old) == nil && old != nil {
			d = old
		}
	}
	for k, v := range p {
		if string(v) == "null" {
			delete(d, k)
			continue
		}
		merged, err := Merge(d[k], v)
		if err != nil {
			return nil, err
		}
		d[k] = merged
	}
	return json.Marshal(d)
}
