package wording

// lists is what pages and findings say of the lists that schools keep.
var lists = table{
	"list.whitelist": {"智慧網管白名單", "whitelist"},
	"list.master":    {"校內設備MAC總表", "MAC master list"},
	"list.devices":   {"校內設備MAC總表", "MAC master list"},
	"list.ports":     {"校內交換器各port網段紀錄", "switch-port segment record"},
	"list.rooms":     {"教室與資訊孔對照表", "list of rooms and outlets"},
	"list.iot":       {"物聯網管理清冊", "IoT inventory"},
	"list.mdm":       {"MDM 納管清單", "list of managed devices (MDM)"},
	"list.lost":      {"遺失裝置清單", "list of lost devices"},
}
