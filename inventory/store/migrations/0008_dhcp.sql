-- Schema 8: what DHCP tells. A lease is an address held by a MAC over a span, as a
-- source of DHCP messages says.
CREATE TABLE leases (
	id     INTEGER PRIMARY KEY,
	school TEXT NOT NULL,           -- inventory.SchoolCode; empty: of no school's plan
	source TEXT NOT NULL,           -- inventory.DHCPMessage.Source
	ip     BLOB NOT NULL,
	mac    INTEGER NOT NULL,
	first  INTEGER NOT NULL,        -- unix seconds
	last   INTEGER NOT NULL,        -- when it was last given or confirmed
	until  INTEGER NOT NULL,        -- when it runs out
	gone   INTEGER,                 -- when it was released or somebody else got the address
	hints  TEXT NOT NULL DEFAULT '' -- JSON: host name, vendor class, parameters, circuit
) STRICT;

CREATE UNIQUE INDEX leases_ip ON leases (ip, first, source);
CREATE INDEX leases_mac ON leases (mac, first);
CREATE INDEX leases_open ON leases (school) WHERE gone IS NULL;
