-- Schema 12: measurements over time that findings need: how full lines were.
CREATE TABLE circuit_use (
	school    TEXT NOT NULL,
	circuit   TEXT NOT NULL DEFAULT '', -- the name of a sub-circuit; empty: the school's own
	direction TEXT NOT NULL,            -- down up
	at        INTEGER NOT NULL,         -- the begin of the sample, unix seconds
	seconds   INTEGER NOT NULL,
	octets    INTEGER NOT NULL,
	PRIMARY KEY (school, circuit, direction, at)
) STRICT, WITHOUT ROWID;
