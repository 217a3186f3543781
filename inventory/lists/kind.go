package lists

import (
	"slices"
	"time"

	"rollcall/inventory"
)

// A Kind names a list that can be read.
type Kind string

// The lists.
const (
	KindWhitelist Kind = "whitelist" // 智慧網管白名單
	KindDevices   Kind = "devices"   // 校內設備MAC總表
	KindPorts     Kind = "ports"     // 校內交換器各port網段紀錄
	KindRooms     Kind = "rooms"     // which outlet or port leads to which room
	KindIoT       Kind = "iot"       // 物聯網管理清冊
	KindMDM       Kind = "mdm"       // exports of Jamf, Intune, Google Admin
	KindLost      Kind = "lost"      // lost devices, by serial number or MAC
	KindSchools   Kind = "schools"
	KindSwitches  Kind = "switches"
	KindBlocklist Kind = "blocklist" // the centre's list of blocked addresses
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{KindWhitelist, KindDevices, KindPorts, KindRooms, KindIoT, KindMDM, KindLost, KindSchools, KindSwitches, KindBlocklist}
}

// Options say how a file is to be read. The zero value finds everything out.
type Options struct {
	School   inventory.SchoolCode // of rows that name none; empty: every row must
	Columns  Mapping              // what somebody said of the file's columns; the others are found by their heads
	Encoding string               // one of Encodings; empty: found out
	Sheet    string               // of a workbook; empty: the first that looks like the list
	Limits   Limits               // zero: DefaultLimits

	City        *inventory.City           // tells schools by their names; of switches what rows are held against
	Credentials []string                  // of switches: the names that a row may use
	YAML        func([]byte) (any, error) // of switches: reads YAML as a tree; its errors must not quote the file

	Now      time.Time      // of blocked addresses: nothing of them is later than this
	ListDate inventory.Date // ... and the day of the list; empty: what stands above its rows, else today
	Source   string         // ... and where rows come from that do not say: inventory.BlockWeekly, or BlockMOE
	Drill    bool           // ... and whether all of it is an exercise
}

// Rows are the usable rows of a file. Only the slice of its kind is filled.
type Rows struct {
	Entries  []inventory.ListEntry // whitelist, devices
	Ports    []inventory.PortRecord
	Rooms    []inventory.Room
	IoT      []inventory.IoTItem
	MDM      []inventory.MDMDevice
	Lost     []inventory.LostDevice
	Schools  []SchoolEntry
	Switches []SwitchEntry
	Blocked  []inventory.BlockEntry
}

// A field is a column that means something, with the names that people give it.
type field struct {
	key   string
	names []string // the first one is what an export writes
}

// unread is the key of columns that mean nothing to a list: exports have them, and
// nobody needs to be told.
const unread = "-"

// fields are the columns that a list may have.
func (k Kind) fields() []field {
	switch k {
	case KindSchools:
		return schoolFields()
	case KindSwitches:
		return switchFields()
	}
	return append(k.ownFields(), field{"school_name", []string{"學校名稱", "學校", "校名", "school name"}})
}

// ownFields are those beside the school's name, which tells the school where there is
// no code.
func (k Kind) ownFields() []field {
	switch k {
	case KindPorts:
		return portFields()
	case KindRooms:
		return roomFields()
	case KindIoT:
		return iotFields()
	case KindMDM:
		return mdmFields()
	case KindLost:
		return lostFields()
	case KindBlocklist:
		return blockFields()
	}
	return entryFields()
}

// needed are the keys without which a file is no such list: one of each group.
func (k Kind) needed() [][]string {
	switch k {
	case KindPorts:
		return [][]string{{"switch"}, {"port"}}
	case KindRooms, KindSwitches:
		return [][]string{{"name"}}
	case KindIoT:
		return [][]string{{"name", "mac"}}
	case KindBlocklist:
		return [][]string{{"ip"}}
	case KindMDM, KindLost:
		return [][]string{{"serial", "mac"}}
	case KindSchools:
		return [][]string{{"school"}, {"name"}}
	}
	return [][]string{{"mac"}}
}

// Keys lists the keys that a column of the list may be read as, with the name that
// an export gives each.
func (k Kind) Keys() []Key {
	var keys []Key
	for _, f := range k.fields() {
		if f.key != unread {
			keys = append(keys, Key{f.key, f.names[0]})
		}
	}
	return keys
}

// A Key is what a column may be read as.
type Key struct {
	Key   string `json:"key"`
	Title string `json:"title"` // as the head of an export says it, in zh-TW
}

// KeyOf finds the key that a person means by a key or by any name of its column.
func (k Kind) KeyOf(said string) (string, bool) {
	if said == "" || said == unread {
		return unread, true
	}
	if f := k.field(said); f.key != "" {
		return said, true
	}
	for _, f := range k.fields() {
		if f.key != unread && slices.ContainsFunc(f.names, func(name string) bool { return headWord(name) == headWord(said) }) {
			return f.key, true
		}
	}
	return "", false
}

func (k Kind) field(key string) field {
	fields := k.fields()
	if i := slices.IndexFunc(fields, func(f field) bool { return f.key == key }); i >= 0 {
		return fields[i]
	}
	return field{}
}
