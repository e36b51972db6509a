package view

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// byHand lists what people do; what comes after the apply is folded.
func byHand(p *planner.Plan) *section {
	s := &section{name: "what is done by hand", share: 10, rank: 4, head: "\n#### By hand\n"}
	for _, t := range p.Targets {
		of := map[bool][]providers.ManualStep{}
		for _, m := range t.Manual {
			of[m.Before] = append(of[m.Before], m)
		}
		if list := of[true]; len(list) > 0 {
			s.lead("\n%s in %s, before the apply:\n", Count(len(list), "step"), clipped(t.Title, 80))
			for _, m := range list {
				s.add("- **%s** – %s", clipped(m.Title, 200), clipped(m.Why, 300))
				for _, how := range m.Steps {
					s.add("  - %s", clipped(how, 400))
				}
			}
		}
		if list := of[false]; len(list) > 0 {
			s.add("\n%s", folded(fmt.Sprintf("%s in %s, after the apply", Count(len(list), "step"), clipped(t.Title, 80)), list))
		}
	}
	return s
}

// mostSteps is how many of the folded steps are told.
const mostSteps = 20

// folded are steps in a block that is folded, which is not cut.
func folded(title string, list []providers.ManualStep) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n", title)
	for i, m := range list {
		if i == mostSteps {
			fmt.Fprintf(&b, "\n%d more; `stagecraft plan --all` lists them.\n", len(list)-i)
			break
		}
		fmt.Fprintf(&b, "- **%s** – %s\n", clipped(m.Title, 150), clipped(m.Why, 150))
		for j, how := range m.Steps {
			if j == 4 {
				fmt.Fprintf(&b, "  - and %d more\n", len(m.Steps)-j)
				break
			}
			fmt.Fprintf(&b, "  - %s\n", clipped(how, 160))
		}
	}
	b.WriteString("\n</details>")
	return b.String()
}
