package inventory

// A Room is one row of a school's list of rooms: what the room is called, and
// which outlet or switch port leads to it.
type Room struct {
	School   SchoolCode `json:"school"`
	Name     string     `json:"name"` // 三年二班, 電腦教室一
	Building string     `json:"building,omitempty"`
	Floor    string     `json:"floor,omitempty"`
	Outlet   string     `json:"outlet,omitempty"` // 資訊孔, as labelled on the wall
	Switch   SwitchID   `json:"switch,omitempty"`
	Port     string     `json:"port,omitempty"` // ifName, as on the front panel
	Note     string     `json:"note,omitempty"`
	Row      int        `json:"row,omitempty"` // its row in the file it came from, head = 1
}

// Key names what a row of the list is about: an outlet or a port where there is
// one, else the room.
func (r Room) Key() string {
	return itemKey("port", string(r.Switch)+" "+r.Port, "outlet", r.Outlet, "room", r.Building+" "+r.Name)
}

// An IoTItem is one row of 物聯網管理清冊, the inventory of things on the network.
// What a network does not show is filled in by hand.
type IoTItem struct {
	School          SchoolCode `json:"school"`
	ItemNo          string     `json:"item_no,omitempty"`
	Name            string     `json:"device_name,omitempty"`
	Class           string     `json:"device_class,omitempty"` // one of Class…, or as written
	Vendor          string     `json:"vendor,omitempty"`
	Model           string     `json:"model,omitempty"`
	AssetNo         string     `json:"asset_no,omitempty"`
	Quantity        string     `json:"quantity,omitempty"`
	IP              string     `json:"ip,omitempty"` // as written; a thing may have none
	MAC             MAC        `json:"mac,omitzero"` // zero: none is written
	Room            string     `json:"location,omitempty"`
	Custodian       string     `json:"custodian,omitempty"`
	Purpose         string     `json:"purpose,omitempty"`
	PurchaseYear    string     `json:"purchase_year,omitempty"`
	Firmware        string     `json:"firmware,omitempty"`
	FirmwareAt      Date       `json:"firmware_updated_at,omitempty"`
	PasswordChanged string     `json:"default_password_changed,omitempty"` // yes or no, or as written
	InternetAccess  string     `json:"internet_access,omitempty"`
	Restricted      string     `json:"restricted_brand,omitempty"` // 疑似 否 確認
	Measure         string     `json:"control_measure,omitempty"`
	ReplaceBy       string     `json:"replacement_due,omitempty"` // a day, or a year as written
	From            Date       `json:"from,omitempty"`
	Until           Date       `json:"until,omitempty"`
	By              string     `json:"by,omitempty"`
	Note            string     `json:"note,omitempty"`
	Row             int        `json:"row,omitempty"`
}

// Key joins this year's row with last year's: by MAC, else by asset number, else
// by the number of the row or the name and place of the thing.
func (i IoTItem) Key() string {
	if !i.MAC.IsZero() {
		return "mac " + i.MAC.String()
	}
	return itemKey("asset", i.AssetNo, "item", i.ItemNo, "thing", i.Name+" "+i.Room)
}

// AssetKey joins rows of which one has no MAC yet, or another: by asset number alone.
// Empty: there is none.
func (i IoTItem) AssetKey() string { return itemKey("asset", i.AssetNo) }

// Keep fills what was written by hand before, and is left empty now, from last
// year's row of the same thing.
func (i IoTItem) Keep(old IoTItem) IoTItem {
	for _, f := range []struct{ now, before *string }{
		{&i.ItemNo, &old.ItemNo}, {&i.Name, &old.Name}, {&i.Class, &old.Class}, {&i.Vendor, &old.Vendor}, {&i.Model, &old.Model},
		{&i.AssetNo, &old.AssetNo}, {&i.Quantity, &old.Quantity}, {&i.Room, &old.Room}, {&i.Custodian, &old.Custodian},
		{&i.Purpose, &old.Purpose}, {&i.PurchaseYear, &old.PurchaseYear}, {&i.Firmware, &old.Firmware},
		{&i.PasswordChanged, &old.PasswordChanged}, {&i.InternetAccess, &old.InternetAccess}, {&i.Restricted, &old.Restricted},
		{&i.Measure, &old.Measure}, {&i.ReplaceBy, &old.ReplaceBy}, {&i.Note, &old.Note},
	} {
		if *f.now == "" {
			*f.now = *f.before
		}
	}
	if i.FirmwareAt == "" {
		i.FirmwareAt = old.FirmwareAt
	}
	if i.MAC.IsZero() {
		i.MAC = old.MAC
	}
	return i
}

// An MDMDevice is one device of the export of a program that manages devices
// (Jamf, Intune, Google Admin): what is enrolled, and by which MAC it would be seen.
type MDMDevice struct {
	School   SchoolCode `json:"school"`
	MAC      MAC        `json:"mac,omitzero"` // its Wi-Fi MAC; zero: the export does not say
	Serial   string     `json:"serial,omitempty"`
	Name     string     `json:"name,omitempty"`
	Model    string     `json:"model,omitempty"`
	Platform string     `json:"platform,omitempty"`
	AssetNo  string     `json:"asset_no,omitempty"`
	User     string     `json:"user,omitempty"`
	System   string     `json:"system,omitempty"`    // Jamf, Intune, Google, or as written
	Enrolled string     `json:"enrolled,omitempty"`  // as written
	LastSeen string     `json:"last_seen,omitempty"` // as written: when it last reported
	Row      int        `json:"row,omitempty"`
}

// Key names the device: by serial number, which MDM knows best, else by MAC.
func (d MDMDevice) Key() string {
	if d.Serial == "" {
		return "mac " + d.MAC.String()
	}
	return itemKey("serial", d.Serial)
}

// A LostDevice is one that a school misses: it is watched for.
type LostDevice struct {
	School SchoolCode `json:"school"`
	MAC    MAC        `json:"mac,omitzero"` // zero: only its serial number is known
	Serial string     `json:"serial,omitempty"`
	Name   string     `json:"name,omitempty"`
	From   Date       `json:"from,omitempty"`  // the day from which it is missed
	Until  Date       `json:"until,omitempty"` // the last day on which it is watched for
	By     string     `json:"by,omitempty"`    // who reported it
	Note   string     `json:"note,omitempty"`
	Row    int        `json:"row,omitempty"`
}

// Key names the device: by MAC, by which it would be seen, else by serial number.
func (d LostDevice) Key() string {
	if !d.MAC.IsZero() {
		return "mac " + d.MAC.String()
	}
	return itemKey("serial", d.Serial)
}

// itemKey is the first of several kinds of name that says anything, letters' case
// and blanks aside.
func itemKey(kindsAndNames ...string) string {
	for i := 0; i+1 < len(kindsAndNames); i += 2 {
		if name := foldPort(kindsAndNames[i+1]); name != "" {
			return kindsAndNames[i] + " " + name
		}
	}
	return ""
}
