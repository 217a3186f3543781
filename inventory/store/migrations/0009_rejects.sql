-- Schema 9: what MAC authentication has refused.
CREATE TABLE rejects (
	id     INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,         -- unix seconds
	school TEXT NOT NULL DEFAULT '', -- inventory.SchoolCode; empty: not known
	mac    INTEGER NOT NULL,
	ssid   TEXT NOT NULL DEFAULT '',
	ap     TEXT NOT NULL DEFAULT '',
	nas    BLOB,
	reason TEXT NOT NULL DEFAULT '',
	source TEXT NOT NULL,
	count  INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX rejects_school ON rejects (school, at);
CREATE INDEX rejects_mac ON rejects (mac, at);
