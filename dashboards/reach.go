package main

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// reachPanels say what answers pings from the centre.
func reachPanels(b *dashboard.DashboardBuilder) {
	slow := thresholds(good, step{0.05, warning}, step{0.2, bad})
	b.WithRow(dashboard.NewRowBuilder("連不連得到")).
		WithPanel(toSchool(lines(head{90, "閘道（依學校）", "教網中心 ping 各校閘道有沒有回應；0 是斷線，沒有線是沒有測量。斷線的原因是閘道還是線路，看該校頁面。", "percentunit"},
			query{fmt.Sprintf("max by (school) (%s)", school("gateway_up")), "{{school}}"},
			query{daemon("upstream_up"), "對外測試位址"}).Max(1))).
		WithPanel(toSchool(lines(head{91, "ping 來回時間（最慢 10 校）", "教網中心到各校閘道的來回時間（最近 20 次的中位數）。", "s"},
			query{fmt.Sprintf("topk(10, %s)", school("ping_rtt_seconds")), "{{school}} {{target}}"}).Thresholds(slow))).
		WithPanel(toSchool(lines(head{92, "ping 遺失率（最高 10 校）", "最近 20 次 ping 沒有回應的比例；線路壅塞或品質不良時會先升高。", "percentunit"},
			query{fmt.Sprintf("topk(10, %s)", school("ping_loss_ratio")), "{{school}} {{target}}"}).Max(1).
			Thresholds(thresholds(good, step{0.05, warning}, step{0.2, bad}))))
}
