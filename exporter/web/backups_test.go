package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// withBackups is a bench that has a place for backups.
func withBackups(t *testing.T) *bench {
	b := newBench(t)
	b.options.Backups = filepath.Join(t.TempDir(), "backups")
	b.handler = New(b.options)
	return b
}

func TestBackupsAreMadeServedAndRecorded(t *testing.T) {
	b := withBackups(t)
	var made store.Backup
	if err := json.Unmarshal(b.post("/api/v1/backups", "").Body.Bytes(), &made); err != nil {
		t.Fatal(err)
	}
	file := b.get("/api/v1/backups/" + made.Name)
	sum := sha256.Sum256(file.Body.Bytes())
	if hex.EncodeToString(sum[:]) != made.SHA256 || int64(file.Body.Len()) != made.Size {
		t.Errorf("%d octets with another digest were served for %+v", file.Body.Len(), made)
	}
	if got, want := b.get("/api/v1/backups/"+made.Name+".sha256").Body.String(), made.SHA256+"  "+made.Name+"\n"; got != want {
		t.Errorf("digest %q, want %q", got, want)
	}
	if r := b.post("/api/v1/backups/"+made.Name+"/copied", ""); r.Code != http.StatusOK {
		t.Errorf("copied: %d %s", r.Code, r.Body)
	}
	var have backupList
	if err := json.Unmarshal(b.get("/api/v1/backups").Body.Bytes(), &have); err != nil {
		t.Fatal(err)
	}
	if len(have.Backups) != 1 || have.Backups[0] != made || len(have.Record) != 2 || have.Record[0].Action != store.ActionBackupCopy {
		t.Errorf("the list is %+v", have)
	}
}

// TestOnlyBackupsAreServed asks for other files, and as somebody of one school.
func TestOnlyBackupsAreServed(t *testing.T) {
	b := withBackups(t)
	if r := b.post("/api/v1/backups", ""); r.Code != http.StatusOK {
		t.Fatal(r.Body)
	}
	if err := os.WriteFile(filepath.Join(b.options.Backups, "secret"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"secret", "..%2Frollcall.db", "rollcall-.db", "rollcall-20261121T020000Z.db.sha256.sha256", "rollcall-20200101T000000Z.db"} {
		if r := b.get("/api/v1/backups/" + name); r.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, r.Code)
		}
		if r := b.post("/api/v1/backups/"+name+"/copied", ""); r.Code != http.StatusNotFound {
			t.Errorf("%s copied: %d", name, r.Code)
		}
	}
	one := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179901")}
	for _, path := range []string{"/api/v1/backups", "/api/v1/backups/" + store.BackupName(now)} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if got := b.do(r.WithContext(WithIdentity(r.Context(), one))); got.Code != http.StatusForbidden {
			t.Errorf("a coordinator asked %s: %d", path, got.Code)
		}
	}
}
