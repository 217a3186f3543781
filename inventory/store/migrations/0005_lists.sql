-- Schema 5: lists as schools have them.

-- How a school's files name their columns, as somebody last confirmed it.
CREATE TABLE list_columns (
	school  TEXT NOT NULL, -- six digits; empty: the centre's own files
	list    TEXT NOT NULL,
	columns TEXT NOT NULL, -- head of the file to key of the list, as JSON
	actor   TEXT NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (school, list)
) STRICT, WITHOUT ROWID;

-- What an import did, so that it can be told and undone.
ALTER TABLE imports ADD COLUMN kind TEXT NOT NULL DEFAULT 'file'; -- file seed edit undo confirm
ALTER TABLE imports ADD COLUMN file TEXT NOT NULL DEFAULT '';     -- its name, as the person's machine has it
ALTER TABLE imports ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN undoes INTEGER;                    -- imports.id that this one took back; NULL: none
ALTER TABLE imports ADD COLUMN undone INTEGER;                    -- when it was taken back; NULL: it holds

-- Rows of lists that are only looked up by what they are about: rooms iot mdm lost.
CREATE TABLE list_rows (
	id        INTEGER PRIMARY KEY,
	school    TEXT NOT NULL,
	list      TEXT NOT NULL,
	subject   TEXT NOT NULL, -- the key of the row
	body      TEXT NOT NULL, -- the row as JSON, without its line
	line      INTEGER NOT NULL,
	added     INTEGER NOT NULL,
	removed   INTEGER,       -- NULL: still listed
	import_id INTEGER NOT NULL REFERENCES imports (id),
	ended_by  INTEGER REFERENCES imports (id)
) STRICT;

CREATE INDEX list_rows_school ON list_rows (school, list, removed, added);
CREATE INDEX list_rows_list ON list_rows (list, removed);

-- Files between their preview and its confirmation.
CREATE TABLE uploads (
	id      TEXT NOT NULL PRIMARY KEY, -- random
	school  TEXT NOT NULL,
	list    TEXT NOT NULL,
	actor   TEXT NOT NULL,
	at      INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	file    TEXT NOT NULL,             -- its name
	body    BLOB NOT NULL
) STRICT;

CREATE INDEX uploads_expires ON uploads (expires);
