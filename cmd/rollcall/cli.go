package main

import (
	"context"
	"io"
	"strings"

	"rollcall/exporter/wording"
)

const description = `網路點名：看見各校交換器上的每一台設備。
Takes attendance on a city's school networks, read-only towards the network.`

// cli is the command line: one field a verb.
type cli struct {
	Config string `short:"c" type:"path" default:"/etc/rollcall/rollcall.yaml" help:"設定檔 · the configuration file; paths in it are relative to it."`
	Lang   string `enum:",zh-TW,en" default:"" help:"語言 · zh-TW or en; without it the locale decides."`

	Demo       demoCmd       `cmd:"" help:"模擬城市，免設定 · a simulated city on loopback, with the daemon and the page; no set-up."`
	Run        runCmd        `cmd:"" help:"常駐程式 · the daemon."`
	Setup      setupCmd      `cmd:"" help:"第一次啟動 · write the smallest configuration; the page /setup asks for the rest."`
	Doctor     doctorCmd     `cmd:"" help:"檢查這台機器 · what is missing on this machine, and what to do."`
	Check      checkCmd      `cmd:"" help:"檢查設定、規劃與清單 · every error of config, plan and lists at once; starts nothing."`
	Poll       pollCmd       `cmd:"" help:"讀一台交換器一次 · read one switch once and print what would be recorded."`
	Discover   discoverCmd   `cmd:"" help:"找出未列管的交換器 · follow LLDP/CDP from configured switches and print the configuration of new ones."`
	Replay     replayCmd     `cmd:"" help:"讀封包擷取檔裡的 DHCP · learn from the DHCP packets of a capture (pcap, pcapng), at the times of the file."`
	Find       findCmd       `cmd:"" help:"找設備 · where a MAC, address, device name or switch port is and was."`
	Diagnose   diagnoseCmd   `cmd:"" help:"障礙查詢 · the handbook's steps for what does not work, one cause, one next step."`
	Export     exportCmd     `cmd:"" help:"匯出紀錄 · ports, ips, macs, findings or backups as csv, plain or json."`
	Import     importCmd     `cmd:"" help:"匯入清單 · lists of devices, ports, rooms, things, schools or switches, in files as schools have them."`
	Backup     backupCmd     `cmd:"" help:"備份 · make a verified backup, or copy the newest one to another disk."`
	Restore    restoreCmd    `cmd:"" help:"還原 · put a backup in the place of the database; stop the daemon first."`
	Plan       planCmd       `cmd:"" help:"IP 規劃 · the city's IP plan."`
	Whitelist  listCmd       `cmd:"" help:"白名單 · the whitelist."`
	User       userCmd       `cmd:"" help:"使用者與權杖 · people who may sign in, and their tokens."`
	School     schoolCmd     `cmd:"" help:"學校 · hand a school over to another coordinator."`
	Alerting   alertingCmd   `cmd:"" name:"alertmanager-config" help:"Alertmanager 設定 · a configuration for Alertmanager from the schools' contacts."`
	Completion completionCmd `cmd:"" help:"命令列補全 · completion of the command line for bash, zsh or fish."`
	Version    versionCmd    `cmd:"" help:"版本 · the version."`
}

// env is what every verb gets to work with.
type env struct {
	ctx            context.Context
	stdout, stderr io.Writer
	config         string
	lang           wording.Lang
}

// language chooses the language of a person: what the flag says, else what the
// locale says, else zh-TW.
func language(flag string, getenv func(string) string) wording.Lang {
	if flag != "" {
		return wording.Lang(flag)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		locale := getenv(name)
		switch {
		case locale == "":
			continue
		case strings.HasPrefix(locale, "zh"):
			return wording.ZhTW
		default:
			return wording.En
		}
	}
	return wording.ZhTW
}
