package main

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// city is the network centre's dashboard: which school, which cause.
func city() *dashboard.DashboardBuilder {
	b := dashboard.NewDashboardBuilder("rollcall 全市網路點名").Uid("rollcall-city").
		Description("全市各校的交換器、裝置與待處理事項，以及 rollcall 自己造成的負載。點學校名稱開啟 rollcall 的學校頁面。").
		Tags([]string{"rollcall"}).Timezone("Asia/Taipei").WeekStart("monday").
		Time("now-6h", "now").Refresh("30s").Readonly().
		Link(dashboard.NewDashboardLinkBuilder("rollcall 網頁").Type(dashboard.DashboardLinkTypeLink).
			Url("${rollcall}/").TargetBlank(true).Icon("external link"))
	variables(b)
	overview(b)
	b.WithPanel(schools())
	findingPanels(b)
	readingPanels(b)
	loadPanels(b)
	networkPanels(b)
	reachPanels(b)
	dhcpPanels(b)
	tellingPanels(b)
	return b
}

// variables are what the viewer chooses, and one that finds rollcall's pages:
// the scrape configuration names the instance by the address that people open.
func variables(b *dashboard.DashboardBuilder) {
	ask := func(name, label, question string) *dashboard.QueryVariableBuilder {
		return dashboard.NewQueryVariableBuilder(name).Label(label).Datasource(source()).
			Query(dashboard.StringOrMap{String: cog.ToPtr(question)}).
			Refresh(dashboard.VariableRefreshOnDashboardLoad).Sort(dashboard.VariableSortAlphabeticalAsc)
	}
	b.WithVariable(dashboard.NewDatasourceVariableBuilder("datasource").Label("資料來源").Type("prometheus")).
		WithVariable(ask("job", "工作", "label_values(rollcall_build_info, job)")).
		WithVariable(ask("school", "學校", `query_result(rollcall_school_info{job="$job"})`).
			Regex(`/name="(?<text>[^"]+)".*school="(?<value>[^"]+)"/`).
			Multi(true).IncludeAll(true).AllValue(".*")).
		WithVariable(ask("rollcall", "網頁", `label_values(rollcall_build_info{job="$job"}, instance)`).
			Hide(dashboard.VariableHideHideVariable))
}

// overview is the first line: is anything wrong at all.
func overview(b *dashboard.DashboardBuilder) {
	up := school("switch_up")
	b.WithPanel(number(head{1, "交換器回應率", "上次巡檢有回應的交換器占全部的比例。", "percentunit"},
		query{fmt.Sprintf("avg(%s)", up), "回應率"}, thresholds(bad, step{0.9, warning}, step{1, good}))).
		WithPanel(number(head{2, "無回應的交換器", "上次巡檢沒有回應的交換器數。其下游的裝置無法觀察，不等於不在。", "none"},
			query{fmt.Sprintf("count(%s) - sum(%s)", up, up), "台"}, thresholds(good, step{1, bad}))).
		WithPanel(number(head{3, "整校斷線", "沒有任何交換器回應的學校數。請先查電路與停電。", "none"},
			query{fmt.Sprintf("count(max by (school) (%s) == 0) or vector(0)", up), "校"}, thresholds(good, step{1, bad}))).
		WithPanel(number(head{4, "緊急事項", "嚴重度為緊急、尚未結案且未併入上層的事項。", "none"},
			query{fmt.Sprintf("sum(%s) or vector(0)", school("findings", `severity="critical"`)), "件"}, thresholds(good, step{1, bad}))).
		WithPanel(number(head{5, "在場裝置", "目前在交換器埠上看得到的裝置數。", "none"},
			query{fmt.Sprintf("sum(%s)", school("devices")), "台"}, thresholds(neutral))).
		WithPanel(number(head{6, "最舊的轉送表", "全市最久沒有完整讀取轉送表的交換器，距今多久。", "s"},
			query{fmt.Sprintf("max(%s)", school("table_age_seconds", `table="fdb"`)), "距今"}, thresholds(good, step{1800, warning}, step{3600, bad})))
}

