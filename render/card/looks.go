package card

import (
	"regexp"
	"strings"

	"github.com/stagecraft-dev/stagecraft/render/diagram"
)

// tones are the colours of a domain: of its headings and of the ground of its stages. White and
// ink on them have a contrast of 4.5 and more (WCAG 2.2, 1.4.3).
var tones = map[string]struct{ strong, light string }{
	"lead":     {"#0b5e93", "#eef5fa"},
	"sales":    {"#0f6b5f", "#edf6f4"},
	"customer": {"#62459b", "#f4f1f9"},
	"company":  {"#44546a", "#f1f4f7"},
}

const (
	ink   = "#1f2933"
	soft  = "#52606d"
	amber = "#8a5a00"
)

// base are the looks that no theme changes.
var base = table()

func table() diagram.Looks {
	out := diagram.Looks{
		"paper":      {Fill: "#ffffff"},
		"rule":       {Stroke: "#0b69a3", Width: 2},
		"golden":     {Fill: "#fff1c9"},
		"bar golden": {Stroke: "#d69e00", Width: barWidth},
		"bar sample": {Stroke: soft, Width: barWidth},

		"bar golden assumed": {Stroke: "#d69e00", Width: barWidth, Dash: dash},
		"bar sample assumed": {Stroke: soft, Width: barWidth, Dash: dash},

		"badge check": {Fill: soft},
		"badge judge": {Stroke: soft, Width: 0.9},

		"text title":  {Fill: ink, Bold: true},
		"text sub":    {Fill: soft},
		"text domain": {Fill: "#ffffff"},
		"text track":  {Fill: "#ffffff", Bold: true},
		"text stage":  {Fill: ink, Bold: true},
		"text ended":  {Fill: soft, Bold: true},
		"text star":   {Fill: amber, Bold: true},
		"text owner":  {Fill: ink},
		"text text":   {Fill: ink},
		"text soft":   {Fill: soft},
		"text key":    {Fill: soft, Bold: true},
		"text back":   {Fill: "#a61b1b", Bold: true},
		"text foot":   {Fill: soft},
	}
	for domain, t := range tones {
		out["band "+domain] = diagram.Look{Fill: t.strong}
		out["block "+domain] = diagram.Look{Fill: t.light}
		out["bar "+domain] = diagram.Look{Stroke: t.strong, Width: barWidth}
		out["bar "+domain+" assumed"] = diagram.Look{Stroke: t.strong, Width: barWidth, Dash: dash}
		out["text short "+domain] = diagram.Look{Fill: t.strong, Bold: true}
		out["text move "+domain] = diagram.Look{Fill: t.strong, Bold: true}
	}
	return out
}

// barWidth is the width of the bar that says whether a stage is agreed, in points.
const barWidth = 3.0

// dash is the stroke of what is assumed.
var dash = []float64{3, 2.4}

// lookOf is the look of a text.
func lookOf(role string) diagram.Look { return base["text "+role] }

var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// looks are those of a card with the accent colour of an organisation; one that is no "#rrggbb" is left out.
func looks(accent string) diagram.Looks {
	out := table()
	if colour.MatchString(accent) {
		out["rule"] = diagram.Look{Stroke: strings.ToLower(accent), Width: 2}
	}
	return out
}
