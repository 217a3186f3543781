package config

type rawMail struct {
	pos
	Host         text  `yaml:"host"`
	Port         whole `yaml:"port"`
	TLS          text  `yaml:"tls"`
	Unencrypted  yesNo `yaml:"allow_unencrypted"`
	CAFile       text  `yaml:"ca_file"`
	From         text  `yaml:"from"`
	Name         text  `yaml:"name"`
	User         text  `yaml:"user"`
	PasswordFile text  `yaml:"password_file"`
	Bounces      text  `yaml:"bounces"`
	Centre       texts `yaml:"centre"`
	File         text  `yaml:"file"`
}

type rawNotify struct {
	pos
	PerDay   whole        `yaml:"per_day"`
	Remind   whole        `yaml:"remind_after_school_days"`
	Channels []rawChannel `yaml:"channels"`
}

type rawChannel struct {
	pos
	Name      text  `yaml:"name"`
	Type      text  `yaml:"type"`
	Enabled   yesNo `yaml:"enabled"`
	Host      text  `yaml:"host"`
	Private   yesNo `yaml:"private"`
	URLFile   text  `yaml:"url_file"`
	KeyFile   text  `yaml:"key_file"`
	TokenFile text  `yaml:"token_file"`
	ToFile    text  `yaml:"to_file"`
	Path      text  `yaml:"path"`
	Schools   texts `yaml:"schools"`
	Least     text  `yaml:"least"`
	Monthly   whole `yaml:"monthly"`
}
