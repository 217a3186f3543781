-- Schema 4: people who may sign in, what they show to be let in, and who is told
-- about a school. Secrets are stored as hashes only.

CREATE TABLE people (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
	mail     TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
	role     TEXT NOT NULL,            -- an inventory.Role
	password TEXT NOT NULL DEFAULT '', -- argon2id in PHC form; empty: cannot sign in by password
	subject  TEXT NOT NULL DEFAULT '', -- issuer and subject of OpenID Connect; empty: none
	since    INTEGER NOT NULL,
	expires  INTEGER,                  -- NULL: never
	disabled INTEGER                   -- NULL: not
) STRICT;

CREATE UNIQUE INDEX people_subject ON people (subject) WHERE subject <> '';

CREATE TABLE person_schools (
	person_id INTEGER NOT NULL REFERENCES people (id),
	school    TEXT NOT NULL,              -- six digits
	since     INTEGER NOT NULL,
	handover  INTEGER NOT NULL DEFAULT 0, -- 1: taken over, and not yet confirmed by this person
	PRIMARY KEY (person_id, school)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_schools_school ON person_schools (school);

-- Sessions, tokens of programs and one-time links: a random secret whose hash is here.
CREATE TABLE passes (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	hash      BLOB NOT NULL UNIQUE,     -- SHA-256 of the secret
	kind      TEXT NOT NULL,            -- an inventory.PassKind
	person_id INTEGER REFERENCES people (id), -- NULL: of a link that makes the first person
	made      INTEGER NOT NULL,
	expires   INTEGER,                  -- NULL: never
	used      INTEGER,                  -- of a session or token: about when last; of a link: when it was used up
	note      TEXT NOT NULL DEFAULT '', -- what a token is for; how a session began
	leads     TEXT NOT NULL DEFAULT ''  -- of a link: the path of the first page
) STRICT;

CREATE INDEX passes_person ON passes (person_id, kind);

-- Who is told about a school, beside the contacts of the configuration.
CREATE TABLE contacts (
	school TEXT NOT NULL, -- six digits
	mail   TEXT NOT NULL COLLATE NOCASE,
	name   TEXT NOT NULL,
	since  INTEGER NOT NULL,
	PRIMARY KEY (school, mail)
) STRICT, WITHOUT ROWID;
