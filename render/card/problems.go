package card

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// missing reports the characters that no font draws, text by text.
func (b *builder) missing(d details) diag.List {
	var diags diag.List
	report := func(text, where string, at diag.Range, addr schema.Address) {
		if lack := b.ruler.fonts.Missing(strings.Join(strings.Fields(clean(text)), " ")); len(lack) > 0 {
			diags.Add(diag.Diagnostic{
				Code: diag.MissingGlyph, Severity: diag.Error, Subject: at, Address: string(addr),
				Summary: fmt.Sprintf("no font has %q, which %s has", string(lack), where),
				Detail:  "Add a font that draws it to the theme, or write the text without it.",
			})
		}
	}
	for _, s := range b.shown(d) {
		report(s.text, s.where(), s.at, s.address)
	}
	report(b.Stamp, "the stamp", diag.Range{}, "")
	report(b.Organisation, "the name of the organisation", diag.Range{}, "")
	return diags
}

// shown lists the texts of the card by address.
func (b *builder) shown(d details) []*shown {
	out := make([]*shown, 0, len(b.reader.texts))
	for _, s := range b.reader.texts {
		if d.needs || !s.optional {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(x, y *shown) int {
		return cmp.Or(cmp.Compare(x.address, y.address), cmp.Compare(x.attr, y.attr))
	})
	return out
}

// where names a text: the attribute and its block.
func (s *shown) where() string { return fmt.Sprintf("%s of %s", s.attr, s.address) }

// tooMuch says by how much the card is over and what to shorten.
func (b *builder) tooMuch() diag.Diagnostic {
	top, bottom := b.frame(&canvas{&diagram.Scene{}, b.ruler}, details{})
	over := math.Inf(1)
	if bottom > top {
		for n := 1; n <= mostColumns; n++ {
			over = min(over, b.lay(n, densest()).over(bottom-top))
		}
	}
	texts := slices.DeleteFunc(b.shown(details{}), func(s *shown) bool { return s.attr == "short" })
	slices.SortStableFunc(texts, func(x, y *shown) int { return y.length() - x.length() })
	texts = texts[:min(len(texts), 8)]
	var list []string
	for _, s := range texts {
		l := fmt.Sprintf("- %s: %d characters", s.where(), len([]rune(s.text)))
		if s.times > 1 {
			l += fmt.Sprintf(", %d times", s.times)
		}
		if !s.at.IsZero() {
			l += " (" + s.at.String() + ")"
		}
		list = append(list, l)
	}
	d := diag.Diagnostic{
		Code: diag.PageFull, Severity: diag.Error,
		Summary: "the stage reference card does not fit on one page",
		Detail: fmt.Sprintf("At %g points it needs a page that is about %s taller than %s. Shorten the longest texts, give stages and roles a short name, "+
			"or make an architecture of its own of a lifecycle. These take the most room:\n%s", smallest, share(over), b.page, strings.Join(list, "\n")),
	}
	if len(texts) > 0 {
		d.Subject, d.Address = texts[0].at, string(texts[0].address)
	}
	return d
}

// share writes a part as a percentage of 1 or more.
func share(x float64) string {
	if x > 100 {
		return "many times"
	}
	return fmt.Sprintf("%.0f %%", max(1, math.Ceil(x*100)))
}
