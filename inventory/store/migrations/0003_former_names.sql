-- Schema 3. What switches and ports were called before a re-key. They keep their
-- ids, and so their history; switch_events says who or what renamed them.
CREATE TABLE former_names (
	switch_id INTEGER NOT NULL REFERENCES switches (id),
	port_id   INTEGER NOT NULL, -- ports.id; 0: the switch itself
	name      TEXT NOT NULL,
	until     INTEGER NOT NULL, -- from when it was called otherwise
	PRIMARY KEY (switch_id, port_id, until)
) STRICT, WITHOUT ROWID;
