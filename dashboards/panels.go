package main

import (
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

type graph = timeseries.PanelBuilder

// A head is what every panel has: its number, which links to it keep, what it
// is called, what it shows and what to do with it, and the unit of its values.
type head struct {
	id                uint32
	title, what, unit string
}

// number is a panel with one big value.
func number(h head, q query, t *dashboard.ThresholdsConfigBuilder) *stat.PanelBuilder {
	return stat.NewPanelBuilder().Id(h.id).Title(h.title).Description(h.what).Unit(h.unit).
		Datasource(source()).Targets(targets([]query{q}, query.now)).
		Height(4).Span(4).NoValue("沒有資料").
		ColorMode(common.BigValueColorModeBackground).GraphMode(common.BigValueGraphModeNone).
		ReduceOptions(common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"})).
		ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdThresholds)).
		Thresholds(t).DataLinks([]linkBuilder{link("開啟 rollcall", "/")})
}

// lines is a panel with values over time.
func lines(h head, qs ...query) *graph {
	p := timeseries.NewPanelBuilder().Id(h.id).Title(h.title).Description(h.what).Unit(h.unit).
		Datasource(source()).Targets(targets(qs, query.target)).
		Height(8).Span(8).NoValue("沒有資料").AxisSoftMin(0).
		LineWidth(1).FillOpacity(10).ShowPoints(common.VisibilityModeNever).
		Legend(common.NewVizLegendOptionsBuilder().ShowLegend(true).
			DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom).Calcs(nil)).
		Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending))
	for _, q := range qs {
		named(p, q)
	}
	return p
}

// stacked puts the lines of a panel on each other: their sum means something.
func stacked(p *graph) *graph {
	return p.Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal)).FillOpacity(40)
}

// toSchool gives every line a link to its school's page.
func toSchool(p *graph) *graph {
	return p.DataLinks([]linkBuilder{link("開啟學校頁面", "/schools/${__field.labels.school}")})
}

// toSwitch gives every line a link to its switch's page.
func toSwitch(p *graph) *graph {
	return p.DataLinks([]linkBuilder{link("開啟交換器頁面", "/schools/${__field.labels.school}/switches/${__field.labels.switch}")})
}
