-- Schema 7: what is to be told to whom, and what became of it. A message is
-- written in the transaction that makes it due, and is sent at least once.
CREATE TABLE messages (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	at       INTEGER NOT NULL,         -- when it came to be
	receiver TEXT NOT NULL,            -- mail: an address; webhook:, chat:, line: a name of the configuration
	school   TEXT NOT NULL DEFAULT '',
	finding  INTEGER,                  -- findings.id; NULL: a digest, a test, a link
	event    TEXT NOT NULL,            -- opened reminded resolved digest test link
	state    TEXT NOT NULL,            -- due held sent failed
	after    INTEGER NOT NULL,         -- not before: quiet hours, the digest, the next try
	tries    INTEGER NOT NULL DEFAULT 0,
	sent     INTEGER,
	answer   TEXT NOT NULL DEFAULT '', -- what the receiver's server said last
	body     TEXT NOT NULL DEFAULT ''  -- what was sent
) STRICT;

CREATE INDEX messages_due ON messages (state, after);
CREATE INDEX messages_receiver ON messages (receiver, at);
CREATE INDEX messages_finding ON messages (finding);
