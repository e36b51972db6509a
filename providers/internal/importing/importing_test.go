package importing

import "testing"

func TestBlockName(t *testing.T) {
	for words, want := range map[string]string{"Closed – Won!": "closed_won", "  ": "none", "日本": "none", "3rd Try": "n3rd_try", "Größe": "gr_e", "a__b": "a_b"} {
		if got := BlockName(words, "none"); got != want {
			t.Errorf("%q: %q, not %q", words, got, want)
		}
		if !IsName(BlockName(words, "none")) {
			t.Errorf("%q: no name", words)
		}
	}
	if IsName("3rd") || IsName("a b") || !IsName("a-b_2") {
		t.Error("names are told wrongly")
	}
}
