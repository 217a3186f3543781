package lists

import (
	"sync"

	"rollcall/inventory"
)

// ClassOf reads a device class as people write it, in zh-TW or English. A word
// that is not known is kept as it is.
func ClassOf(text string) string {
	if class, ok := classWords()[headWord(text)]; ok {
		return class
	}
	return text
}

// classWords maps the head words of class names, in any language, to classes.
var classWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for class, names := range map[string][]string{
		inventory.ClassPC:          {"PC", "電腦", "桌機", "桌上型電腦", "個人電腦", "筆電", "筆記型電腦", "行政電腦", "desktop", "laptop", "notebook", "computer"},
		inventory.ClassTablet:      {"平板", "平板電腦", "載具", "行動載具", "學習載具", "iPad", "Chromebook"},
		inventory.ClassPhone:       {"網路話機", "話機", "網路電話", "IP phone", "電話"},
		inventory.ClassCamera:      {"監視器", "攝影機", "網路攝影機", "IP camera", "IPCam", "CCTV"},
		inventory.ClassCardReader:  {"卡機", "刷卡機", "讀卡機", "全誼卡機", "樂學卡卡機", "attendance-card reader", "reader"},
		inventory.ClassCityShared:  {"全市共通設備", "共通設備", "city-wide equipment"},
		inventory.ClassQuakePC:     {"地震警報PC", "地震警報電腦", "地震速報PC", "earthquake-alarm PC"},
		inventory.ClassQuakeSensor: {"地震監測設備", "地震儀", "地震設備", "seismic sensor"},
		inventory.ClassSmartBox:    {"智慧盒", "smart box"},
		inventory.ClassProjector:   {"無線投影", "投影機", "wireless projection"},
		inventory.ClassPrinter:     {"印表機", "影印機", "事務機"},
		inventory.ClassServer:      {"伺服器", "主機"},
		inventory.ClassSwitch:      {"交換器", "network switch"},
		inventory.ClassAP:          {"AP", "無線AP", "無線基地台", "基地台", "access point"},
		inventory.ClassRouter:      {"路由器", "無線分享器", "分享器"},
		inventory.ClassNAS:         {"NAS", "網路儲存設備", "網路硬碟", "network storage"},
		inventory.ClassDisplay:     {"大屏", "觸控大屏", "互動式大屏", "電視", "班級電視", "TV", "電子看板", "看板"},
		inventory.ClassDoor:        {"門禁", "門禁設備", "access control"},
		inventory.ClassEnvironment: {"環控", "環境控制", "環控設備", "environment control"},
	} {
		words[headWord(class)] = class
		for _, n := range names {
			words[headWord(n)] = class
		}
	}
	return words
})
