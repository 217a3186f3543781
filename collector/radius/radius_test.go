package radius

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

var taipei = time.FixedZone("Asia/Taipei", 8*3600)

func file(format string) File {
	return File{Name: "r1", Format: format, Zone: taipei, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, taipei) }}
}

// say writes what matters of a refusal in one line.
func say(r inventory.AccessReject) string {
	out := r.At.In(taipei).Format("01-02 15:04:05") + " " + r.MAC.String()
	for _, part := range [][2]string{{"ssid", r.SSID}, {"ap", r.AP}, {"why", r.Reason}, {"school", string(r.School)}} {
		if part[1] != "" {
			out += " " + part[0] + "=" + part[1]
		}
	}
	if r.NAS.IsValid() {
		out += " nas=" + r.NAS.String()
	}
	if r.Count != 1 {
		out += fmt.Sprint(" count=", r.Count)
	}
	if r.Account {
		out += " account"
	}
	return out + " " + string(r.Class)
}

func readAll(r tail.Reader[inventory.AccessReject], how tail.How, text string) string {
	var all []string
	emit := func(r inventory.AccessReject) { all = append(all, say(r)) }
	head, _, _ := strings.Cut(text, "\n")
	r.Begin(how, head, emit)
	for line := range strings.Lines(text) {
		if err := r.Line([]byte(strings.TrimRight(line, "\r\n")), emit); err != nil {
			all = append(all, err.Error())
		}
	}
	r.End(emit)
	return strings.Join(all, "\n")
}

