package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"rollcall/inventory"
)

// A visitor fills in forms as a browser without script does.
type visitor struct {
	*bench
	who Identity
}

func (b *bench) coordinator(school inventory.SchoolCode) visitor {
	return visitor{b, Identity{Actor: "coordinator " + string(school), Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools(school)}}
}

func (v visitor) ask(r *http.Request) *httptest.ResponseRecorder {
	v.Helper()
	r.Host = "localhost"
	return v.do(r.WithContext(WithIdentity(v.Context(), v.who)))
}

func (v visitor) open(path string) *httptest.ResponseRecorder {
	return v.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

func (v visitor) send(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.ask(r)
}

// upload sends a file by the form of a list and returns where that leads.
func (v visitor) upload(list, name string, body []byte) *httptest.ResponseRecorder {
	v.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		v.Fatal(err)
	}
	if _, err := f.Write(body); err != nil {
		v.Fatal(err)
	}
	if err := w.Close(); err != nil {
		v.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/schools/179901/lists/"+list, &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.ask(r)
}

// preview uploads a file and opens its preview.
func (v visitor) preview(list, body string) (path string, page string) {
	v.Helper()
	got := v.upload(list, "list.csv", []byte(body))
	if got.Code != http.StatusSeeOther {
		v.Fatalf("upload: %d %s", got.Code, got.Body)
	}
	path = got.Header().Get("Location")
	shown := v.open(path)
	if shown.Code != http.StatusOK {
		v.Fatalf("preview: %d %s", shown.Code, shown.Body)
	}
	return path, shown.Body.String()
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// fields are the hidden fields of the form that confirms a preview.
func fields(page string) url.Values {
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	return form
}

func TestAFileIsPreviewedThenTakenIn(t *testing.T) {
	b := newBench(t)
	var told []inventory.SchoolCode
	b.options.Changed = func(code inventory.SchoolCode) { told = append(told, code) }
	b.handler = New(b.options)
	v := b.coordinator("179901")
	path, page := v.preview("whitelist", "海燕國小白名單\n卡號,財產名稱\n00:00:5e:00:53:01,平板1\n0000.5e00.5302,平板2\n")
	for _, want := range []string{"2 筆資料都可以匯入", "標題列在第 2 列，其上 1 列已略過", "平板1", "00:00:5e:00:53:02", "UTF-8", "確認匯入（合併）", "財產名稱"} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if len(b.whitelist()) != 0 || len(told) != 0 {
		t.Fatal("a preview changed the list")
	}
	got := v.send(path, fields(page))
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/schools/179901/lists/whitelist?did=import" {
		t.Fatalf("confirmation: %d to %q: %s", got.Code, got.Header().Get("Location"), got.Body)
	}
	if list := b.whitelist(); len(list) != 2 || list[1].Name != "平板2" || len(told) != 1 {
		t.Errorf("stored %+v, told %v", list, told)
	}
	list := v.open(got.Header().Get("Location")).Body.String()
	for _, want := range []string{"已匯入：新增 2 筆", "list.csv", "coordinator 179901", "還原這次異動", "平板1"} {
		if !strings.Contains(list, want) {
			t.Errorf("the page of the list lacks %q", want)
		}
	}
	if again := v.send(path, fields(page)); again.Code != http.StatusNotFound {
		t.Errorf("the same file a second time: %d", again.Code)
	}
}

// TestColumnsAreChosenAndRemembered has a file whose heads say nothing, and the next
// one by the command line's way.
func TestColumnsAreChosenAndRemembered(t *testing.T) {
	b := newBench(t)
	v := b.coordinator("179901")
	file := "甲,乙\n00:00:5e:00:53:01,平板1\n"
	path, page := v.preview("devices", file)
	form := fields(page)
	form["col"] = []string{"mac", "custodian"}
	again := v.open(path + "?" + url.Values{"col": form["col"]}.Encode()).Body.String()
	if !strings.Contains(again, `<option value="custodian" selected>`) {
		t.Error("the chosen column is not selected")
	}
	if got := v.send(path, fields(again)); got.Code != http.StatusSeeOther {
		t.Fatalf("confirmation: %d %s", got.Code, got.Body)
	}
	if got := b.post("/api/v1/import/devices?school=179901", "甲,乙\n00:00:5e:00:53:02,三年二班\n"); got.Code != http.StatusOK {
		t.Fatalf("the next file: %d %s", got.Code, got.Body)
	}
	l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now)
	if err != nil || len(l.Master) != 2 || l.Master[0].Custodian != "平板1" || l.Master[1].Custodian != "三年二班" {
		t.Errorf("master list %+v, %v", l.Master, err)
	}
}

