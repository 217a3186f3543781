-- Schema 6: how far a school is with being told of findings. The newest row of a
-- school holds; the older ones say how it was.
CREATE TABLE rollouts (
	id     INTEGER PRIMARY KEY,
	school TEXT NOT NULL,
	at     INTEGER NOT NULL,
	live   INTEGER,       -- NULL: in shadow
	kinds  TEXT NOT NULL, -- inventory.Kind to inventory.Stage as JSON
	actor  TEXT NOT NULL
) STRICT;

CREATE INDEX rollouts_school ON rollouts (school, at);
