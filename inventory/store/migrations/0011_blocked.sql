-- Schema 11: addresses that the centre has blocked, and what schools did about them.
CREATE TABLE blocked (
	id         INTEGER PRIMARY KEY,
	school     TEXT NOT NULL DEFAULT '', -- whose X the address has; empty: no school's
	ip         BLOB NOT NULL,
	at         INTEGER NOT NULL,         -- when it was blocked, unix seconds
	list_date  TEXT NOT NULL DEFAULT '',
	reason     TEXT NOT NULL DEFAULT '',
	source     TEXT NOT NULL,            -- weekly moe
	drill      INTEGER NOT NULL DEFAULT 0,
	state      TEXT NOT NULL,            -- inventory.BlockState
	os_version TEXT NOT NULL DEFAULT '',
	handling   TEXT NOT NULL DEFAULT '',
	handled_on TEXT NOT NULL DEFAULT '',
	lifted     INTEGER,
	reported   INTEGER,
	actor      TEXT NOT NULL DEFAULT '',
	changed    INTEGER NOT NULL,
	holders    TEXT NOT NULL DEFAULT ''  -- JSON: who held it when it was blocked, as told then
) STRICT;

CREATE UNIQUE INDEX blocked_ip ON blocked (ip, at, source);
CREATE INDEX blocked_school ON blocked (school, at);