func TestFreeRADIUS(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"MAC authentication", "Sun Nov 22 10:00:01 2026 : Auth: (12) Login incorrect: [00005e005307/<via Auth-Type = Reject>] (from client hy-wlc port 13 cli 00-00-5E-00-53-07)",
			"11-22 10:00:01 00:00:5e:00:53:07 ap=hy-wlc why=Auth-Type Reject unlisted"},
		{"with a reason", "Sun Nov  1 10:00:01 2026 : Auth: (0) Login incorrect (not in the list): [00-00-5E-00-53-07] (from client 10.241.254.5 port 0 cli 00-00-5E-00-53-07)",
			"11-01 10:00:01 00:00:5e:00:53:07 ap=10.241.254.5 why=not in the list nas=10.241.254.5 unlisted"},
		{"no such user", "Sun Nov 22 10:00:01 2026 : Auth: (3) Invalid user: [00:00:5e:00:53:07/secret] (from client a port 0)", "11-22 10:00:01 00:00:5e:00:53:07 ap=a unlisted"},
		{"told twice", "Sun Nov 22 10:00:01 2026 : Auth: (3) Invalid user (not in the list): [00005e005307] (from client a port 0 cli 00-00-5E-00-53-07)\n" +
			"Sun Nov 22 10:00:01 2026 : Auth: (3) Login incorrect (not in the list): [00005e005307] (from client a port 0 cli 00-00-5E-00-53-07)\n" +
			"Sun Nov 22 10:00:02 2026 : Auth: (4) Login incorrect (not in the list): [00005e005307] (from client a port 0 cli 00-00-5E-00-53-07)",
			"11-22 10:00:01 00:00:5e:00:53:07 ap=a why=not in the list unlisted\n11-22 10:00:02 00:00:5e:00:53:07 ap=a why=not in the list unlisted"},
		{"802.1X", "Sun Nov 22 10:00:01 2026 : Auth: (4) Login incorrect (eap_peap: TLS alert): [pupil@kl.example] (from client hy-wlc port 13 cli 02-00-5E-00-53-07)",
			"11-22 10:00:01 02:00:5e:00:53:07 ap=hy-wlc why=eap_peap: TLS alert account account"},
		{"802.1X without the device", "Sun Nov 22 10:00:01 2026 : Auth: (4) Login incorrect: [pupil@kl.example] (from client hy-wlc port 13)", "11-22 10:00:01 00:00:00:00:00:00 ap=hy-wlc account account"},
		{"let in", "Sun Nov 22 10:00:01 2026 : Auth: (5) Login OK: [00005e005308] (from client hy-wlc port 13 cli 00-00-5E-00-53-08)", ""},
		{"by syslog", "Nov 22 10:00:01 srv freeradius[99]: (12) Login incorrect: [00005e005307] (from client hy-wlc port 13 cli 00-00-5E-00-53-07)", "11-22 10:00:01 00:00:5e:00:53:07 ap=hy-wlc unlisted"},
		{"linelog", `2026-11-22T10:00:01+08:00 Access-Reject User-Name="00005e005307" Calling-Station-Id=00-00-5E-00-53-07 Called-Station-Id="00-00-5E-00-53-F0:KL-mobile" NAS-IP-Address=10.241.254.5 NAS-Identifier=hy-ap01 Module-Failure-Message="not in \"the\" list"`,
			`11-22 10:00:01 00:00:5e:00:53:07 ssid=KL-mobile ap=hy-ap01 why=not in "the" list nas=10.241.254.5 unlisted`},
		{"linelog without who", "2026-11-22T10:00:01+08:00 Access-Reject NAS-IP-Address=10.241.254.5", "bad mac"},
		{"linelog without when", "Access-Reject User-Name=00005e005307", "bad time"},
		{"detail", "Sun Nov 22 10:00:01 2026\n\tPacket-Type = Access-Reject\n\tUser-Name = \"00005e005307\"\n\tCalled-Station-Id = \"00-00-5E-00-53-F0:KL-mobile\"\n\tNAS-IP-Address = 10.241.254.5\n\tTimestamp = 1795312801\n\n" +
			"Sun Nov 22 10:00:02 2026\n\tPacket-Type = Access-Accept\n\tUser-Name = \"00005e005308\"\n\n",
			"11-22 10:00:01 00:00:5e:00:53:07 ssid=KL-mobile ap=00-00-5E-00-53-F0 nas=10.241.254.5 unlisted"},
		{"detail, cut off", "\tUser-Name = \"00005e005301\"\nSun Nov 22 10:00:01 2026\n\tPacket-Type = Access-Reject\nSun Nov 22 10:00:02 2026\n\tPacket-Type = Access-Reject\n\tUser-Name = \"00005e005307\"\n\todd\n\n",
			"unfinished\nunknown shape\n11-22 10:00:02 00:00:5e:00:53:07 unlisted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := readAll(file("freeradius").Reader(), tail.First, tt.text+"\n"); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestTable(t *testing.T) {
	const head = "時間,裝置 MAC,SSID,基地台,學校代碼,原因,次數\n"
	for _, tt := range []struct{ name, text, want string }{
		{"as it is exported", head + "2026/11/22 10:00:01,00-00-5E-00-53-07,KL-mobile,hy-ap01,179901,未登錄,12\n",
			"11-22 10:00:01 00:00:5e:00:53:07 ssid=KL-mobile ap=hy-ap01 why=未登錄 school=179901 count=12 unlisted"},
		{"in English, quoted", "MAC Address,Time,Reason\n\"00005e005307\",2026-11-22 10:00,\"blocked, for now\"\n", "11-22 10:00:00 00:00:5e:00:53:07 why=blocked, for now blocked"},
		{"no head", "2026/11/22 10:00:01,00-00-5E-00-53-07\n", "unknown shape"},
		{"damaged", head + "yesterday,00-00-5E-00-53-07\n2026/11/22 10:00:01,zz\n2026/11/22 10:00:01\n", "bad time\nbad mac\nbad mac"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := readAll(file("csv").Reader(), tail.First, tt.text); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

// TestATableThatIsExportedAgain: what was read before is not read again, after a
// restart either, and what came in the same second is.
func TestATableThatIsExportedAgain(t *testing.T) {
	const head = "time,mac\n"
	one, two, three := "2026-11-22 10:00:01,00005e005301\n", "2026-11-22 10:00:02,00005e005302\n", "2026-11-22 10:00:02,00005e005303\n"
	first := file("csv").Reader()
	if got := readAll(first, tail.First, head+one+two); strings.Count(got, "\n") != 1 {
		t.Errorf("at first: %s", got)
	}
	again := file("csv").Reader()
	again.Restore(first.State())
	if got, want := readAll(again, tail.Anew, head+one+two+three), "11-22 10:00:02 00:00:5e:00:53:03 unlisted"; got != want {
		t.Errorf("exported again: %q, want %q", got, want)
	}
}

func TestControllers(t *testing.T) {
	for _, tt := range []struct{ maker, line, want string }{
		{"Cisco 9800", "%SESSION_MGR-5-FAIL: Chassis 1 R0/0: wncd: Authorization failed or unapplied for client (0000.5e00.5307) on Interface capwap_90000046 AuditSessionID 0000000000061B3751B32A62. Failure reason: Authc fail. Authc failure reason: Cred Fail.", "00:00:5e:00:53:07 why=Cred Fail other"},
		{"Cisco 9800", "%SESSION_MGR-5-FAIL: Chassis 1 R0/0: wncd: Authorization failed or unapplied for client (0000.5e00.5307) on Interface capwap_90000046 AuditSessionID 00. Failure reason: Authc fail. Authc failure reason: AAA Server Down.", "00:00:5e:00:53:07 why=AAA Server Down server"},
		{"Cisco 9800", "%SESSION_MGR-5-FAIL: Chassis 1 R0/0: wncd: Authorization failed or unapplied for client (0000.5e00.5307) on Interface capwap_90000046 AuditSessionID 00 User Name: pupil@kl.example Failure reason: Authc fail. Authc failure reason: Cred Fail.", "00:00:5e:00:53:07 why=Cred Fail account account"},
		{"Cisco IOS", "%MAB-5-FAIL: Authentication failed for client (0000.5e00.5307) on Interface Gi1/0/5 AuditSessionID 0A", "00:00:5e:00:53:07 unlisted"},
		{"Cisco 9800", "%MAB-5-FAIL: Chassis 1 R0/0: wncd: Authentication failed for client (0000.5e00.5307) with reason (Cred Fail) on Interface capwap_90000004 AuditSessionID 0A Username: 00005e005307", "00:00:5e:00:53:07 why=Cred Fail unlisted"},
		{"Cisco AireOS", "Client Excluded: MACAddress:00:00:5e:00:53:07 Base Radio MAC :00:00:5e:00:53:f0 Slot: 1 User Name: unknown Ip Address: unknown Reason:802.11 Association failed repeatedly. ReasonCode: 1", "00:00:5e:00:53:07 why=802.11 Association failed repeatedly. other"},
		{"Cisco AireOS", "Client Authentication Failure: MACAddress:00:00:5e:00:53:07 APName: hy-ap01 Slot:0 User Name: 00005e005307 SSID:KL-mobile Reason:Unspecified ReasonCode: 1", "00:00:5e:00:53:07 ssid=KL-mobile ap=hy-ap01 why=Unspecified other"},
		{"Aruba", "authmgr[3558]: <522275> <3558> <NOTI> |authmgr|  User Authentication failed. username=00005e005307 userip=0.0.0.0 usermac=00:00:5e:00:53:07 authmethod=MAC servername=radius1 serverip=192.0.2.7 apname=hy-ap01 bssid=00:00:5e:00:53:f0", "00:00:5e:00:53:07 ap=hy-ap01 unlisted"},
		{"Aruba", "authmgr[3558]: <522275> <3558> <NOTI> |authmgr|  User Authentication failed. username=pupil@kl.example userip=0.0.0.0 usermac=02:00:5e:00:53:07 servername=radius1 serverip=192.0.2.7 apname=hy-ap01 bssid=00:00:5e:00:53:f0", "02:00:5e:00:53:07 ap=hy-ap01 account account"},
		{"Aruba", "authmgr[3558]: <132207> <WARN> |authmgr|  RADIUS reject for station 00005e005307 00:00:5e:00:53:07 from server radius1.", "00:00:5e:00:53:07 unlisted"},
		{"Huawei", "WLAN/4/STA_AUTH_FAIL: OID 1.3.6 Station author is error notify.(APMAC=[00 00 5e 00 53 f0 (hex)],RadioID=[1],StaMac=00-00-5e-00-53-07,APName=hy-ap01,StaAssocBssid=x,Ssid=KL-mobile,StaAuthenticationFailCauseStr=the station is not in the whitelist,APID=1)", "00:00:5e:00:53:07 ssid=KL-mobile ap=hy-ap01 why=the station is not in the whitelist unlisted"},
		{"FreeRADIUS", "(12) Login incorrect: [00005e005307] (from client hy-wlc port 13 cli 00-00-5E-00-53-07)", "00:00:5e:00:53:07 ap=hy-wlc unlisted"},
		{"nobody", "%LINK-3-UPDOWN: Interface GigabitEthernet1/0/5, changed state to down", ""},
		{"somebody else", "Login incorrect (pap): [] (from client hy-wlc port 13)", ""},
		{"Cisco", "%MAB-5-SUCCESS: Authentication successful for client (0000.5e00.5307) on Interface Gi1/0/5 AuditSessionID 0A", ""},
	} {
		got := ""
		if r, ok := ControllerLine(tt.line); ok {
			got = strings.TrimPrefix(say(r), "01-01 08:00:00 ")
		}
		if got != tt.want {
			t.Errorf("%s: %s\n got %s\nwant %s", tt.maker, tt.line, got, tt.want)
		}
	}
}

// TestTextIsBounded: what a message says is kept short and harmless.
func TestTextIsBounded(t *testing.T) {
	line := "Sun Nov 22 10:00:01 2026 : Auth: (1) Login incorrect (" + strings.Repeat("長", 500) + "\x1b[31m): [00005e005307] (from client " + strings.Repeat("x", 500) + " port 0 cli 00-00-5E-00-53-07)"
	var got inventory.AccessReject
	if err := file("freeradius").Reader().Line([]byte(line), func(r inventory.AccessReject) { got = r }); err != nil {
		t.Fatal(err)
	}
	if len([]rune(got.Reason)) != maxReason || len(got.AP) != maxName || strings.Contains(got.Reason, "\x1b") {
		t.Errorf("kept %+v", got)
	}
}

func FuzzFreeRADIUS(f *testing.F) {
	f.Add([]byte("Sun Nov 22 10:00:01 2026 : Auth: (12) Login incorrect (x): [00005e005307/<via Auth-Type = Reject>] (from client a port 13 cli 00-00-5E-00-53-07)\n"))
	f.Add([]byte("Sun Nov 22 10:00:01 2026\n\tPacket-Type = Access-Reject\n\tUser-Name = \"00005e005307\"\n\n"))
	f.Add([]byte(`2026-11-22T10:00:01+08:00 Access-Reject User-Name="00\"x" Called-Station-Id="00-00-5E-00-53-F0:a"`))
	f.Fuzz(func(t *testing.T, text []byte) { fuzzed(t, file("freeradius").Reader(), text) })
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("時間,MAC,count\n2026/11/22 10:00:01,\"00-00-5E-00-53-07\",9999999999\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := file("csv").Reader()
		fuzzed(t, r, text)
		r.Restore(r.State())
		r.Restore(text)
	})
}

func FuzzControllerLine(f *testing.F) {
	f.Add("%SESSION_MGR-5-FAIL: x for client (0000.5e00.5307) on. User: a Authc failure reason: b")
	f.Add("User Authentication failed. username=a usermac=00:00:5e:00:53:07 apname=b reason=c d=e")
	f.Add("Client Excluded: MACAddress:00:00:5e:00:53:07 User Name: x Reason:y ReasonCode: 1")
	f.Fuzz(func(t *testing.T, text string) {
		if r, ok := ControllerLine(text); ok {
			checkKept(t, r, text)
		}
	})
}

func fuzzed(t *testing.T, r tail.Reader[inventory.AccessReject], text []byte) {
	emit := func(r inventory.AccessReject) {
		checkKept(t, r, string(text))
		if !plausible(r.At) {
			t.Errorf("%v is told of %q", r.At, text)
		}
	}
	r.Begin(tail.Resumed, string(text), emit)
	for line := range strings.Lines(string(text)) {
		_ = r.Line([]byte(line), emit)
	}
	r.End(emit)
}

func checkKept(t *testing.T, r inventory.AccessReject, text string) {
	for _, s := range []string{r.AP, r.SSID, r.Reason, string(r.School)} {
		if len([]rune(s)) > maxReason || strings.ContainsAny(s, "\x00\n\r\x1b") || strings.ToValidUTF8(s, "") != s {
			t.Errorf("%q is kept of %q", s, text)
		}
	}
	if r.MAC.IsGroup() || r.MAC.IsZero() && !r.Account || r.Count < 1 {
		t.Errorf("%+v is told of %q", r, text)
	}
}