// findingPanels say what is open and what is there.
func findingPanels(b *dashboard.DashboardBuilder) {
	b.WithRow(dashboard.NewRowBuilder("待處理事項與裝置")).
		WithPanel(stacked(lines(head{30, "待處理事項（依類別）", "未結案且未併入上層的事項數，依類別。內容與處理步驟見 rollcall 的事項頁面。", "none"},
			query{fmt.Sprintf("sum by (kind) (%s)", school("findings")), "{{kind}}"}))).
		WithPanel(stacked(lines(head{31, "待處理事項（依嚴重度）", "未結案且未併入上層的事項數，依嚴重度。", "none"},
			query{fmt.Sprintf("sum by (severity) (%s)", school("findings")), "{{severity}}"}))).
		WithPanel(stacked(lines(head{32, "在場裝置（依登錄狀態）", "在交換器埠上看得到的裝置，依是否在名單內。被無線認證拒絕的裝置不會出現在這裡。", "none"},
			query{fmt.Sprintf("sum by (state) (%s)", school("devices")), "{{state}}"})))
}

// readingPanels say how well switches are read.
func readingPanels(b *dashboard.DashboardBuilder) {
	b.WithRow(dashboard.NewRowBuilder("巡檢")).
		WithPanel(toSchool(lines(head{40, "交換器回應率（依學校）", "每校有回應的交換器比例。", "percentunit"},
			query{fmt.Sprintf("avg by (school) (%s)", school("switch_up")), "{{school}}"}).Max(1))).
		WithPanel(lines(head{41, "資料年齡（依表）", "各種表距上次完整讀取的時間，取最舊的一台。超過週期太多表示讀不完或交換器沒有回應。", "s"},
			query{fmt.Sprintf("max by (table) (%s)", school("table_age_seconds")), "{{table}}"})).
		WithPanel(stacked(lines(head{42, "每秒巡檢次數（依結果）", "完整、部分、無回應的巡檢次數。部分：有些表沒有讀完，原因見交換器頁面。", "ops"},
			query{fmt.Sprintf("sum by (result) (%s)", perSecond(school("polls_total"))), "{{result}}"})))
}

// loadPanels say what rollcall itself asks of the networks.
func loadPanels(b *dashboard.DashboardBuilder) {
	b.WithRow(dashboard.NewRowBuilder("rollcall 造成的負載")).
		WithPanel(toSchool(lines(head{50, "SNMP 要求（依學校）", "rollcall 每秒送往各校的 SNMP 要求數，也就是 rollcall 自己造成的負載。", "reqps"},
			query{fmt.Sprintf("sum by (school) (%s)", perSecond(school("snmp_requests_total"))), "{{school}}"}))).
		WithPanel(toSwitch(lines(head{51, "SNMP 回應時間（最慢 10 台）", "每個 SNMP 要求到回應的平均時間。高於平常表示交換器忙碌，rollcall 會自動放慢。", "s"},
			query{fmt.Sprintf("topk(10, %s)", school("snmp_response_seconds")), "{{switch}}"}))).
		WithPanel(toSwitch(lines(head{52, "一次巡檢要多久（最慢 10 台）", "上次巡檢從開始到結束的時間。", "s"},
			query{fmt.Sprintf("topk(10, %s)", school("poll_duration_seconds")), "{{switch}}"}))).
		WithPanel(lines(head{53, "SNMP 流量", "rollcall 與全部交換器之間的 SNMP 位元組，收與送。", "Bps"},
			query{fmt.Sprintf("sum by (direction) (%s)", perSecond(school("snmp_bytes_total"))), "{{direction}}"})).
		WithPanel(toSwitch(lines(head{54, "SNMP 變數（最多 10 台）", "每台交換器每秒為 rollcall 查出的變數個數：弱的設備真正的負擔。沒有變動的資料不重讀。", "cps"},
			query{fmt.Sprintf("topk(10, %s)", perSecond(school("snmp_varbinds_total"))), "{{switch}}"}))).
		WithPanel(toSwitch(lines(head{55, "請求速率（最低 10 台）", "交換器目前以上限的多少被詢問。低於 100%：回應比平常慢或 CPU 偏高，rollcall 已自動放慢。", "percentunit"},
			query{fmt.Sprintf("bottomk(10, %s)", school("switch_rate_factor")), "{{switch}}"}).Max(1)))
}

