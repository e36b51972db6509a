package pdf

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// setLines wraps text of size 10 and gives the lines.
func setLines(text string, width float64) []string {
	r := newRenderer(Options{})
	var out []string
	for _, l := range r.wrap(boxes(text, look{size: 10}), width) {
		var b strings.Builder
		for _, t := range l.runs {
			b.WriteString(t.text)
		}
		out = append(out, b.String())
	}
	return out
}

func TestLineBreaks(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  []string
	}{
		{"", 100, nil},
		{"  one   two  ", 100, []string{"one two"}},
		{"one two three", 40, []string{"one two", "three"}},
		{"10\u00a0days later", 40, []string{"10\u00a0days", "later"}},
		{"lead · owner", 30, []string{"lead ·", "owner"}},        // a dot never begins a line
		{"Sales-Qualified", 60, []string{"Sales-", "Qualified"}}, // after a hyphen
		{"2026-11-21", 40, []string{"2026-11", "-21"}},           // no hyphen: a date; too long all the same
		{"MMMMMMMM", 30, []string{"MMM", "MMM", "MM"}},           // too long
		{"e\u0301e\u0301", 7, []string{"é", "é"}},                // letter and accent are one
		{"q\u0323q", 7, []string{"q\u0323", "q"}},                // marks stay with their letter
		{"☐ yes ☐ no", 100, []string{"□\u00a0yes □\u00a0no"}},    // a box stays with its answer
		{"■■□ 2, in part", 100, []string{"■■□\u00a02, in part"}}, // a scale
		{"□\u00a0yes\u00a0\u00a0□\u00a0no", 40, []string{"□\u00a0yes", "□\u00a0no"}},
	} {
		if d := cmp.Diff(c.want, setLines(c.text, c.width)); d != "" {
			t.Errorf("%q in %v (-want +got):\n%s", c.text, c.width, d)
		}
	}
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", `a\*b`: "a*b", "&lt;b&gt;": "<b>", "AT&amp;T": "AT&T", `\&amp;`: "&amp;", "AT&copy": "AT&copy", "&#8805; &hellip;": "≥ …", `\x`: `\x`,
	} {
		if got := unescape([]byte(in)); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestAsks(t *testing.T) {
	for s, want := range map[string]bool{"□ yes □ no": true, "agreed: □ yes": true, "■■□□ 2": false, "□□□ 0": false, "■ yes □ no": false, "yes": false} {
		if asks(s) != want {
			t.Errorf("%q asks: %v", s, !want)
		}
	}
}

func TestScriptsThatNeedShaping(t *testing.T) {
	if got := string(needShaping("Lead ليد Ω Ж שלום क 漢 لل")); got != "ليدשלוםक" {
		t.Errorf("%q", got)
	}
}

// Columns are as wide as their words need, and together as wide as the table, whatever they hold.
func TestColumnWidths(t *testing.T) {
	g := &grid{cells: [][]gridCell{{{max: 20}, {max: 20}}, {{max: 30}, {max: 900}}, {{max: 150}, {max: 20}}}}
	got := g.shareOut([]float64{50, 60}, []float64{160, 910}, 400)
	if got[0] < 50 || got[1] < 60 || got[1] < got[0] || got[0]+got[1] < 399 || got[0]+got[1] > 401 {
		t.Errorf("wrapped: %v", got)
	}
	if got := g.shareOut([]float64{50, 60}, []float64{100, 300}, 800); got[0] != 200 || got[1] != 600 {
		t.Errorf("room to spare: %v", got)
	}
	if got := g.shareOut([]float64{50, 900}, []float64{50, 900}, 400); got[0] != 50 || got[1] != 350 {
		t.Errorf("a word too wide: %v", got)
	}
}
