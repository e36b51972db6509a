package configuration

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// taken are names that mean something else in resources: what ours have beside the attributes of their type, and Terraform's
// arguments of all resources.
var taken = []string{"id", "key", "move_records_to", "discard_records", "secrets_digest", "timeouts",
	"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"}

// AttributeName is the name that an attribute of a type has in Terraform: its own, or one with the noun of the type before it
// where that is taken: pipeline_id, stage_lifecycle.
func AttributeName(t *providers.ResourceType, attribute string) string {
	if !slices.Contains(taken, attribute) {
		return attribute
	}
	_, noun, _ := strings.Cut(t.Name, "_")
	return noun + "_" + attribute
}
