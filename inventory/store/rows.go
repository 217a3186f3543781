package store

import (
	"context"
	"fmt"
	"time"
)

// RowsWritten returns how many rows of tables were inserted, changed or removed
// since the database was opened: what a sweep costs the disk.
func (db *DB) RowsWritten(ctx context.Context) (int64, error) {
	var n int64
	err := db.transact(ctx, time.Time{}, func(t *tx) error { return t.row("SELECT total_changes()", nil, &n) })
	if err != nil {
		return 0, fmt.Errorf("count the rows written: %w", err)
	}
	return n, nil
}
