package main

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// dhcpPanels say how long devices wait for an address, and whether there are any left.
func dhcpPanels(b *dashboard.DashboardBuilder) {
	p95 := func(by, step string) string {
		return fmt.Sprintf("histogram_quantile(0.95, sum by (le, %s) (%s))", by,
			perSecond(school("dhcp_exchange_seconds_bucket", fmt.Sprintf("step=%q", step))))
	}
	slow := thresholds(good, step{1, warning}, step{2, bad})
	b.WithRow(dashboard.NewRowBuilder("DHCP")).
		WithPanel(toSchool(lines(head{80, "取得IP的時間（依學校）", "從裝置第一次要求到伺服器回應 (OFFER)，95% 在這個時間內；正常在 1 秒內。沒有線表示聽不到，或沒有裝置要求。", "s"},
			query{p95("school", "offer"), "{{school}}"}).Thresholds(slow))).
		WithPanel(lines(head{81, "取得IP的時間（依網段）", "從裝置第一次要求到取得IP (ACK)，95% 在這個時間內。只有一個網段慢，先看該網段的位址池與廣播。", "s"},
			query{p95("zone", "ack"), "{{zone}}"}).Thresholds(slow)).
		WithPanel(toSchool(lines(head{82, "DHCP位址使用率（最高 10 個）", "每個位址池已配發的比例；90% 起就快用完了，多半是隨機MAC與過長的租約。", "percentunit"},
			query{fmt.Sprintf("topk(10, %s)", school("dhcp_scope_used_ratio")), "{{school}} {{zone}}"}).Max(1).
			Thresholds(thresholds(good, step{0.8, warning}, step{0.9, bad}))))
}