func TestAPreviewRefusesTheWholeFile(t *testing.T) {
	b := newBench(t)
	v := b.coordinator("179901")
	path, page := v.preview("whitelist", "MAC,裝置名稱,學校代碼\n00:00:5e:00:53:01,好,\n00:00:5e:00:53:O2,壞,\n00:00:5e:00:53:03,他校,179902\n00:00:5e:00:53:04,沒有,123456\n")
	for _, want := range []string{"有 3 列不能匯入", "第 3 列", "十六進位", "第 4 列", "第 5 列", "不屬於您"} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if strings.Contains(page, "確認匯入") {
		t.Error("a refused file can be confirmed")
	}
	form := fields(page)
	got := v.send(path, form)
	if got.Code != http.StatusSeeOther || !strings.Contains(got.Header().Get("Location"), "trouble=refused") || len(b.whitelist()) != 0 {
		t.Errorf("a refused file was taken in: %d to %s, %d rows", got.Code, got.Header().Get("Location"), len(b.whitelist()))
	}
}

// TestTheCentreImportsASchoolsRowsOnItsOwnPage: a row of another school is not let
// in by the page of this one, even for who may see both.
func TestTheCentreImportsASchoolsRowsOnItsOwnPage(t *testing.T) {
	b := newBench(t)
	v := visitor{b, Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}}
	_, page := v.preview("whitelist", "MAC,學校代碼\n00:00:5e:00:53:01,179902\n")
	if !strings.Contains(page, "只能匯入本校的資料") {
		t.Errorf("the preview takes a row of another school:\n%s", page)
	}
}

func TestAPreviewOfAListThatChangedIsShownAgain(t *testing.T) {
	b := newBench(t)
	v := b.coordinator("179901")
	path, page := v.preview("whitelist", "MAC\n00:00:5e:00:53:01\n")
	b.allow(inventory.ListEntry{School: "179901", MAC: mac(9)})
	got := v.send(path, fields(page))
	if !strings.Contains(got.Header().Get("Location"), "trouble=changed") || len(b.whitelist()) != 1 {
		t.Fatalf("confirmed on a list that has changed: %d to %s", got.Code, got.Header().Get("Location"))
	}
	again := v.open(got.Header().Get("Location")).Body.String()
	if !strings.Contains(again, "名單在預覽之後被改過") {
		t.Error("it is not said why")
	}
	if got := v.send(path, fields(again)); !strings.HasSuffix(got.Header().Get("Location"), "did=import") || len(b.whitelist()) != 2 {
		t.Errorf("confirmed again: %d to %s, %d rows", got.Code, got.Header().Get("Location"), len(b.whitelist()))
	}
	for _, version := range []string{"", "0", "-1", "x"} {
		path, page := v.preview("whitelist", "MAC\n00:00:5e:00:53:02\n")
		form := fields(page)
		form.Set("version", version)
		if got := v.send(path, form); !strings.Contains(got.Header().Get("Location"), "trouble=changed") {
			t.Errorf("confirmed without the version of the list (%q): %d", version, got.Code)
		}
	}
}

func TestReplacingNamesWhatIsLost(t *testing.T) {
	b := newBench(t)
	v := b.coordinator("179901")
	b.allow(inventory.ListEntry{School: "179901", MAC: mac(1), Name: "留下", KLMobile: true}, inventory.ListEntry{School: "179901", MAC: mac(2), Name: "要走的"})
	path, page := v.preview("whitelist", "MAC,裝置名稱\n00:00:5e:00:53:01,留下\n")
	if strings.Contains(page, "要走的") {
		t.Error("a merge says that rows are lost")
	}
	page = v.open(path + "?replace=true").Body.String()
	if !strings.Contains(page, "要走的") || !strings.Contains(page, "取代整份名單") {
		t.Error("it is not named what the list loses")
	}
	v.send(path, fields(page))
	if left := b.whitelist(); len(left) != 1 || left[0].Name != "留下" {
		t.Errorf("left are %+v", left)
	}
}

func TestPastedTextAndEncodings(t *testing.T) {
	b := newBench(t)
	v := b.coordinator("179901")
	got := v.send("/schools/179901/lists/lost", url.Values{"text": {"載具序號\t裝置名稱\nSN-1\tiPad 1\n"}})
	page := v.open(got.Header().Get("Location")).Body.String()
	v.send(got.Header().Get("Location"), fields(page))
	lost, err := b.db.Lost(t.Context(), inventory.AllSchools(), "179901", now)
	if err != nil || len(lost) != 1 || lost[0].Serial != "SN-1" || lost[0].Name != "iPad 1" {
		t.Errorf("pasted: %+v, %v", lost, err)
	}
	big5 := []byte("MAC,\xa6W\xba\xd9\n00:00:5e:00:53:01,\xa5\xad\xaaO\n") // 名稱, 平板
	path := v.upload("devices", "a.csv", big5).Header().Get("Location")
	if page := v.open(path + "?encoding=Big5").Body.String(); !strings.Contains(page, "平板") || !strings.Contains(page, "<option selected>Big5") {
		t.Errorf("the file read as Big5:\n%s", page)
	}
	if nothing := v.send("/schools/179901/lists/lost", url.Values{}); nothing.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing at all: %d", nothing.Code)
	}
}

