package card_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/render/card"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/fonts"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

func build(t testing.TB, a *schema.Architecture, opts card.Options) *diagram.Scene {
	t.Helper()
	s, diags := card.Build(a, opts)
	if s == nil || len(diags) > 0 {
		t.Fatalf("no card: %v", diags)
	}
	return s
}

type area struct {
	x1, y1, x2, y2 float64
	what           string
}

const slack = 0.02 // rounding

func (a area) overlaps(b area) bool {
	return a.x1 < b.x2-slack && b.x1 < a.x2-slack && a.y1 < b.y2-slack && b.y1 < a.y2-slack
}

func (a area) holds(b area) bool {
	return a.x1 <= b.x1+slack && b.x2 <= a.x2+slack && a.y1 <= b.y1+slack && b.y2 <= a.y2+slack
}

// check measures a card: every text has at least 8 points, is inside the page and its box, and touches no
// other text; no box lies on another.
func check(t testing.TB, s *diagram.Scene, set *fonts.Set) {
	t.Helper()
	page := area{20, 20, s.W - 20, s.H - 20, "page"}
	boxes := map[string]area{}
	var bands, all, marks []area
	for _, sh := range s.Shapes {
		if s.LookOf(sh).Fill == "" && s.LookOf(sh).Stroke == "" {
			t.Errorf("a shape without a look: %#v", sh)
		}
		switch x := sh.(type) {
		case diagram.Rect:
			a := area{x.X, x.Y, x.X + x.W, x.Y + x.H, x.Role + " " + x.ID}
			if x.ID == "" {
				bands = append(bands, a)
			} else {
				boxes[x.ID] = a
			}
			if !page.holds(a) {
				t.Errorf("%s is outside of the page", a.what)
			}
		case diagram.Circle:
			marks = append(marks, area{x.X - x.R, x.Y - x.R, x.X + x.R, x.Y + x.R, "mark"})
		case diagram.Text:
			if x.Size < 8 {
				t.Errorf("%q has %g points", x.S, x.Size)
			}
			if x.Anchor != "start" {
				t.Fatalf("%q is not measured from its start", x.S)
			}
			a := area{x.X, x.Y - 0.75*x.Size, x.X + set.Width(x.S, x.Size, s.LookOf(x).Bold), x.Y + 0.22*x.Size, fmt.Sprintf("%q", x.S)}
			all = append(all, a)
			if !page.holds(a) {
				t.Errorf("%s is outside of the page", a.what)
			}
			if x.Of != "" && !boxes[x.Of].holds(a) {
				t.Errorf("%s leaves its box %s", a.what, x.Of)
			}
			if (x.Role == "track" || x.Role == "domain") && !slices.ContainsFunc(bands, func(b area) bool { return b.holds(a) }) {
				t.Errorf("%s leaves its band", a.what)
			}
		}
	}
	for i, a := range all {
		for _, b := range all[:i] {
			if a.overlaps(b) {
				t.Errorf("%s lies on %s", a.what, b.what)
			}
		}
		for _, m := range marks {
			if a.overlaps(m) {
				t.Errorf("%s lies on a mark", a.what)
			}
		}
	}
	for _, x := range boxes {
		bands = append(bands, x)
	}
	for i, a := range bands {
		for _, b := range bands[:i] {
			if a.overlaps(b) {
				t.Errorf("%s lies on %s", a.what, b.what)
			}
		}
	}
}

// texts joins the texts of a scene that are wanted, without spaces, since a line may end anywhere.
func texts(s *diagram.Scene, want func(diagram.Text) bool) string {
	var b strings.Builder
	for _, sh := range s.Shapes {
		if x, ok := sh.(diagram.Text); ok && want(x) {
			b.WriteString(x.S)
		}
	}
	return strings.ReplaceAll(b.String(), " ", "")
}

// clean is a text as it is printed: without spaces, control characters and what has no shape.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, text)
}

func contains(t testing.TB, all, want string) {
	t.Helper()
	if !strings.Contains(all, clean(want)) {
		t.Errorf("%q is not on the card", want)
	}
}

// complete checks that every stage is there with its title, criteria and owner, and every handoff with
// who owns the record then.
func complete(t testing.TB, a *schema.Architecture, s *diagram.Scene) {
	t.Helper()
	key := texts(s, func(x diagram.Text) bool { return x.Of == "" })
	n := a.Namer()
	owned := func(of, before string, owner schema.Address) {
		t.Helper()
		b := a.Lookup(owner)
		full := clean(before) + clean(schema.Title(b))
		if r, ok := b.(*schema.Role); ok && r.Short != "" && !strings.Contains(of, full) {
			full = clean(before) + clean(r.Short)
			contains(t, key, r.Short+r.Title)
		}
		contains(t, of, full)
	}
	for _, f := range a.Tracks() {
		contains(t, texts(s, func(x diagram.Text) bool { return x.Role == "track" }), n.Flow(string(f.Address)))
		for _, st := range f.Stages {
			of := texts(s, func(x diagram.Text) bool { return x.Of == string(st.Address) })
			contains(t, of, schema.Title(st)+st.Short)
			owned(of, "", st.Owner)
			for _, g := range st.Entry {
				text := g.Description
				if text == "" {
					text = expr.Sentence(g.When.Expr, n)
					text = strings.ToUpper(text[:1]) + text[1:]
				}
				contains(t, of, text)
			}
			for _, h := range a.Handoffs {
				if h.From == st.Address {
					owned(of, n.Stage(string(h.To)), h.Owner)
				}
			}
		}
	}
}
