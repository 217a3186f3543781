package main

import (
	"net/url"

	"rollcall/inventory/lists"
)

// blockFlags say of a list of blocked addresses what it does not say itself.
type blockFlags struct {
	ListDate string `placeholder:"DATE" help:"封鎖清單的日期 · the day of the list of blocked addresses; without it what stands above its rows, else today."`
	Source   string `enum:"weekly,moe" default:"weekly" help:"封鎖清單的來源；moe 為教育部資安事件，須一小時內通報 · moe is an incident of the ministry, to be reported within the hour."`
	Drill    bool   `help:"封鎖清單為演練，不列入統計 · the list of blocked addresses is an exercise and kept out of statistics."`
}

// ask adds the flags to what the handler of an import is asked.
func (f blockFlags) ask(list string, query url.Values) {
	if lists.Kind(list) != lists.KindBlocklist {
		return
	}
	query.Set("source", f.Source)
	if f.ListDate != "" {
		query.Set("list-date", f.ListDate)
	}
	if f.Drill {
		query.Set("drill", "true")
	}
}