// TestUploadsAreScoped holds that a coordinator can neither bring nor see nor take in
// a file of another school, and an auditor none at all.
func TestUploadsAreScoped(t *testing.T) {
	b := newBench(t).school1()
	own, other := b.coordinator("179901"), b.coordinator("179902")
	auditor := visitor{b, Identity{Actor: "auditor", Role: inventory.RoleAuditor, Scope: inventory.OnlySchools("179901")}}
	path, page := own.preview("whitelist", "MAC\n00:00:5e:00:53:01\n")
	missing := other.open("/schools/179999/lists").Body.String()
	for name, got := range map[string]*httptest.ResponseRecorder{
		"lists": other.open("/schools/179901/lists"), "list": other.open("/schools/179901/lists/whitelist"), "preview": other.open(path),
		"preview under one's own school": other.open(strings.Replace(path, "179901", "179902", 1)),
		"upload":                         other.upload("whitelist", "x.csv", []byte("MAC\n00:00:5e:00:53:01\n")), "confirm": other.send(path, fields(page)),
		"undo":  other.send("/schools/179901/lists/whitelist/undo", url.Values{"import": {"1"}}),
		"entry": other.open("/schools/179901/entry?mac=" + mac(1).String()), "save": other.send("/schools/179901/entry", url.Values{"mac": {mac(1).String()}}),
		"list in JSON": other.open("/api/v1/schools/179901/lists/whitelist"),
	} {
		if got.Code != http.StatusNotFound || name != "list in JSON" && withoutPath(got.Body.String()) != withoutPath(missing) {
			t.Errorf("%s of another school: %d\n%s", name, got.Code, got.Body)
		}
	}
	for name, got := range map[string]*httptest.ResponseRecorder{
		"upload": auditor.upload("whitelist", "x.csv", []byte("MAC\n")), "preview": auditor.open(path), "confirm": auditor.send(path, fields(page)),
		"undo": auditor.send("/schools/179901/lists/whitelist/undo", url.Values{"import": {"1"}}), "edit": auditor.open("/schools/179901/entry"),
	} {
		if got.Code != http.StatusForbidden {
			t.Errorf("an auditor's %s: %d", name, got.Code)
		}
	}
	if got := auditor.open("/schools/179901/lists/whitelist"); got.Code != http.StatusOK || strings.Contains(got.Body.String(), "<form method") {
		t.Errorf("an auditor's list: %d", got.Code)
	}
}

func TestUploadsHaveALimit(t *testing.T) {
	v := newBench(t).coordinator("179901")
	if got := v.upload("whitelist", "big.csv", make([]byte, maxUpload+1)); got.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a file of more than 10 MB: %d", got.Code)
	}
}

// TestOnlyTheNameOfAFileIsKept: what a browser sends may be a path.
func TestOnlyTheNameOfAFileIsKept(t *testing.T) {
	v := newBench(t).coordinator("179901")
	got := v.upload("whitelist", `C:\temp\..\清單 <b>.csv`, []byte("MAC\n00:00:5e:00:53:01\n"))
	page := v.open(got.Header().Get("Location")).Body.String()
	if strings.Contains(page, "temp") || !strings.Contains(page, "清單 &lt;b&gt;.csv") {
		t.Errorf("the name of the file is shown as\n%s", page)
	}
}

func TestUndoInThePage(t *testing.T) {
	b := newBench(t)
	v := b.coordinator("179901")
	b.allow(inventory.ListEntry{School: "179901", MAC: mac(1), Name: "一"})
	b.allow(inventory.ListEntry{School: "179901", MAC: mac(1), Name: "二"}, inventory.ListEntry{School: "179901", MAC: mac(2), Name: "新"})
	page := v.open("/schools/179901/lists/whitelist").Body.String()
	ids := regexp.MustCompile(`name="import" value="(\d+)"`).FindAllStringSubmatch(page, -1)
	if len(ids) != 1 {
		t.Fatalf("%d imports can be undone, want the last one only", len(ids))
	}
	newest := ids[0][1]
	first := fmt.Sprint(atoi(t, newest) - 1)
	refused := v.send("/schools/179901/lists/whitelist/undo", url.Values{"import": {first}})
	if refused.Code != http.StatusConflict || !strings.Contains(refused.Body.String(), "不能還原") || !strings.Contains(refused.Body.String(), "test") {
		t.Errorf("undo of what was changed since: %d %s", refused.Code, refused.Body)
	}
	if got := v.send("/schools/179901/lists/whitelist/undo", url.Values{"import": {newest}}); got.Code != http.StatusSeeOther {
		t.Fatalf("undo: %d %s", got.Code, got.Body)
	}
	if left := b.whitelist(); len(left) != 1 || left[0].Name != "一" {
		t.Errorf("after the undo: %+v", left)
	}
	got := v.send("/api/v1/schools/179901/lists/undo", url.Values{"list": {"whitelist"}, "import": {first}})
	var done struct{ Added, Removed int }
	if err := json.Unmarshal(got.Body.Bytes(), &done); err != nil || got.Code != http.StatusOK || done.Removed != 1 {
		t.Errorf("undo for programs: %d %s %v", got.Code, got.Body, err)
	}
	for _, form := range []url.Values{{"list": {"whitelist"}, "import": {"x"}}, {"list": {"nonsense"}, "import": {first}}, {"list": {"whitelist"}, "import": {"999"}}} {
		if got := v.send("/api/v1/schools/179901/lists/undo", form); got.Code < 400 || got.Code > 404 {
			t.Errorf("undo of %v: %d", form, got.Code)
		}
	}
}

