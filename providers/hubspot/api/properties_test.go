package api

import (
	"encoding/json"
	"testing"
)

// Options that HubSpot says nothing of go with the definition.
func TestReadOnlyOptions(t *testing.T) {
	for said, want := range map[string]bool{
		`{"readOnlyDefinition":true}`:                         true,
		`{"readOnlyDefinition":false}`:                        false,
		`{"readOnlyDefinition":true,"readOnlyOptions":false}`: false,
		`{"readOnlyDefinition":false,"readOnlyOptions":true}`: true,
		`{"readOnlyDefinition":true,"readOnlyOptions":null}`:  true,
		`{"archivable":true}`:                                 false,
	} {
		var m Modification
		if err := json.Unmarshal([]byte(said), &m); err != nil || m.ReadOnlyOptions != want {
			t.Errorf("%s: %+v, %v", said, m, err)
		}
	}
}
