package fonts

import (
	"math"
	"testing"
)

func TestWidth(t *testing.T) {
	s := Inter()
	if w := s.Width("Marketing Qualified Lead", 10, false); w < 100 || w > 140 {
		t.Errorf("width %v is out of proportion", w)
	}
	if r, b := s.Width("Lead", 10, false), s.Width("Lead", 10, true); r >= b {
		t.Errorf("bold %v is not wider than regular %v", b, r)
	}
	if a, b := s.Width("ab", 10, false), s.Width("a", 10, false)+s.Width("b", 10, false); math.Abs(a-b) > 1e-9 {
		t.Errorf("%v is not the sum %v", a, b)
	}
	if w := s.Width("a\u200d\ufe0f", 10, false) - s.Width("a", 10, false); w != 0 {
		t.Errorf("what draws nothing has width %v", w)
	}
}

// The characters that documents use of their own are all there.
func TestOwnCharacters(t *testing.T) {
	if m := Inter().Missing("★☆□■✓✗→←↔≥≤≠–—…·•×“”‘’ ąßøŁЖΩ€£¥№⚠"); len(m) > 0 {
		t.Errorf("Inter lacks %q", m)
	}
}

func TestMissingAndFallback(t *testing.T) {
	s := Inter()
	if m := s.Missing("漢字 and 漢 ☐"); string(m) != "漢字☐" {
		t.Errorf("missing %q", string(m))
	}
	if runs := s.Runs("a漢b", false); len(runs) != 1 || runs[0].Text != "ab" {
		t.Errorf("runs %v", runs)
	}
	if runs := s.Runs("ab\u200dcd漢e★", false); len(runs) != 1 || runs[0].Text != "abcde★" {
		t.Errorf("runs %v", runs)
	}
	more, err := s.With(s.Bold.Data)
	if err != nil || len(more.Fallback) != 1 || len(s.Fallback) != 0 {
		t.Errorf("With gave %v, %v", more, err)
	}
	if _, err := s.With([]byte("no font")); err == nil {
		t.Error("a file that is no font was taken")
	}
}

func TestOutline(t *testing.T) {
	segs, adv := Inter().Regular.Outline('A', 20)
	if len(segs) == 0 || adv < 10 || adv > 20 {
		t.Errorf("%d segments, advance %v", len(segs), adv)
	}
	if segs, _ := Inter().Regular.Outline('漢', 20); segs != nil {
		t.Error("an outline for what the face lacks")
	}
}

func BenchmarkInter(b *testing.B) {
	for b.Loop() {
		if _, err := newFace("x", interRegular); err != nil {
			b.Fatal(err)
		}
	}
}
