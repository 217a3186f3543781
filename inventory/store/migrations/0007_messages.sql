-- Schema 7: what is told to whom, and what became of it. A message is written in
-- the transaction that says its findings are told, and is sent at least once.
CREATE TABLE messages (
	id       INTEGER PRIMARY KEY AUTOINCREMENT, -- part of what names a mail, never used twice
	at       INTEGER NOT NULL,         -- when it was decided
	receiver TEXT NOT NULL,            -- inventory.Receiver.ID: mail:ADDRESS, webhook:NAME …
	event    TEXT NOT NULL,            -- inventory.TellEvent
	school   TEXT NOT NULL DEFAULT '', -- empty: of a digest or a test
	kind     TEXT NOT NULL DEFAULT '',
	severity TEXT NOT NULL DEFAULT '',
	repeats  INTEGER,                  -- messages.id: whose findings it tells again
	state    TEXT NOT NULL,            -- due sent refused dropped
	after    INTEGER NOT NULL,         -- not to be tried before
	tries    INTEGER NOT NULL DEFAULT 0,
	ended    INTEGER,                  -- when it was sent, refused or dropped
	answer   TEXT NOT NULL DEFAULT '', -- what the receiver's server said last
	subject  TEXT NOT NULL DEFAULT '', -- as it was sent
	body     TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX messages_due ON messages (after) WHERE state = 'due';
CREATE INDEX messages_at ON messages (at);
CREATE INDEX messages_receiver ON messages (receiver, at);
CREATE INDEX messages_school ON messages (school, id);

-- Which receiver was told what of which finding.
CREATE TABLE tellings (
	receiver   TEXT NOT NULL,
	finding    INTEGER NOT NULL, -- findings.id
	event      TEXT NOT NULL,    -- opened worse reminded resolved dropped
	school     TEXT NOT NULL,
	kind       TEXT NOT NULL,
	subject    TEXT NOT NULL,
	severity   TEXT NOT NULL,    -- as it was told
	at         INTEGER NOT NULL, -- when it was decided
	message_id INTEGER REFERENCES messages (id), -- NULL: held for the next digest
	PRIMARY KEY (receiver, finding, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX tellings_finding ON tellings (finding);
CREATE INDEX tellings_at ON tellings (at);
CREATE INDEX tellings_message ON tellings (message_id);
CREATE INDEX tellings_held ON tellings (receiver) WHERE message_id IS NULL;
CREATE INDEX findings_over ON findings (resolved);
