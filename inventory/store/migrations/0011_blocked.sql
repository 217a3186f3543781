-- Schema 11: addresses that the centre has blocked, and what schools did about them.
-- What the list says stands in list_rows, of no school; here is what became of it.
CREATE TABLE blocked (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	school     TEXT NOT NULL,            -- whose X the address has; empty: no school's
	ip         BLOB NOT NULL,
	at         INTEGER NOT NULL,         -- when it was blocked, unix seconds
	exact      TEXT NOT NULL,            -- inventory.BlockExact
	source     TEXT NOT NULL,            -- weekly moe
	list_date  TEXT NOT NULL,            -- of the newest list that names it
	listed     INTEGER NOT NULL,         -- when the list that first named it was imported
	gone       INTEGER,                  -- since when the list names it no more; NULL: it does
	void       INTEGER NOT NULL,         -- 1: the import that named it was taken back
	reason     TEXT NOT NULL,
	drill      INTEGER NOT NULL,
	state      TEXT NOT NULL,            -- inventory.BlockState
	os_version TEXT NOT NULL DEFAULT '',
	handling   TEXT NOT NULL DEFAULT '',
	handled_on TEXT NOT NULL DEFAULT '',
	lifted     INTEGER,
	reported   INTEGER,
	actor      TEXT NOT NULL,
	changed    INTEGER NOT NULL,
	located    INTEGER,                  -- when it was looked up who held it; NULL: not yet
	holders    TEXT NOT NULL DEFAULT ''  -- JSON: who held it when it was blocked, as told then
) STRICT;

CREATE UNIQUE INDEX blocked_ip ON blocked (ip, at, source);
CREATE INDEX blocked_school ON blocked (school, at);

-- The devices that held blocked addresses.
CREATE TABLE blocked_macs (
	mac        INTEGER NOT NULL,
	blocked_id INTEGER NOT NULL REFERENCES blocked (id),
	PRIMARY KEY (mac, blocked_id)
) STRICT, WITHOUT ROWID;
