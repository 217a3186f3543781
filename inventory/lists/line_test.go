package lists

import "testing"

func TestALineOfAnOldWindows(t *testing.T) {
	for raw, want := range map[string]string{
		"10,11/26/26,\xab\xfc\xac\xa3,10.241.10.7,\xb1\xd0\xb0\xc8\xb3B-PC1": "10,11/26/26,指派,10.241.10.7,教務處-PC1",
		"plain":          "plain",
		"\xff\xffbroken": "\ufffd\ufffdbroken",
	} {
		if got := Line([]byte(raw)); got != want {
			t.Errorf("%q reads %q, want %q", raw, got, want)
		}
	}
}