// networkPanels say what flows in the schools.
func networkPanels(b *dashboard.DashboardBuilder) {
	through := func(direction string) string {
		return perSecond(school("uplink_bytes_total", fmt.Sprintf("direction=%q", direction)))
	}
	b.WithRow(dashboard.NewRowBuilder("學校網路")).
		WithPanel(toSwitch(lines(head{60, "廣播封包（最多 10 台）", "每台交換器廣播最多的埠，每秒收到的廣播封包。100 起要注意，300 像是智慧盒或迴圈。", "pps"},
			query{fmt.Sprintf("topk(10, %s)", school("broadcast_packets_per_second")), "{{switch}}"}).
			Thresholds(thresholds(good, step{100, warning}, step{300, bad})))).
		WithPanel(toSwitch(lines(head{61, "上行埠流量（最多 10 埠）", "交換器上行埠每秒位元組；收為正、送為負。", "Bps"},
			query{fmt.Sprintf("topk(10, %s)", through("in")), "{{switch}} {{port}} 收"},
			query{fmt.Sprintf("-topk(10, %s)", through("out")), "{{switch}} {{port}} 送"}))).
		WithPanel(toSchool(lines(head{62, "上行埠使用率（依學校）", "每校最滿的一條上行埠，流量占速率的比例；80% 起上課會感覺到慢。", "percentunit"},
			query{fmt.Sprintf("max by (school) (%s / (%s > 0))", perSecond(school("uplink_bytes_total")), school("uplink_capacity_bytes_per_second")), "{{school}}"}).
			Thresholds(thresholds(good, step{0.8, warning}, step{0.95, bad}))))
}

// tellingPanels say whether people are told, and whether anything is lost.
func tellingPanels(b *dashboard.DashboardBuilder) {
	b.WithRow(dashboard.NewRowBuilder("通知與資料庫")).
		WithPanel(stacked(lines(head{70, "通知（依結果）", "送往 Alertmanager 等接收端的通知次數。失敗持續增加時，學校可能不知道發生了什麼事。", "ops"},
			query{fmt.Sprintf("sum by (receiver, result) (%s)", perSecond(daemon("notifications_total"))), "{{receiver}} {{result}}"}))).
		WithPanel(stacked(lines(head{71, "資料庫寫入（依結果）", "每秒交易次數。失敗多半是磁碟已滿。", "ops"},
			query{fmt.Sprintf("sum by (result) (%s)", perSecond(daemon("store_writes_total"))), "{{result}}"}))).
		WithPanel(lines(head{72, "資料庫與磁碟", "資料庫大小，以及同一磁碟剩下的空間。備份需要和資料庫一樣大的空間。", "bytes"},
			query{daemon("database_bytes"), "資料庫"}, query{daemon("disk_free_bytes"), "剩餘空間"})).
		WithPanel(toSchool(lines(head{73, "沒有觀察到的時間（依學校）", "過去 1 小時內，該校各交換器的轉送表應該觀察而沒有觀察到的秒數合計。", "s"},
			query{fmt.Sprintf("sum by (school) (increase(%s[1h]))", school("coverage_gap_seconds_total")), "{{school}}"}))).
		WithPanel(lines(head{74, "距上次判定的時間", "規則多久以前判定過最久沒判定的學校；應在數分鐘內。", "s"},
			query{fmt.Sprintf("time() - min(%s)", school("school_judged_timestamp_seconds")), "最久的學校"}))
}
