-- Schema 8: what DHCP tells. A lease is an address given to a MAC over a span, as a
-- source of DHCP messages says. It ends by itself when it runs out.
CREATE TABLE leases (
	ip     BLOB NOT NULL,
	school TEXT NOT NULL,    -- inventory.SchoolCode; empty: of no school's network
	first  INTEGER NOT NULL, -- when it was given, unix seconds
	mac    INTEGER NOT NULL,
	last   INTEGER NOT NULL, -- when it was given or confirmed last
	until  INTEGER NOT NULL, -- when it runs out, ran out, or was given up
	source TEXT NOT NULL,    -- inventory.DHCPMessage.Source of who told it first
	via    TEXT NOT NULL,    -- inventory.DHCPVia
	hints  TEXT NOT NULL,    -- inventory.DHCPHints as JSON
	batch  INTEGER NOT NULL, -- batches.id that wrote it last
	PRIMARY KEY (ip, school, first, mac)
) STRICT, WITHOUT ROWID;

CREATE INDEX leases_mac ON leases (mac, first);
CREATE INDEX leases_until ON leases (until);
CREATE INDEX leases_school ON leases (school, until);

-- Servers that were heard at a school, so that a stranger is not forgotten when the
-- program starts anew.
CREATE TABLE dhcp_servers (
	school     TEXT NOT NULL,
	id         BLOB NOT NULL,    -- server identifier
	gateway    BLOB NOT NULL,    -- the relay that it answered by; empty: none
	mac        INTEGER NOT NULL, -- 0: a router hides it
	vid        INTEGER NOT NULL,
	zone       TEXT NOT NULL,
	first      INTEGER NOT NULL,
	last       INTEGER NOT NULL,
	offers     INTEGER NOT NULL,
	given      BLOB NOT NULL,    -- the last address that it gave; empty: none
	unanswered INTEGER,          -- since when it keeps silent although it is asked
	PRIMARY KEY (school, id, gateway, mac, vid, zone)
) STRICT, WITHOUT ROWID;
