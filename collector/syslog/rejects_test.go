package syslog

import (
	"testing"

	"rollcall/collector/inbox"
)

// TestARefusalIsNoEvent: a controller that refuses a device says nothing of itself,
// though its words look like a failed login.
func TestARefusalIsNoEvent(t *testing.T) {
	for line, refused := range map[string]int{
		"<189>12: Nov 22 10:00:00: %MAB-5-FAIL: Authentication failed for client (0000.5e00.5307) on Interface capwap_1 AuditSessionID 0A":                                                 1,
		"<134>Nov 22 10:00:00 wlc authmgr[3]: <522275> <NOTI> |authmgr| User Authentication failed. username=00005e005307 userip=0.0.0.0 usermac=00:00:5e:00:53:07 apname=hy-ap01 bssid=x": 1,
		"<189>9: Nov 22 10:00:00: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] [Source: 192.0.2.7]":                                                                               0,
	} {
		m, err := Read(inbox.Datagram{Octets: []byte(line)})
		if err != nil || len(m.Rejects) != refused || len(m.Events) != 1-refused {
			t.Errorf("%s: %d refusals and %d events, %v", line, len(m.Rejects), len(m.Events), err)
		}
	}
}
