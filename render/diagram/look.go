package diagram

// Look is how a shape of a role is drawn, the same in SVG, PDF and PNG.
// Colours are "#rrggbb"; "" draws nothing.
type Look struct {
	Fill   string  // inside of a box or circle; colour of a text
	Stroke string  // line or border
	Width  float64 // of the stroke, in pixels
	Dash   []float64
	Bold   bool // texts
}

// Looks gives each role its look. Roles of boxes, lines, circles and texts have names of their
// own, so one table serves all shapes: "lane", "text lane".
type Looks map[string]Look

const (
	ink     = "#1f2933"
	soft    = "#52606d"
	accent  = "#0b69a3"
	alarm   = "#ba2525"
	amber   = "#c98a00"
	machine = "#147d64"
	paper   = "#ffffff"
)

// looks are those of the architecture diagram.
var looks = Looks{
	"paper": {Fill: paper},

	"lane":                {Fill: "#f5f7fa"},
	"lane2":               {Fill: "#eaeff4"},
	"stage":               {Fill: paper, Stroke: "#334e68", Width: 1.4},
	"assumed":             {Fill: paper, Stroke: "#829ab1", Width: 1.4, Dash: []float64{5, 3}},
	"golden":              {Fill: "#fff8e1", Stroke: amber, Width: 2.4},
	"goldenassumed":       {Fill: "#fff8e1", Stroke: amber, Width: 2.4, Dash: []float64{6, 3}},
	"stage ended":         {Fill: "#f0f0f0", Stroke: "#334e68", Width: 1.4},
	"assumed ended":       {Fill: "#f0f0f0", Stroke: "#829ab1", Width: 1.4, Dash: []float64{5, 3}},
	"golden ended":        {Fill: "#f0f0f0", Stroke: amber, Width: 2.4},
	"goldenassumed ended": {Fill: "#f0f0f0", Stroke: amber, Width: 2.4, Dash: []float64{6, 3}},
	"tag":                 {Fill: paper, Stroke: accent, Width: 1},

	"start":    {Fill: "#eaeff4"},
	"question": {Fill: paper, Stroke: "#334e68", Width: 1.4},
	"receiver": {Fill: "#e6f2f8", Stroke: accent, Width: 1.4},
	"fallback": {Fill: "#fff8e1", Stroke: amber, Width: 1.4},
	"known":    {Fill: paper, Stroke: "#829ab1", Width: 1.2},
	"finding":  {Fill: "#fdf0f0", Stroke: alarm, Width: 1.8},

	"feeds":         {Stroke: "#9fb3c8", Width: 1.4, Dash: []float64{3, 3}},
	"flow finding":  {Stroke: alarm, Width: 1.4},
	"feeds finding": {Stroke: alarm, Width: 1.4, Dash: []float64{3, 3}},
	"flow":          {Stroke: "#9fb3c8", Width: 1.4},
	"handoff":       {Stroke: accent, Width: 1.8},
	"recycle":       {Stroke: alarm, Width: 1.6, Dash: []float64{6, 4}},

	"badge handoff":    {Fill: accent},
	"badge recycle":    {Fill: alarm},
	"badge finding":    {Fill: alarm},
	"badge automation": {Fill: machine},

	"text title":      {Fill: ink, Bold: true},
	"text head":       {Fill: "#102a43", Bold: true},
	"text lane":       {Fill: "#486581", Bold: true},
	"text stage":      {Fill: ink, Bold: true},
	"text small":      {Fill: soft},
	"text automation": {Fill: machine},
	"text badge":      {Fill: paper, Bold: true},
	"text legend":     {Fill: "#3e4c59"},
	"text legendbold": {Fill: ink, Bold: true},
	"text foot":       {Fill: "#627d98"},
	"text yes":        {Fill: accent, Bold: true},
	"text finding":    {Fill: alarm},
	"text tag":        {Fill: accent},
}

// LookOf is how a shape of the scene is drawn.
func (s *Scene) LookOf(sh Shape) Look {
	return s.table()[roleOf(sh)]
}

func (s *Scene) table() Looks {
	if s.Looks != nil {
		return s.Looks
	}
	return looks
}

// roleOf is the key of a shape in a table of looks.
func roleOf(sh Shape) string {
	switch x := sh.(type) {
	case Rect:
		return x.Role
	case Line:
		return x.Role
	case Circle:
		return "badge " + x.Role
	case Text:
		return "text " + x.Role
	}
	return ""
}
