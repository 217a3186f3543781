-- Schema 2. What switches say of themselves, unasked, and what is recorded of them.
CREATE TABLE switch_events (
	id        INTEGER PRIMARY KEY,
	at        INTEGER NOT NULL, -- when it was received
	school    TEXT NOT NULL,    -- of the switch at that moment; empty: of none, only the scope of all schools sees it
	switch_id INTEGER NOT NULL REFERENCES switches (id),
	port      TEXT NOT NULL,    -- ifName; empty: of the switch as a whole, or not known
	kind      TEXT NOT NULL,    -- an inventory.EventKind
	mac       INTEGER,          -- of a MAC notification; such events are kept like sightings
	vid       INTEGER NOT NULL, -- 0: not said
	user      TEXT NOT NULL,    -- who changed the configuration, as the switch says
	count     INTEGER NOT NULL, -- how many messages it stands for
	ident     INTEGER,          -- what tells a repeat of a message that is answered; NULL: none is
	body      TEXT NOT NULL,    -- the rest of inventory.SwitchEvent as JSON
	batch     INTEGER NOT NULL  -- batches.id
) STRICT;

CREATE INDEX switch_events_switch ON switch_events (switch_id, at);
CREATE INDEX switch_events_at ON switch_events (at);
CREATE INDEX switch_events_ident ON switch_events (ident) WHERE ident IS NOT NULL;

-- The clocks of the SNMPv3 engines that have sent traps, so that an old message
-- is known as such after a restart too (RFC 3414, 2.3).
CREATE TABLE engines (
	id     BLOB NOT NULL PRIMARY KEY, -- snmpEngineID
	boots  INTEGER NOT NULL,
	latest INTEGER NOT NULL,          -- the highest snmpEngineTime received in these boots
	at     INTEGER NOT NULL           -- when that was
) STRICT, WITHOUT ROWID;

-- Our own SNMPv3 engine, which informs name (RFC 3414, 2.2). One row.
CREATE TABLE own_engine (
	id    BLOB NOT NULL,
	boots INTEGER NOT NULL
) STRICT;
