package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

func TestTheHealthOfRollcallItself(t *testing.T) {
	b := withBackups(t)
	b.school1()
	b.options.Machine = func() Machine {
		return Machine{Started: now.Add(-time.Hour), Database: 5 << 20, DiskFree: 1 << 30, DiskTotal: 100 << 30,
			Sources: []Source{{"mail", false}, {"traps", true}}}
	}
	b.options.Ready = func(context.Context) error { return errors.New("1 of 2 schools") }
	b.handler = New(b.options)
	b.finding(inventory.Finding{Kind: inventory.KindBackupOverdue, School: "179901", Severity: inventory.Warning, Subject: "backup", Since: now})
	if got := b.post("/api/v1/backups", ""); got.Code != http.StatusOK {
		t.Fatalf("a backup: %d %s", got.Code, got.Body)
	}
	body := b.get("/health").Body.String()
	for _, want := range []string{"尚未就緒", "1 of 2 schools", "海燕國小", "2 / 3", "磁碟空間不足", "5.0 MiB", "1.0 GiB", "未設定", "已設定", "電子郵件", ".sha256", "MAC位址表"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of health lacks %q", want)
		}
	}
	var view healthView
	if err := json.Unmarshal(b.get("/api/v1/health").Body.Bytes(), &view); err != nil {
		t.Fatal(err)
	}
	if len(view.Kept) != 1 || view.Made.IsZero() || !view.Copied.IsZero() || len(view.Own) != 1 || view.Late != 2 || !view.Schools[0].Late() {
		t.Errorf("health is %+v", view)
	}
	if got := b.getAs("/health", "179901"); got.Code != http.StatusForbidden {
		t.Errorf("a coordinator is shown the health of the city: %d", got.Code)
	}
}

func TestEverySourceHasAName(t *testing.T) {
	for _, key := range []string{"switches", "arp", "traps", "syslog", "probe", "mail", "channels", "alertmanager", "openid", "dhcp", "radius"} {
		if !wording.Has("page.source." + key) {
			t.Errorf("the source %s has no name", key)
		}
	}
}
