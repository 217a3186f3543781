package main

import (
	"fmt"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
)

// A query is one question to Prometheus and how its series are called.
type query struct{ expr, legend string }

// school selects series of the chosen schools, with more label matchers.
func school(metric string, matchers ...string) string {
	return selector(metric, append([]string{`job="$job"`, `school=~"$school"`}, matchers...))
}

// daemon selects series that belong to no school.
func daemon(metric string, matchers ...string) string {
	return selector(metric, append([]string{`job="$job"`}, matchers...))
}

func selector(metric string, matchers []string) string {
	return "rollcall_" + metric + "{" + strings.Join(matchers, ",") + "}"
}

// perSecond is the rate of a counter over the interval that Grafana chooses.
func perSecond(counter string) string { return "rate(" + counter + "[$__rate_interval])" }

// orZero gives the schools without series a 0: where nothing is open, nothing is
// exported.
func orZero(expr string) string {
	return fmt.Sprintf("%s or 0 * count by (school) (%s)", expr, school("school_info"))
}

// source is the data source that the viewer chose.
func source() common.DataSourceRef {
	return common.DataSourceRef{Type: cog.ToPtr("prometheus"), Uid: cog.ToPtr("${datasource}")}
}

// target returns the i-th query of a panel, over the time range.
func (q query) target(i int) *prometheus.DataqueryBuilder {
	return prometheus.NewDataqueryBuilder().Datasource(source()).RefId(refID(i)).
		Expr(q.expr).LegendFormat(q.legend).Range().EditorMode(prometheus.QueryEditorModeCode)
}

// now returns the i-th query of a panel, at the end of the time range.
func (q query) now(i int) *prometheus.DataqueryBuilder { return q.target(i).Instant() }

// row returns the i-th query of a table, whose series become rows.
func (q query) row(i int) *prometheus.DataqueryBuilder {
	return q.now(i).Format(prometheus.PromQueryFormatTable)
}

// refID is the name of a panel's i-th query: A, B, C …
func refID(i int) string { return string(rune('A' + i)) }

// targets makes every query with one of the three.
func targets(qs []query, make func(query, int) *prometheus.DataqueryBuilder) []cog.Builder[variants.Dataquery] {
	var out []cog.Builder[variants.Dataquery]
	for i, q := range qs {
		out = append(out, make(q, i))
	}
	return out
}

// A step is a threshold: from a value on, a colour.
type step struct {
	from  float64
	color string
}

// The colours of states, which Grafana also has in its dark theme.
const (
	good    = "green"
	warning = "orange"
	bad     = "red"
	neutral = "blue"
)

// thresholds colours a value: base below the first step.
func thresholds(base string, steps ...step) *dashboard.ThresholdsConfigBuilder {
	list := []dashboard.Threshold{{Color: base}}
	for _, s := range steps {
		list = append(list, dashboard.Threshold{Value: cog.ToPtr(s.from), Color: s.color})
	}
	return dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).Steps(list)
}

// link leads to one of rollcall's pages.
func link(title, path string) cog.Builder[dashboard.DashboardLink] {
	return dashboard.NewDashboardLinkBuilder(title).Url("${rollcall}" + path).TargetBlank(true)
}
