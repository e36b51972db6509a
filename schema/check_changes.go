package schema

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var changeRules = []func(*checker){checkMoved, checkRetired, checkImports, checkChangeRecords}

func checkMoved(c *checker) {
	seen := map[Address]bool{}
	for _, m := range c.Moved {
		switch {
		case c.Lookup(m.From) != nil:
			c.fail(diag.Retirement, m, "from", fmt.Sprintf("%s is still declared", m.From.Written()),
				"moved says that a block has a new address. Remove the block at %s, or this one.", c.Lookup(m.From).Base().Range)
		case m.From.Kind() != m.To.Kind():
			c.fail(diag.Retirement, m, "to", fmt.Sprintf("A %s cannot become a %s", m.From.Kind(), m.To.Kind()), "A rename keeps the kind of block. Use retired instead.")
		case seen[m.From]:
			c.fail(diag.Retirement, m, "from", fmt.Sprintf("%s has moved twice", m.From.Written()), "Keep one moved block for each old address.")
		}
		seen[m.From] = true
	}
}

func checkRetired(c *checker) {
	seen := map[Address]string{}
	for _, m := range c.Moved {
		seen[m.From] = "moved"
	}
	for _, r := range c.Retired {
		b := c.Lookup(r.What)
		switch was := seen[r.What]; {
		case b != nil:
			c.fail(diag.Retirement, r, "what", fmt.Sprintf("%s is still declared", r.What.Written()),
				"retired says that a block is gone. Remove the block at %s, or this one.", b.Base().Range)
		case was == "moved":
			c.fail(diag.Retirement, r, "what", fmt.Sprintf("%s is both moved and retired", r.What.Written()), "It has a new address or it is gone; keep one of the two blocks.")
		case was != "":
			c.fail(diag.Retirement, r, "what", fmt.Sprintf("%s is retired twice", r.What.Written()), "Keep one retired block for each old address.")
		case r.Discard && !HoldsValues(r.What):
			c.fail(diag.Retirement, r, "discard", fmt.Sprintf("The records in %s cannot be discarded", r.What.Written()),
				"Only values can be dropped: of a field, an option, or what keeps dates and marks in fields, such as an sla. Say where the records go: to = ….")
		case r.Discard && r.To != "":
			c.fail(diag.Retirement, r, "discard", fmt.Sprintf("The values of %s are both kept and dropped", r.What.Written()),
				"Keep to, which says where they go, or discard, which drops them for good.")
		case r.What.Kind() == "stage" && r.To == "":
			c.fail(diag.Retirement, r, "", fmt.Sprintf("The records in %s go nowhere", r.What), "Say which stage they get: to = stage.FLOW.NAME.")
		case r.What.Kind() == "stage" && r.To.Kind() != "stage":
			c.fail(diag.Retirement, r, "to", fmt.Sprintf("%s is not a stage", r.To.Written()), "Records in a retired stage go to another stage.")
		}
		if seen[r.What] == "" {
			seen[r.What] = "retired"
		}
	}
}

// HoldsValues tells whether a block has values of records at most, in fields that are made for it, and no records stand in it.
func HoldsValues(what Address) bool {
	return !slices.Contains([]string{"stage", "lifecycle", "pipeline", "status", "object", "queue"}, what.Kind())
}

func checkImports(c *checker) {
	seen := map[string]bool{}
	for _, i := range c.Imports {
		key := string(i.To) + " " + i.Type
		if seen[key] {
			c.fail(diag.Duplicate, i, "to", fmt.Sprintf("%s is imported twice", i.To.Written()), "One block describes one live object; give each import a block, or a type, of its own.")
		}
		seen[key] = true
	}
}

func checkChangeRecords(c *checker) {
	for _, r := range c.Changes {
		if r.Version != "" && !semver.MatchString(r.Version) {
			c.fail(diag.BadValue, r, "version", fmt.Sprintf("%q is not a semantic version", r.Version),
				"Write the version of the architecture that brings the change, as in \"1.4.0\".")
		}
		if r.Expect != "" && r.Metric == "" {
			c.fail(diag.MissingAttribute, r, "expect", fmt.Sprintf("%s expects something of no metric", r.Address),
				"Name the metric that will show it: metric = metric.NAME.")
		}
	}
}
