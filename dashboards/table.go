package main

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/table"
)

type linkBuilder = cog.Builder[dashboard.DashboardLink]

// A column of the table of schools: one value a school.
type column struct {
	title, expr, unit string
	base              string // colour below the first step; empty: not coloured
	steps             []step
}

// columns are what tells the centre which school to look at.
func columns() []column {
	return []column{
		{"交換器回應率", fmt.Sprintf("avg by (school) (%s)", school("switch_up")), "percentunit",
			bad, []step{{0.5, warning}, {1, good}}},
		{"閘道", fmt.Sprintf("max by (school) (%s)", school("gateway_up")), "bool_on_off",
			bad, []step{{1, good}}},
		{"無回應", fmt.Sprintf("count by (school) (%s) - sum by (school) (%s)", school("switch_up"), school("switch_up")), "none",
			good, []step{{1, bad}}},
		{"上行使用率", orZero(fmt.Sprintf("max by (school) (%s / (%s > 0))", perSecond(school("uplink_bytes_total")), school("uplink_capacity_bytes_per_second"))), "percentunit",
			good, []step{{0.8, warning}, {0.95, bad}}},
		{"在場裝置", orZero(fmt.Sprintf("sum by (school) (%s)", school("devices"))), "none", "", nil},
		{"未登錄裝置", orZero(fmt.Sprintf("sum by (school) (%s)", school("devices", `state=~"unlisted|random"`))), "none", "", nil},
		{"緊急", orZero(fmt.Sprintf("sum by (school) (%s)", school("findings", `severity="critical"`))), "none",
			good, []step{{1, bad}}},
		{"全部待處理", orZero(fmt.Sprintf("sum by (school) (%s)", school("findings"))), "none",
			good, []step{{1, warning}}},
		{"轉送表資料年齡", fmt.Sprintf("max by (school) (%s)", school("table_age_seconds", `table="fdb"`)), "s",
			good, []step{{1800, warning}, {3600, bad}}},
		{"最大廣播", orZero(fmt.Sprintf("max by (school) (%s)", school("broadcast_packets_per_second"))), "pps",
			good, []step{{100, warning}, {300, bad}}},
		{"rollcall 每秒要求", fmt.Sprintf("sum by (school) (%s)", perSecond(school("snmp_requests_total"))), "reqps", "", nil},
	}
}

// schools is the table: one row a school, its name first, a link to its page.
func schools() *table.PanelBuilder {
	h := head{20, "各校一覽", "每校一列，點校名開啟該校頁面。顏色：綠正常、橘注意、紅立即處理。", "none"}
	queries := []query{{fmt.Sprintf("count by (school, name) (%s)", school("school_info")), ""}}
	for _, c := range columns() {
		queries = append(queries, query{c.expr, ""})
	}
	p := table.NewPanelBuilder().Id(h.id).Title(h.title).Description(h.what).Unit(h.unit).
		Datasource(source()).Targets(targets(queries, query.row)).
		Height(12).Span(24).NoValue("—").CellHeight(common.TableCellHeightSm).
		SortBy([]cog.Builder[common.TableSortByFieldState]{
			common.NewTableSortByFieldStateBuilder().DisplayName("緊急").Desc(true),
		})
	return dress(join(p))
}

// join makes one row a school out of the queries' answers.
func join(p *table.PanelBuilder) *table.PanelBuilder {
	names, order := map[string]string{"name": "學校", "school": "代碼"}, map[string]int{"name": 0, "school": 1}
	kept := []string{"name", "school"}
	for i, c := range columns() {
		value := "Value #" + refID(i+1)
		kept = append(kept, value)
		names[value], order[value] = c.title, i+2
	}
	for _, step := range []dashboard.DataTransformerConfig{
		{Id: "joinByField", Options: map[string]any{"byField": "school", "mode": "outer"}},
		{Id: "filterFieldsByName", Options: map[string]any{"include": map[string]any{"names": kept}}},
		{Id: "organize", Options: map[string]any{"renameByName": names, "indexByName": order}},
	} {
		p.WithTransformation(step)
	}
	return p
}

// dress gives every column its unit and colours, and the name its link.
func dress(p *table.PanelBuilder) *table.PanelBuilder {
	for _, c := range columns() {
		properties := []dashboard.DynamicConfigValue{{Id: "unit", Value: c.unit}}
		if c.base != "" {
			steps, _ := thresholds(c.base, c.steps...).Build() // has nothing that can be wrong
			properties = append(properties,
				dashboard.DynamicConfigValue{Id: "thresholds", Value: steps},
				dashboard.DynamicConfigValue{Id: "custom.cellOptions", Value: map[string]any{"type": "color-background", "mode": "basic"}})
		}
		p.OverrideByName(c.title, properties)
	}
	return p.OverrideByName("學校", []dashboard.DynamicConfigValue{{Id: "links", Value: []any{map[string]any{
		"title": "開啟學校頁面", "url": `${rollcall}/schools/${__data.fields["代碼"]}`, "targetBlank": true}}}})
}
