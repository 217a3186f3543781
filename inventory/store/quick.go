package store

import (
	"context"
	"fmt"
)

// QuickCheck runs SQLite's quick_check beside whoever writes the database: pages
// and rows, without their indexes. It returns [ErrFatal] for a damaged file.
func (db *DB) QuickCheck(ctx context.Context) error {
	var verdict string
	if err := db.read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("check the database: %w", db.explain(err))
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrFatal, verdict)
	}
	return nil
}
