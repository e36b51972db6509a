package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func queueRef(name string) providers.Reference {
	return providers.Reference{Type: typeQueue, Key: name}
}

// boardOf makes a dashboard of the reports of its metrics, and asks people for the rest.
func (r *reports) boardOf(d *schema.Dashboard, made map[schema.Address][]string) {
	var shown, without []string
	here := false
	for _, a := range d.Metrics {
		m := schema.Find[schema.Metric](r.a, a)
		if m == nil || !compiling.Measured(r.a, r.owns, m.Stage, m.From, m.To) {
			continue
		}
		here = true
		if made[a] == nil {
			without = append(without, "“"+schema.Title(m)+"”")
		}
		for _, report := range made[a] {
			if !slices.Contains(shown, report) {
				shown = append(shown, report)
			}
		}
	}
	if !here {
		return
	}
	words := d.Description
	if audience := r.calledAll(d.Audience...); audience != "" {
		words = sentences(words, "For "+audience)
	}
	r.board(&d.Meta, "", d.Address.Key(), schema.Title(d), words, shown)
	if without != nil {
		r.step(d.Address, false, "Complete the dashboards", "A dashboard shows reports, and of these numbers there is none.",
			fmt.Sprintf("“%s” lacks %s: compute it elsewhere, and put it on the dashboard as an image or a link (+ Widget).", schema.Title(d), strings.Join(without, ", ")))
	}
}

// The grid of a dashboard, and how many components it has. Source: Metadata API Developer Guide, Dashboard.
const (
	gridColumns   = 12
	gridRow       = 36
	tileColumns   = 6
	tileRows      = 8
	maxComponents = 20
	maxBoardTitle = 80
)

// board makes a dashboard of reports, each as a chart with two beside each other. The reader's access decides which records are
// in reports that are opened from it.
func (r *reports) board(m *schema.Meta, part, name, title, words string, shown []string) {
	if len(shown) == 0 {
		return
	}
	if len(shown) > maxComponents {
		r.step(m.Address, false, "Split dashboards that are full", fmt.Sprintf("A dashboard has at most %d components.", maxComponents),
			fmt.Sprintf("Dashboards > %s: make a second one with the reports that it lacks: %s.", title, strings.Join(r.labelsOf(shown[maxComponents:]), ", ")))
		shown = shown[:maxComponents]
	}
	d := &metadata.Dashboard{BackgroundEndColor: "#FFFFFF", BackgroundFadeDirection: "Diagonal", BackgroundStartColor: "#FFFFFF", DashboardType: "SpecifiedUser",
		IsGridLayout: true, TextColor: "#000000", Title: title, TitleColor: "#000000", TitleSize: 12, GridLayout: &metadata.DashboardGridLayout{NumberOfColumns: gridColumns, RowHeight: gridRow}}
	labels := r.labelsOf(shown)
	for i, report := range shown {
		d.GridLayout.Components = append(d.GridLayout.Components, metadata.DashboardGridComponent{ColSpan: tileColumns, RowSpan: tileRows, ColumnIndex: i % 2 * tileColumns, RowIndex: i / 2 * tileRows,
			Component: &metadata.DashboardComponent{AutoselectColumns: true, ChartAxisRange: "Auto", ComponentType: "Bar", DisplayUnits: "Auto", Header: labels[i], LegendPosition: "Bottom",
				Report: report, ShowValues: true, SortBy: "RowLabelAscending"}})
	}
	r.resource(typeDashboard, m, part, fmt.Sprintf("dashboard “%s”", title), false, providers.Values{"folder": r.folder("dashboard"), "name": developerName(name, maxName),
		"label": cut(title, maxBoardTitle), "description": orNil(cut(words, maxReportDescription)), "definition": documentAs(d)})
}

// labelsOf are the labels of reports by their names.
func (r *reports) labelsOf(names []string) (out []string) {
	for _, n := range names {
		out = append(out, text(r.made.Find(typeReport, key("report", n)).Values["label"]))
	}
	return out
}
