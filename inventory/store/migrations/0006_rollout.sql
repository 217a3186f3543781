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

-- What a school was found to be when somebody took that for right. Of those that
-- were not taken back the newest holds.
CREATE TABLE baselines (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	school TEXT NOT NULL,
	at     INTEGER NOT NULL,
	actor  TEXT NOT NULL,
	master INTEGER, -- imports.id of the devices that it put on the list; NULL: none
	ports  INTEGER, -- ... of the rows of the port record; NULL: none
	undone INTEGER, -- NULL: it was not taken back
	undoer TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX baselines_school ON baselines (school, at);

CREATE TABLE baseline_macs (
	baseline_id INTEGER NOT NULL REFERENCES baselines (id),
	mac         INTEGER NOT NULL,
	PRIMARY KEY (baseline_id, mac)
) STRICT, WITHOUT ROWID;

-- What was said of one finding, or done to one list, is asked for by its name.
CREATE INDEX events_subject ON events (subject);
CREATE INDEX findings_subject ON findings (school, subject);
