package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// notCovered names what is missing from the record of this school at this moment.
func (s *school) notCovered(f form) []string {
	var notes []string
	for i := range s.Switches {
		notes = append(notes, s.switchNotes(f.rests, &s.Switches[i])...)
	}
	if f.notes != nil {
		notes = append(notes, f.notes(s)...)
	}
	return notes
}

// switchNotes names a switch that was never read, and tables of it that do not
// hold for the moment.
func (s *school) switchNotes(tables []inventory.Table, v *inventory.SwitchView) []string {
	id := v.Switch.ID
	if len(tables) == 0 {
		return nil
	}
	if s.read(id, inventory.TableInterfaces).IsZero() && len(v.Ports) == 0 && len(v.Sightings) == 0 {
		return []string{fmt.Sprintf("交換器 %s：從未讀取成功%s，沒有資料列", id, because(v.Reason))}
	}
	var notes []string
	names := map[string][]string{}
	for _, t := range tables {
		c, asked := v.Coverage[t]
		if !asked || c.Fresh || c.State.Reason == inventory.ReasonUnsupported && t == inventory.TableARP {
			continue
		}
		how := howStale(c)
		if len(names[how]) == 0 {
			notes = append(notes, how)
		}
		names[how] = append(names[how], wording.Table(wording.ZhTW, t))
	}
	for i, how := range notes {
		notes[i] = fmt.Sprintf("交換器 %s：%s%s", id, strings.Join(names[how], "、"), how)
	}
	return notes
}

// howStale says since when a table is not known, and why.
func howStale(c inventory.CoverageView) string {
	if c.Last.IsZero() {
		return "從未完整讀取" + because(c.State.Reason)
	}
	return "最後完整讀取於 " + wording.Time(wording.ZhTW, c.Last) + because(c.State.Reason) + "，之後未知"
}

func because(r inventory.Reason) string {
	if r == "" {
		return ""
	}
	return "（" + wording.Reason(wording.ZhTW, r) + "）"
}

// portNotes names written ports that no switch has.
func (s *school) portNotes() []string {
	var missing []string
	for _, r := range s.unplaced {
		if v := s.views[r.Switch]; v == nil || len(v.Ports) > 0 {
			missing = append(missing, string(r.Switch)+" "+r.Port)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s 書面紀錄中有 %s 個埠在交換器上找不到：%s", s.School.Code, strconv.Itoa(len(missing)), several(missing))}
}

// several shows the first few of a long list.
func several(list []string) string {
	const most = 10
	if len(list) > most {
		return strings.Join(list[:most], "、") + " …"
	}
	return strings.Join(list, "、")
}

func (s *school) ipNotes() []string {
	hasARP := slices.ContainsFunc(s.Switches, func(v inventory.SwitchView) bool { return !v.Coverage[inventory.TableARP].Last.IsZero() })
	if hasARP || len(s.Bindings) > 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s 沒有可讀取IP與MAC對應 (ARP) 的閘道或核心交換器，看不到使用中的IP", s.School.Code)}
}

func (s *school) macNotes() []string {
	var notes []string
	if len(s.Lists.Master) == 0 {
		notes = append(notes, fmt.Sprintf("%s 尚未匯入校內設備MAC總表", s.School.Code))
	}
	if len(s.Lists.Whitelist) == 0 && s.Lists.WhitelistAt.IsZero() {
		notes = append(notes, fmt.Sprintf("%s 尚未匯入智慧網管白名單，「已在智慧網管白名單」留空", s.School.Code))
	}
	if s.Seen == nil {
		notes = append(notes, fmt.Sprintf("%s 最後上線、最後地點：只填目前在線的裝置", s.School.Code))
	}
	return notes
}
