-- Schema 1. Times are unix seconds UTC; a MAC is its 48 bits as an integer; an
-- address is a BLOB of 4 or 16 bytes in network order.

-- One row per transaction that changed a span. Spans name the batch that opened
-- and the one that closed them.
CREATE TABLE batches (
	id INTEGER PRIMARY KEY, -- only grows
	at INTEGER NOT NULL     -- when it was written
) STRICT;

-- The addresses that are a school's by its variables in the IP plan, as last
-- configured. What a source that serves many schools tells is scoped by them.
CREATE TABLE sites (
	school TEXT NOT NULL, -- six digits
	low    BLOB NOT NULL,
	high   BLOB NOT NULL, -- inclusive
	PRIMARY KEY (school, low, high)
) STRICT, WITHOUT ROWID;

-- The zones of personal devices in the IP plan, as last configured: what is
-- recorded in them is kept for a shorter time.
CREATE TABLE personal_vlans (
	vid INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE personal_ranges (
	low  BLOB NOT NULL,
	high BLOB NOT NULL, -- inclusive
	PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;

-- Before which moment history has been removed because of its age.
CREATE TABLE horizons (
	what    TEXT NOT NULL PRIMARY KEY, -- sightings bindings
	earlier INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The only row that an unchanged poll writes.
CREATE TABLE switches (
	id     INTEGER PRIMARY KEY,
	name   TEXT NOT NULL UNIQUE,        -- in the configuration
	school TEXT NOT NULL DEFAULT '',    -- as last configured; empty: at none, only the scope of all schools sees it
	shared INTEGER NOT NULL DEFAULT 1,  -- 1: at no school or at the centre: its ARP table serves many schools
	number INTEGER NOT NULL DEFAULT 0,  -- of the last poll applied; 0: none
	state  TEXT NOT NULL DEFAULT '{}'   -- inventory.SwitchState as JSON: tables, open coverages
) STRICT;

-- What the collector wants back with the next poll.
CREATE TABLE memories (
	switch_id INTEGER PRIMARY KEY REFERENCES switches (id),
	value     BLOB NOT NULL
) STRICT;

CREATE TABLE ports (
	id        INTEGER PRIMARY KEY,
	switch_id INTEGER NOT NULL REFERENCES switches (id),
	if_name   TEXT NOT NULL, -- empty: the switch itself
	UNIQUE (switch_id, if_name)
) STRICT;

CREATE TABLE places (
	id      INTEGER PRIMARY KEY,
	port_id INTEGER NOT NULL REFERENCES ports (id),
	vid     INTEGER NOT NULL, -- 0: the switch did not say
	UNIQUE (port_id, vid)
) STRICT;

CREATE TABLE sightings (
	mac          INTEGER NOT NULL,
	place_id     INTEGER NOT NULL, -- places.id
	first        INTEGER NOT NULL, -- the first complete read that showed it
	gone         INTEGER,          -- the first that no longer did; NULL: open, last seen = its coverage
	opened_batch INTEGER NOT NULL, -- batches.id
	closed_batch INTEGER,          -- batches.id
	PRIMARY KEY (mac, place_id, first)
) STRICT, WITHOUT ROWID;

-- One row per MAC and place that sightings ever had: the way from a switch to
-- its sightings, and what is pending for the open ones.
CREATE TABLE seats (
	place_id INTEGER NOT NULL, -- places.id
	mac      INTEGER NOT NULL,
	since    INTEGER NOT NULL, -- first of the first sighting
	gone     INTEGER,          -- gone of the last sighting; NULL: open
	misses   INTEGER NOT NULL, -- complete reads in a row without it
	missed   INTEGER,          -- the first of them
	PRIMARY KEY (place_id, mac)
) STRICT, WITHOUT ROWID;

CREATE TABLE bindings (
	ip           BLOB NOT NULL,
	mac          INTEGER NOT NULL,
	source_id    INTEGER NOT NULL, -- switches.id: whose ARP table showed it
	first        INTEGER NOT NULL,
	gone         INTEGER,          -- NULL: open
	opened_batch INTEGER NOT NULL,
	closed_batch INTEGER,
	PRIMARY KEY (ip, mac, source_id, first)
) STRICT, WITHOUT ROWID;

-- To bindings what seats are to sightings.
CREATE TABLE holders (
	source_id INTEGER NOT NULL,
	ip        BLOB NOT NULL,
	mac       INTEGER NOT NULL,
	since     INTEGER NOT NULL,
	gone      INTEGER,
	misses    INTEGER NOT NULL,
	missed    INTEGER,
	PRIMARY KEY (source_id, ip, mac)
) STRICT, WITHOUT ROWID;

CREATE INDEX holders_mac ON holders (mac);

-- Dictionary of the values of attributes. The index is of a hash: one of the
-- values would hold each of them a second time.
CREATE TABLE texts (
	id    INTEGER PRIMARY KEY,
	hash  INTEGER NOT NULL, -- the first 64 bits of the value's SHA-256
	value TEXT NOT NULL
) STRICT;

CREATE INDEX texts_hash ON texts (hash);

CREATE TABLE attributes (
	port_id      INTEGER NOT NULL, -- ports.id
	aspect       INTEGER NOT NULL, -- the number of an inventory.Aspect: 1 system, 2 hardware, 3 vlans, 4 boot,
	                               -- 5 port, 6 port_vlans, 7 link, 8 neighbors, 9 role
	first        INTEGER NOT NULL,
	gone         INTEGER,          -- NULL: open
	value_id     INTEGER NOT NULL, -- texts.id
	ref          INTEGER,          -- a moment that belongs to the value
	misses       INTEGER NOT NULL,
	missed       INTEGER,
	opened_batch INTEGER NOT NULL,
	closed_batch INTEGER,
	PRIMARY KEY (port_id, aspect, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX attributes_open ON attributes (port_id, aspect) WHERE gone IS NULL;

-- Coverages that ended; the open ones are in switches.state.
CREATE TABLE coverage (
	switch_id INTEGER NOT NULL REFERENCES switches (id),
	source    TEXT NOT NULL,    -- an inventory.Table
	first     INTEGER NOT NULL, -- the first complete read
	last      INTEGER NOT NULL, -- the last complete read at the usual pace
	batch     INTEGER NOT NULL, -- batches.id
	PRIMARY KEY (switch_id, source, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
	id       INTEGER PRIMARY KEY AUTOINCREMENT, -- the reference number, never used twice
	school   TEXT NOT NULL,
	kind     TEXT NOT NULL,
	subject  TEXT NOT NULL,
	severity TEXT NOT NULL,
	state    TEXT NOT NULL,    -- open acknowledged dismissed accepted resolved
	opened   INTEGER NOT NULL,
	seen     INTEGER NOT NULL, -- when it was last judged so, to about ten minutes
	resolved INTEGER,          -- NULL: lasts
	muted    TEXT NOT NULL,    -- the subject of the parent finding
	actor    TEXT NOT NULL,
	note     TEXT NOT NULL,
	until    INTEGER,          -- of an accepted one; NULL: for good
	body     TEXT NOT NULL     -- the rest of inventory.Finding as JSON
) STRICT;

CREATE UNIQUE INDEX findings_lasting ON findings (school, kind, subject) WHERE resolved IS NULL;
CREATE INDEX findings_resolved ON findings (school, resolved);

-- Who brought which list when. The last import is a list's age.
CREATE TABLE imports (
	id      INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	school  TEXT NOT NULL,
	list    TEXT NOT NULL,    -- whitelist master ports
	actor   TEXT NOT NULL,
	replace INTEGER NOT NULL, -- 1: what the file did not name was taken off the list
	rows    INTEGER NOT NULL  -- of the file
) STRICT;

CREATE INDEX imports_school ON imports (school, list, at);

-- Rows of whitelists and MAC lists, with the time for which they were listed.
CREATE TABLE list_entries (
	id        INTEGER PRIMARY KEY,
	school    TEXT NOT NULL,
	list      TEXT NOT NULL,    -- whitelist master
	mac       INTEGER NOT NULL,
	body      TEXT NOT NULL,    -- inventory.ListEntry as JSON, without school, MAC and row
	line      INTEGER NOT NULL, -- its row in the file it last came with
	added     INTEGER NOT NULL,
	removed   INTEGER,          -- NULL: still listed
	import_id INTEGER NOT NULL REFERENCES imports (id),
	ended_by  INTEGER REFERENCES imports (id)
) STRICT;

CREATE INDEX list_entries_school ON list_entries (school, list, removed, added);
CREATE INDEX list_entries_mac ON list_entries (mac);

-- Rows of the written record of ports.
CREATE TABLE port_records (
	id        INTEGER PRIMARY KEY,
	school    TEXT NOT NULL,
	switch    TEXT NOT NULL,
	port      TEXT NOT NULL,
	body      TEXT NOT NULL, -- inventory.PortRecord as JSON, without school, switch, port and row
	line      INTEGER NOT NULL,
	added     INTEGER NOT NULL,
	removed   INTEGER,
	import_id INTEGER NOT NULL REFERENCES imports (id),
	ended_by  INTEGER REFERENCES imports (id)
) STRICT;

CREATE INDEX port_records_school ON port_records (school, removed, added);

-- What people did.
CREATE TABLE events (
	id      INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	actor   TEXT NOT NULL,
	school  TEXT NOT NULL, -- empty: of the whole city
	action  TEXT NOT NULL, -- import finding purge …
	subject TEXT NOT NULL,
	detail  TEXT NOT NULL
) STRICT;

CREATE INDEX events_at ON events (at);
CREATE INDEX events_school ON events (school, at);
