-- Schema 4: people who may sign in. Secrets are stored as hashes only.

CREATE TABLE people (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
	mail     TEXT NOT NULL DEFAULT '',
	role     TEXT NOT NULL,            -- an inventory.Role
	password TEXT NOT NULL DEFAULT '', -- argon2id in PHC form; empty: cannot sign in by password
	subject  TEXT NOT NULL DEFAULT '', -- issuer and subject of OpenID Connect; empty: none
	since    INTEGER NOT NULL,
	expires  INTEGER,                  -- NULL: never
	disabled INTEGER                   -- NULL: not
) STRICT;

CREATE TABLE person_schools (
	person_id INTEGER NOT NULL REFERENCES people (id),
	school    TEXT NOT NULL, -- six digits
	PRIMARY KEY (person_id, school)
) STRICT, WITHOUT ROWID;

-- Sessions, tokens of programs and one-time links: a random secret whose hash is here.
CREATE TABLE passes (
	hash      BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the secret
	kind      TEXT NOT NULL,             -- session token link
	person_id INTEGER NOT NULL REFERENCES people (id),
	made      INTEGER NOT NULL,
	expires   INTEGER,                   -- NULL: never
	used      INTEGER,                   -- of a session or token: about when last; of a link: when it was used up
	note      TEXT NOT NULL DEFAULT ''   -- what a token is for
) STRICT, WITHOUT ROWID;

CREATE INDEX passes_person ON passes (person_id, kind);
