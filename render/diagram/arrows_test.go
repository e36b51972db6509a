package diagram_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// joins lists the boxes that lines join, as "role from>to"; where lines share
// a trunk, an end that meets another line is "~".
func joins(s *diagram.Scene) []string {
	m := measure(s)
	at := func(p diagram.Point) string {
		for _, b := range m.boxes {
			if b.x1-1.5 <= p.X && p.X <= b.x2+1.5 && b.y1-1.5 <= p.Y && p.Y <= b.y2+1.5 {
				return strings.TrimPrefix(b.what, "box stage.a.")
			}
		}
		return "~"
	}
	var out []string
	for _, l := range m.lines {
		from, to := at(l.Points[0]), at(l.Points[len(l.Points)-1])
		if from != "~" || to != "~" {
			out = append(out, l.Role+" "+from+">"+to)
		}
	}
	return out
}

func TestArrowsJoinTheirStages(t *testing.T) {
	src := shape{stages: 5, teams: 2}.hcl()
	for _, h := range []string{"0 2", "0 3", "1 3", "2 0", "4 0", "3 4"} {
		from, to, _ := strings.Cut(h, " ")
		src += "\nhandoff \"h" + from + to + "\" {\n from = stage.a.s" + from + "\n to = stage.a.s" + to + "\n owner = role.r0\n reasons = reasons.why\n recycle = " +
			map[bool]string{true: "true", false: "false"}[from > to] + "\n}\n"
	}
	res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	s := diagram.Build(res.Architecture, "")
	check(t, s)
	got := map[string]bool{}
	for _, j := range joins(s) {
		got[j] = true
	}
	// 0>2 leaves the trunk of 0>3, where 1>3 comes in; 2>0 comes into the trunk of 4>0
	for _, want := range []string{"flow s0>s1", "flow s1>s2", "flow s2>s3", "handoff s3>s4", "handoff s0>s3", "handoff ~>s2", "handoff s1>~", "recycle s4>s0", "recycle s2>~"} {
		if !got[want] {
			t.Errorf("no line %q; there are %v", want, joins(s))
		}
	}
}

// A line that shares a trunk ends on the line that it joins.
func TestBranchesTouchTheirTrunk(t *testing.T) {
	for _, sh := range []shape{{9, 4, 60, 60, 1, 9}, {12, 12, 40, 40, 6, 12}} {
		res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(sh.hcl())}, hclschema.Options{})
		if res.Diags.HasErrors() {
			t.Fatal(res.Diags)
		}
		m := measure(diagram.Build(res.Architecture, ""))
		for i, l := range m.lines {
			if l.Arrow {
				continue
			}
			end, touched := l.Points[len(l.Points)-1], false
			for j, o := range m.lines {
				for k := 1; k < len(o.Points) && i != j; k++ {
					p, q := o.Points[k-1], o.Points[k]
					touched = touched || math.Abs(p.X-end.X) < 0.1 && math.Abs(q.X-end.X) < 0.1 &&
						min(p.Y, q.Y) <= end.Y && end.Y <= max(p.Y, q.Y)
				}
			}
			if !touched {
				t.Errorf("%v: a %s line ends in nothing at %v", sh, l.Role, end)
			}
		}
	}
}
