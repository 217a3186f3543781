-- Schema 5: how a school's files name their columns, as somebody last confirmed it.
CREATE TABLE list_columns (
	school  TEXT NOT NULL, -- six digits; empty: the centre's own files
	list    TEXT NOT NULL,
	columns TEXT NOT NULL, -- head of the file to key of the list, as JSON
	actor   TEXT NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (school, list)
) STRICT, WITHOUT ROWID;