func atoi(t *testing.T, text string) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAListIsFoundRight(t *testing.T) {
	b := newBench(t)
	v := b.coordinator("179901")
	v.send("/schools/179901/entry", url.Values{"mac": {mac(1).String()}, "kl_mobile": {"true"}})
	if page := v.open("/schools/179901/lists").Body.String(); !strings.Contains(page, "尚未匯入智慧網管白名單") {
		t.Error("an entry by hand makes the whitelist a recent copy")
	}
	if got := v.send("/schools/179901/lists/whitelist/confirm", nil); got.Code != http.StatusSeeOther {
		t.Fatalf("confirm: %d %s", got.Code, got.Body)
	}
	if page := v.open("/schools/179901/lists").Body.String(); strings.Contains(page, "尚未匯入智慧網管白名單") {
		t.Error("a confirmed whitelist is still called missing")
	}
}

func TestAListForPrograms(t *testing.T) {
	b := newBench(t).school1()
	got := b.get("/api/v1/schools/179901/lists/devices?text=教務")
	var answer struct {
		Found   int
		Summary struct{ Rows int }
		Rows    []struct{ Row inventory.ListEntry }
		Imports []struct{ Actor string }
	}
	if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil || answer.Found != 1 || answer.Rows[0].Row.Name != "教務處桌機" || answer.Imports[0].Actor != "test" {
		t.Errorf("%d %s %v", got.Code, got.Body, err)
	}
	if got := b.get("/api/v1/schools/179901/lists"); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), `"list":"lost"`) {
		t.Errorf("all lists: %d %s", got.Code, got.Body)
	}
	if got := b.get("/schools/179901/lists/nonsense"); got.Code != http.StatusNotFound {
		t.Errorf("no such list: %d", got.Code)
	}
}

func TestTheListsOfTheCity(t *testing.T) {
	b := newBench(t).school1()
	if page := b.get("/lists").Body.String(); !strings.Contains(page, "海燕國小") || !strings.Contains(page, "晴嵐國小") || !strings.Contains(page, "待更新") {
		t.Errorf("the centre's page of lists:\n%s", page)
	}
	if got := b.coordinator("179902").open("/lists"); got.Header().Get("Location") != "/schools/179902/lists" {
		t.Errorf("a coordinator is led to %q", got.Header().Get("Location"))
	}
}

// TestNobodysLists is the page of somebody who has no school left.
func TestNobodysLists(t *testing.T) {
	v := visitor{newBench(t), Identity{Actor: "left", Role: inventory.RoleCoordinator}}
	if got := v.open("/lists"); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "沒有您可以查看的學校") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// TestAnExportThatIsImportedAgainChangesNothing holds for what people add in the
// page too: dates, who listed it, and the tick.
func TestAnExportThatIsImportedAgainChangesNothing(t *testing.T) {
	b := newBench(t).school1()
	v := b.coordinator("179901")
	v.send("/schools/179901/entry", url.Values{"mac": {mac(2).String()}, "name": {"=平板"}, "class": {"tablet"}, "kl_mobile": {"true"},
		"from": {"2026-11-21"}, "until": {"2027-01-31"}, "by": {"資訊組長"}, "serial": {"0012"}, "note": {"行\n二"}})
	for _, format := range []string{"csv", "plain"} {
		file := v.open("/exports/macs." + format + "?school=179901")
		got := b.post("/api/v1/import/devices?school=179901&replace=true", file.Body.String())
		var done struct{ Added, Removed, Unchanged int }
		if err := json.Unmarshal(got.Body.Bytes(), &done); err != nil || got.Code != http.StatusOK || done.Added+done.Removed != 0 || done.Unchanged != 2 {
			t.Errorf("%s: %d %s %v", format, got.Code, got.Body, err)
		}
	}
}
