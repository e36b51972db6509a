package render

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// topLevel is the highest level of maturity: operationalized.
const topLevel = 4

var levelNames = []string{"ad hoc", "begun", "in part", "mostly", "operationalized"}

// Capability is one row of the maturity matrix.
type Capability struct {
	Title, From, To, Owner string
	KPI                    []string
	Level                  float64 // 0 to 4
	Bar                    string  // the level as a picture of squares
	Name                   string  // the level in words
}

// Capabilities is the maturity matrix.
func (m *Model) Capabilities() []Capability {
	if m.arch.Info == nil {
		return nil
	}
	var out []Capability
	for _, c := range m.arch.Info.Capabilities {
		full := min(max(int(c.Level+0.5), 0), topLevel)
		out = append(out, Capability{schema.Title(c), c.From, c.To, m.titleOf(c.Owner), c.KPI, c.Level,
			strings.Repeat("■", full) + strings.Repeat("□", topLevel-full), levelNames[full]})
	}
	return out
}

// Maturity says where the company stands over all capabilities: "11 of 24 points, 1.8 on average".
func (m *Model) Maturity() string {
	list := m.Capabilities()
	if len(list) == 0 {
		return ""
	}
	sum := 0.0
	for _, c := range list {
		sum += c.Level
	}
	return fmt.Sprintf("%s of %d points, %.1f on average", number(sum), topLevel*len(list), sum/float64(len(list)))
}

// usualCapabilities are the six of the usual maturity matrix, in a few words each.
var usualCapabilities = [][]string{
	{"journey", "documentation"}, {"definition"}, {"routing", "sla"}, {"data", "field"}, {"governance", "change"}, {"improvement"},
}

var usualTitles = []string{"Journey and architecture documentation", "Lifecycle and stage definitions", "Routing and SLAs",
	"Data model and fields", "Governance and change control", "Continuous improvement"}

// Unassessed are the usual capabilities that nothing in the matrix speaks of.
func (m *Model) Unassessed() []string {
	var out []string
	for i, keys := range usualCapabilities {
		found := false
		for _, c := range m.Capabilities() {
			for _, k := range keys {
				found = found || strings.Contains(strings.ToLower(c.Title), k)
			}
		}
		if !found {
			out = append(out, usualTitles[i])
		}
	}
	return out
}
