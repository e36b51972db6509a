package site

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Texts have a contrast of 4.5 (WCAG 2.2, 1.4.3) on the grounds that they stand on.
func TestContrastOfPages(t *testing.T) {
	pairs := [][2]string{{"ink", "paper"}, {"ink", "band"}, {"soft", "paper"}, {"soft", "band"}, {"good", "good-band"}, {"open", "open-band"},
		{"open", "paper"}, {"bad", "bad-band"}, {"bad", "paper"}, {"ink", "bad-band"}, {"ink", "open-band"}, {"soft", "open-band"}}
	of := map[string][2]rgb{}
	for _, c := range colours {
		of[c.name] = [2]rgb{parseColor(c.light), parseColor(c.dark)}
	}
	for _, p := range pairs {
		for mode := range 2 {
			if got := contrast(of[p[0]][mode], of[p[1]][mode]); got < 4.5 {
				t.Errorf("%s on %s: %.2f in mode %d", p[0], p[1], got, mode)
			}
		}
	}
	for mode := range 2 {
		if got := contrast(of["edge"][mode], of["paper"][mode]); got < 3 {
			t.Errorf("the edge of controls: %.2f in mode %d", got, mode)
		}
	}
	for _, accent := range []string{"#0b69a3", "#ffe14d", "#000000", "#ffffff", "#ff0000", "#123456", "#7fff00"} {
		theme := render.DefaultTheme()
		theme.Accent = accent
		a := accentOf(&builder{set: &render.Set{Theme: theme}})
		for _, p := range [][2]rgb{{a.light, of["paper"][0]}, {a.light, of["band"][0]}, {a.dark, of["paper"][1]}, {a.dark, of["band"][1]}, {a.onLight, a.light}, {a.onDark, a.dark}} {
			if got := contrast(p[0], p[1]); got < 4.5 {
				t.Errorf("accent %s: %s on %s has %.2f", accent, p[0].hex(), p[1].hex(), got)
			}
		}
	}
}

// The same in drawings: each text on the topmost shape that it stands on.
func TestContrastOfDrawings(t *testing.T) {
	texts := 0
	for _, name := range []string{"simple-pipeline", "revops-starter", "b2b-saas", "data-contract"} {
		res := hclschema.Load("../../examples/"+name, hclschema.Options{})
		set, diags := render.Compose(res.Architecture, render.Options{})
		if diags.HasErrors() {
			t.Fatal(diags.Err())
		}
		var scenes []*diagram.Scene
		for _, d := range set.Drawings {
			scenes = append(scenes, d.Scene)
		}
		for _, p := range set.Pages {
			for _, s := range p.Figures {
				scenes = append(scenes, s)
			}
		}
		for _, s := range scenes {
			texts += readableTexts(t, s)
		}
	}
	if texts < 500 {
		t.Errorf("only %d texts were looked at", texts)
	}
}

func readableTexts(t *testing.T, s *diagram.Scene) int {
	t.Helper()
	n := 0
	bad := map[string]bool{}
	for _, sh := range s.Shapes {
		x, ok := sh.(diagram.Text)
		if !ok || s.LookOf(x).Fill == "" {
			continue
		}
		n++
		ground := "#ffffff"
		for _, under := range s.InOrder() {
			px, py := x.X, x.Y-x.Size/3
			switch u := under.(type) {
			case diagram.Rect:
				if px >= u.X && px <= u.X+u.W && py >= u.Y && py <= u.Y+u.H && s.LookOf(u).Fill != "" {
					ground = s.LookOf(u).Fill
				}
			case diagram.Circle:
				if (px-u.X)*(px-u.X)+(py-u.Y)*(py-u.Y) < u.R*u.R && s.LookOf(u).Fill != "" {
					ground = s.LookOf(u).Fill
				}
			}
		}
		light, night := textColours(s.LookOf(x).Fill)
		for mode, c := range []struct{ text, ground rgb }{{light, parseColor(ground)}, {night, dark(parseColor(ground))}} {
			if got := contrast(c.text, c.ground); got < 4.5 && !bad[x.Role+ground] {
				bad[x.Role+ground] = true
				t.Errorf("%s: text of role %s on %s in mode %d: %s on %s has %.2f", s.Title, x.Role, ground, mode, c.text.hex(), c.ground.hex(), got)
			}
		}
	}
	return n
}
