package web

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"rollcall/exporter/audit"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// backupList is what there is to restore from.
type backupList struct {
	Backups []store.Backup       `json:"backups"` // the newest first
	Record  []store.BackupRecord `json:"record"`  // what was done with backups, the newest first
}

// mostRecords is how much of the record of backups one answer holds: years.
const mostRecords = 2000

// listBackups lists the backups beside the database.
func (s *server) listBackups(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	all, err := store.Backups(s.Backups)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	record, err := s.DB.BackupRecords(r.Context(), q.Scope, mostRecords)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, backupList{all, record})
}

// makeBackup makes a backup now.
func (s *server) makeBackup(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b, err := s.DB.Backup(r.Context(), s.Backups, store.Event{At: q.now, Actor: q.Actor})
	if err != nil {
		s.fail(w, r, storeBusy(err))
		return
	}
	s.writeJSON(w, r, http.StatusOK, b)
}

// sendBackup serves a backup, or the digest beside it. Only names that are those
// of backups lead to a file.
func (s *server) sendBackup(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if _, ok := store.ParseBackupName(strings.TrimSuffix(name, store.DigestFile(""))); !ok || s.Backups == "" {
		s.fail(w, r, fs.ErrNotExist)
		return
	}
	f, err := os.Open(filepath.Join(s.Backups, name))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	http.ServeContent(w, r, "", info.ModTime(), f)
}

// copiedBackup records that a backup was copied to another disk, where it was
// verified.
func (s *server) copiedBackup(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	all, err := store.Backups(s.Backups)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, b := range all {
		if b.Name != r.PathValue("name") {
			continue
		}
		err := s.DB.RecordBackup(r.Context(), b, store.Event{At: q.now, Actor: q.Actor, Action: store.ActionBackupCopy})
		if err != nil {
			s.fail(w, r, storeBusy(err))
			return
		}
		s.writeJSON(w, r, http.StatusOK, b)
		return
	}
	s.fail(w, r, fs.ErrNotExist)
}

// backupsOf is the record of backups, which is the keeper's, up to a moment.
func (s *server) backupsOf(ctx context.Context, q ask, code inventory.SchoolCode) ([]audit.Backup, error) {
	if code != q.city.Keeper() {
		return nil, nil
	}
	record, err := s.DB.BackupRecords(ctx, q.Scope, mostRecords)
	if err != nil {
		return nil, err
	}
	kinds := map[string]string{store.ActionBackup: "automatic", store.ActionBackupCopy: "offline", store.ActionRestore: "restored"}
	var all []audit.Backup
	for _, r := range record {
		if r.Done.After(q.at) {
			continue
		}
		b := audit.Backup{Done: r.Done, Kind: kinds[r.Action], Size: r.Size, SHA256: r.SHA256}
		if r.Action == store.ActionBackup && s.BackupDays > 0 {
			b.KeptUntil = r.At.AddDate(0, 0, s.BackupDays)
		}
		all = append(all, b)
	}
	return all, nil
}
