package lists

import (
	"strings"

	"rollcall/inventory"
)

// mdmFields are the columns of the device exports of Jamf, Intune and Google Admin,
// and of lists that people make of them.
func mdmFields() []field {
	return []field{
		schoolField(), macField(),
		{"serial", []string{"序號", "serial number", "serialNumber", "載具序號", "設備序號", "serial no", "sn"}},
		{"name", []string{"裝置名稱", "device name", "display name", "名稱", "設備名稱", "computer name", "management name"}},
		{"model", []string{"型號", "model name", "機型"}},
		{"platform", []string{"作業系統", "os", "operating system", "平台", "platform", "作業系統/平台"}},
		{"asset_no", []string{"財產編號", "asset tag", "annotatedAssetId", "財編"}},
		{"user", []string{"使用者", "username", "annotatedUser", "primary user display name", "full name", "使用人", "保管人", "保管人/班級"}},
		{"system", []string{"納管系統", "MDM", "management system", "MDM納管"}},
		{"enrolled", []string{"納管日期", "enrollment date", "last enrollment", "lastEnrollmentTime", "註冊日期"}},
		{"last_seen", []string{"最後回報", "last check-in", "lastSync", "last inventory update", "last sync", "最後連線"}},
		unreadField("bluetooth MAC address", "藍牙MAC", "device ID", "deviceId", "UDID", "IMEI", "MEID", "ICCID", "EID", "jamf pro ID", "site", "orgUnitPath", "status",
			"managed", "supervised", "OS version", "osVersion", "phone number", "full name", "email", "email address", "compliance", "ownership"),
	}
}

// The programs whose exports are told by their columns.
const (
	SystemJamf   = "Jamf"
	SystemIntune = "Intune"
	SystemGoogle = "Google"
)

// mdmSystem tells by the heads of a file which program wrote it.
func mdmSystem(head []string) string {
	for _, h := range head {
		switch word := headWord(h); {
		case strings.HasPrefix(word, "jamf"), word == "lastinventoryupdate":
			return SystemJamf
		case word == "lastcheckin", strings.HasPrefix(word, "intune"), strings.HasPrefix(word, "azuread"), strings.HasPrefix(word, "microsoftentra"):
			return SystemIntune
		case word == "orgunitpath", strings.HasPrefix(word, "annotated"):
			return SystemGoogle
		}
	}
	return ""
}

// mdm reads the rows of an export. A device with several MACs, of Wi-Fi and of a
// cable, becomes several rows.
func (t *table) mdm() []inventory.MDMDevice {
	seen, system := twice[itemKey]{}, mdmSystem(t.Head.Cells)
	return each(t, func(row Row) []inventory.MDMDevice {
		before, d := len(t.report.Refused), t.mdmDevice(row)
		if d.System == "" {
			d.System = system
		}
		var list []inventory.MDMDevice
		for _, mac := range t.knownMACs(row) {
			one := d
			one.MAC = mac
			list = append(list, one)
			t.noteRandom(mac, row.Number)
		}
		if len(list) == 0 {
			list = []inventory.MDMDevice{d}
		}
		if d.Serial == "" && list[0].MAC.IsZero() {
			t.report.refuse(RowError{Row: row.Number, Code: CodeNoSerial})
		}
		if len(t.report.Refused) == before {
			seen.note(t, itemKey{d.School, list[0].Key()}, row.Number, serialOrMAC(d.Serial, list[0].MAC))
		}
		return list
	})
}

func (t *table) mdmDevice(row Row) inventory.MDMDevice {
	return inventory.MDMDevice{
		School: t.schoolOf(row), Serial: serialNumber(t.text(row, "serial")), Name: t.text(row, "name"), Model: t.text(row, "model"),
		Platform: t.text(row, "platform"), AssetNo: t.text(row, "asset_no"), User: t.text(row, "user"), System: t.text(row, "system"),
		Enrolled: t.dateOrText(row, "enrolled"), LastSeen: t.text(row, "last_seen"), Row: row.Number,
	}
}

// knownMACs reads the MACs of a row of which a program may not know any: it writes
// zeros, or a word, where it does not.
func (t *table) knownMACs(row Row) []inventory.MAC {
	row.Cells = append([]string(nil), row.Cells...)
	for _, i := range t.columns["mac"] {
		if i < len(row.Cells) && isNoMAC(row.Cells[i]) {
			row.Cells[i] = ""
		}
	}
	return t.macs(row)
}

// isNoMAC recognises what stands for an unknown MAC.
func isNoMAC(text string) bool {
	switch word := headWord(text); word {
	case "na", "none", "null", "unknown", "無", "notavailable":
		return true
	default:
		return strings.Trim(word, "0") == ""
	}
}

// serialNumber is as the device says it: upper case, without blanks. Apple writes an
// S before it in bar codes; that is not taken off, for others begin with S too.
func serialNumber(text string) string {
	return strings.ToUpper(strings.Join(strings.Fields(inventory.HalfWidth(text)), ""))
}

func serialOrMAC(serial string, mac inventory.MAC) string {
	if serial != "" {
		return serial
	}
	return mac.String()
}
