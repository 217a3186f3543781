-- Schema 13: in which language people are written to

-- Whoever is not here is written to as the configuration says, else in Chinese.
CREATE TABLE mail_languages (
	mail TEXT PRIMARY KEY, -- in lower case
	lang TEXT NOT NULL CHECK (lang IN ('zh-TW', 'en'))
) STRICT;
