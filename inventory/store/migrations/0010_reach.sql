-- Schema 10: who answers to echo requests, and what people in the schools say of
-- their gateways.
CREATE TABLE reach (
	id       INTEGER PRIMARY KEY,
	kind     TEXT NOT NULL,            -- inventory.ReachKind
	school   TEXT NOT NULL DEFAULT '', -- empty: of the city
	address  BLOB NOT NULL,
	name     TEXT NOT NULL DEFAULT '', -- of a device
	class    TEXT NOT NULL DEFAULT '',
	mac      INTEGER,                  -- NULL: not known
	switch   TEXT NOT NULL DEFAULT '', -- where a device was seen last; empty: not known
	port     TEXT NOT NULL DEFAULT '',
	state    TEXT NOT NULL,            -- unmeasured up down
	first    INTEGER NOT NULL,         -- unix seconds: since when it is so
	gone     INTEGER,                  -- NULL: it still is, or rollcall has stopped looking
	answered INTEGER,                  -- the last answer; NULL: none. Written now and then
	seen     INTEGER                   -- when anything showed a device last; NULL: never. Written now and then
) STRICT;

CREATE UNIQUE INDEX reach_open ON reach (kind, school, address) WHERE gone IS NULL;
CREATE INDEX reach_school ON reach (school, first);

CREATE TABLE vantages (
	id     INTEGER PRIMARY KEY,
	school TEXT NOT NULL,
	at     INTEGER NOT NULL,
	actor  TEXT NOT NULL,
	inside INTEGER NOT NULL -- 1: the gateway answers from inside the school
) STRICT;

CREATE INDEX vantages_school ON vantages (school, at);
