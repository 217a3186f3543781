-- Schema 9: what MAC authentication has refused, a row for each device, place and
-- stretch of inventory.RejectSlot; and how far files are read that are followed.
CREATE TABLE rejects (
	id     INTEGER PRIMARY KEY,
	slot   INTEGER NOT NULL,         -- unix seconds of the first refusal, divided by the length of a slot
	at     INTEGER NOT NULL,         -- unix seconds of the first
	last   INTEGER NOT NULL,         -- ... and of the last
	school TEXT NOT NULL DEFAULT '', -- inventory.SchoolCode; empty: not known
	mac    INTEGER NOT NULL,
	ssid   TEXT NOT NULL DEFAULT '',
	ap     TEXT NOT NULL DEFAULT '',
	nas    BLOB NOT NULL DEFAULT x'', -- empty: not known
	reason TEXT NOT NULL DEFAULT '',
	source TEXT NOT NULL,
	class  TEXT NOT NULL,            -- inventory.RejectClass
	count  INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX rejects_burst ON rejects (mac, slot, school, ssid, ap, nas, reason, source);
CREATE INDEX rejects_school ON rejects (school, last);

CREATE TABLE marks (
	key   TEXT PRIMARY KEY, -- the name of a source and the path of a file
	value BLOB NOT NULL     -- as package collector/tail writes it
) STRICT, WITHOUT ROWID;
