package emulator

import "testing"

func TestNamesInFiles(t *testing.T) {
	for plain, want := range map[string]string{
		"Negotiation/Review":   "Negotiation%2FReview",
		"Open - Not_Contacted": "Open - Not_Contacted",
		"Tours, Dinners: Now!": "Tours%2C Dinners%3A Now%21",
		"Comité – activé (BR)": "Comité %E2%80%93 activé %28BR%29",
	} {
		if got := encode(plain); got != want || decodePath(got) != plain {
			t.Errorf("%q is written %q, want %q", plain, got, want)
		}
	}
}
