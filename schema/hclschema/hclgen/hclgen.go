// Package hclgen makes large architectures that are valid, for benchmarks and tests.
package hclgen

import (
	"bytes"
	"fmt"
)

// Generate returns the files of an architecture of about n blocks, nested
// ones counted, by file name. The same n gives the same bytes.
func Generate(n int) map[string][]byte {
	g := &generator{files: map[string]*bytes.Buffer{}, left: n}
	g.base()
	for flow := 0; g.left > 0; flow++ {
		g.area(flow)
	}
	out := make(map[string][]byte, len(g.files))
	for name, b := range g.files {
		out[name] = b.Bytes()
	}
	return out
}

type generator struct {
	files map[string]*bytes.Buffer
	left  int // blocks still to make
}

// put appends text with a number of blocks to a file.
func (g *generator) put(file string, blocks int, format string, args ...any) {
	b := g.files[file]
	if b == nil {
		b = &bytes.Buffer{}
		g.files[file] = b
	}
	fmt.Fprintf(b, format, args...)
	g.left -= blocks
}

func (g *generator) base() {
	g.put("architecture.hcl", 6, `architecture "generated" {
  title    = "A generated architecture"
  version  = "1.0.0"
  steward  = role.revops
  council  = [role.revops, role.sdr]
  calendar = calendar.office
}

calendar "office" {
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-17:00" }
}

team "sales" {
  title = "Sales"
}

role "revops" {
  title = "Revenue Operations"
}

role "sdr" {
  title   = "Sales Development"
  team    = team.sales
  manager = role.revops
}

reasons "rejection" {
  title = "Rejection"
  kind  = "rejection"

  code "bad_fit" {
    label = "Bad fit"
  }
}

`)
}

// stages is how many stages each lifecycle has.
const stages = 8

// area makes a lifecycle with its fields, handoffs, clocks and automations.
func (g *generator) area(n int) {
	fields := fmt.Sprintf("fields/area_%03d.hcl", n/4)
	flows := fmt.Sprintf("lifecycles/area_%03d.hcl", n/4)
	work := fmt.Sprintf("work/area_%03d.hcl", n/4)
	object := fmt.Sprintf("area_%d", n)
	g.put(fields, 1, "object %q {\n  label       = \"Area %d\"\n  plural      = \"Areas %d\"\n  description = \"Records of area %d, one for each request that somebody works on.\"\n  belongs_to  = [object.company]\n}\n\n", object, n, n, n)
	for i := range stages * 2 {
		types := []string{`text`, `number`, `enum("low", "middle", "high")`, `bool`}
		g.put(fields, 1, `field %q "fact_%d" {
  label         = "Fact %d of area %d"
  type          = %s
  owner         = role.revops
  usage         = "Set when the record is qualified; read by the handoff that follows."
  source        = "enrichment"
  track_history = true
  group         = "Qualification"
}

`, object, i, i, n, types[i%4])
	}
	g.put(flows, 1, "lifecycle %q {\n  title        = \"Lifecycle %d\"\n  domain       = \"lead\"\n  object       = object.%s\n  forward_only = true\n\n", object, n, object)
	for i := range stages {
		g.stage(flows, object, i)
	}
	g.put(flows, 0, "}\n\n")
	for i := range stages - 1 {
		g.handoff(work, object, n, i)
	}
}

func (g *generator) stage(file, object string, i int) {
	g.put(file, 4, `  stage "step_%[2]d" {
    label      = "Step %[2]d"
    short      = "S%[2]d"
    definition = "The record has passed step %[2]d: the facts of this step are known and somebody answers for it."
    state      = "confirmed"
    owner      = role.sdr
    requires   = [%[1]s.fact_%[3]d]

    entry "known" {
      description = "The number is large enough, or somebody said yes."
      when        = %[1]s.fact_1 > %[2]d0 && is_set(%[1]s.fact_%[3]d) || %[1]s.fact_3
    }

    exit "left" {
      description = "The level is high."
      when        = %[1]s.fact_2 == "high"
    }

    raci {
      accountable = role.revops
      responsible = [role.sdr]
    }
  }

`, object, i, i*2)
}

func (g *generator) handoff(file, object string, n, i int) {
	g.put(file, 5, `handoff "%[1]s_%[3]d" {
  from         = stage.%[1]s.step_%[3]d
  to           = stage.%[1]s.step_%[4]d
  decision     = "Is the record ready for step %[4]d?"
  owner        = role.sdr
  owes         = [%[1]s.fact_%[3]d, %[1]s.fact_%[4]d]
  sla          = sla.%[1]s_%[3]d
  reasons      = reasons.rejection
  failure_mode = "The next person asks for the same facts again."
}

sla "%[1]s_%[3]d" {
  starts   = entering(stage.%[1]s.step_%[3]d)
  stops    = entering(stage.%[1]s.step_%[4]d)
  within   = "4h"
  calendar = calendar.office

  escalate {
    after  = "4h"
    notify = [role.revops]
  }
}

automation "%[1]s_%[3]d" {
  title   = "Tell the owner about step %[4]d"
  purpose = "Nobody has to look for new records."
  trigger = entering(stage.%[1]s.step_%[4]d)
  when    = %[1]s.fact_1 >= 10
  outcome = "The owner knows."
  owner   = role.revops

  action "tell" {
    do      = "notify"
    to      = role.sdr
    message = "A record of area %[2]d reached step %[4]d."
  }
}

`, object, n, i, i+1)
}
