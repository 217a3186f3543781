package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// userCmd is about people and their tokens.
type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"新增使用者 · add somebody; prints a token and a one-time sign-in link, this once."`
	List    userListCmd    `cmd:"" help:"列出使用者 · everybody who may sign in."`
	Rotate  userRotateCmd  `cmd:"" help:"換發權杖與連結 · revoke every session, token and link of somebody, and print new ones."`
	Disable userDisableCmd `cmd:"" help:"停用 · end all rights of somebody at once."`
	Enable  userEnableCmd  `cmd:"" help:"恢復 · let somebody in again."`
}

type userAddCmd struct {
	Name    string   `arg:"" help:"名稱，登入時輸入 · the name that is typed to sign in."`
	Role    string   `required:"" enum:"centre,coordinator,auditor" help:"角色 · centre: every school; coordinator: own schools; auditor: reads and exports."`
	School  []string `placeholder:"CODE" help:"學校代碼，可重複 · a school of a coordinator or auditor; may be repeated."`
	Expires string   `placeholder:"7d" help:"何時到期，例如 7d 或 115/12/31 · when the rights end; an auditor's after 30 days if nothing is said."`
	Mail    string   `placeholder:"ADDRESS" help:"電子郵件；設定了寄信時，連結也會寄到這裡 · mail address; the link is mailed there too where mail is set up."`
}

// Run adds somebody.
func (c *userAddCmd) Run(e *env) error {
	query := url.Values{"name": {c.Name}, "role": {c.Role}, "school": c.School, "expires": {c.Expires}, "mail": {c.Mail}}
	return e.issue("/api/v1/users", query)
}

type userRotateCmd struct {
	Name string `arg:"" help:"名稱 · the name."`
}

// Run issues everything anew.
func (c *userRotateCmd) Run(e *env) error { return e.issue(userAPI(c.Name, "rotate"), url.Values{}) }

type userDisableCmd struct {
	Name string `arg:"" help:"名稱 · the name."`
}

// Run ends somebody's rights.
func (c *userDisableCmd) Run(e *env) error {
	return e.changed(userAPI(c.Name, "disable"), wording.Text(e.lang, "cli.user.disabled", wording.Args{"name": c.Name}))
}

type userEnableCmd struct {
	Name string `arg:"" help:"名稱 · the name."`
}

// Run lets somebody in again.
func (c *userEnableCmd) Run(e *env) error {
	return e.changed(userAPI(c.Name, "enable"), wording.Text(e.lang, "cli.user.enabled", wording.Args{"name": c.Name}))
}

func userAPI(name, verb string) string { return "/api/v1/users/" + name + "/" + verb }

// issued is what the API answers where secrets were made.
type issued struct {
	Name   string               `json:"name"`
	School inventory.SchoolCode `json:"school"`
	From   []string             `json:"from"`
	Token  string               `json:"token"`
	Link   string               `json:"link"`
	Until  time.Time            `json:"link_until"`
	Mailed bool                 `json:"mailed"`
}

// issue makes secrets and prints them, this once: for programs "token …" and
// "sign-in …", what is said of them beside it.
func (e *env) issue(path string, query url.Values) error {
	query.Set("lang", string(e.lang))
	return e.post(path, query, func(r io.Reader) error {
		var got issued
		if err := json.NewDecoder(r).Decode(&got); err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		for _, name := range got.From {
			fmt.Fprintln(e.stderr, wording.Text(e.lang, "cli.school.from", wording.Args{"school": string(got.School), "name": name}))
		}
		fmt.Fprintf(e.stdout, "token %s\nsign-in %s\n", got.Token, got.Link)
		fmt.Fprintln(e.stderr, wording.Text(e.lang, "cli.user.once", wording.Args{"name": got.Name, "until": got.Until.Format(time.RFC3339)}))
		if got.Mailed {
			fmt.Fprintln(e.stderr, wording.Text(e.lang, "cli.user.mailed", nil))
		}
		return nil
	})
}

// changed makes a change and says what was done.
func (e *env) changed(path, said string) error {
	return e.post(path, url.Values{"lang": {string(e.lang)}}, func(io.Reader) error {
		_, err := fmt.Fprintln(e.stdout, said)
		return err
	})
}

// post asks whatever serves the configuration's database to change something.
func (e *env) post(path string, query url.Values, use func(io.Reader) error) error {
	return e.put(question{method: http.MethodPost, path: path, query: query}, use)
}

type userListCmd struct {
	JSON bool `name:"json" help:"輸出 JSON · one JSON object."`
}

// Run lists everybody.
func (c *userListCmd) Run(e *env) error {
	return e.ask("/api/v1/users", url.Values{"lang": {string(e.lang)}}, func(r io.Reader) error {
		if c.JSON {
			_, err := io.Copy(e.stdout, r)
			return err
		}
		var got struct {
			Users []listedUser `json:"users"`
		}
		if err := json.NewDecoder(r).Decode(&got); err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		return e.printUsers(got.Users)
	})
}

// A listedUser is one line of the list.
type listedUser struct {
	Name     string         `json:"name"`
	Role     inventory.Role `json:"role"`
	Schools  []string       `json:"schools"`
	Expires  time.Time      `json:"expires"`
	Disabled time.Time      `json:"disabled"`
	Seen     time.Time      `json:"seen"`
	Active   bool           `json:"active"`
}

// state says whether a person may sign in, and until when.
func (u listedUser) state(lang wording.Lang) string {
	switch {
	case !u.Disabled.IsZero():
		return wording.Text(lang, "page.users.disabled", nil)
	case !u.Active:
		return wording.Text(lang, "page.users.expired", nil)
	case !u.Expires.IsZero():
		return wording.Text(lang, "page.users.until", wording.Args{"at": wording.Time(lang, u.Expires)})
	}
	return wording.Text(lang, "cli.user.active", nil)
}

func (e *env) printUsers(users []listedUser) error {
	if len(users) == 0 {
		_, err := fmt.Fprintln(e.stdout, wording.Text(e.lang, "cli.user.nobody", nil))
		return err
	}
	w := tabwriter.NewWriter(e.stdout, 0, 4, 2, ' ', 0)
	for _, u := range users {
		schools := strings.Join(u.Schools, " ")
		if u.Role == inventory.RoleCentre {
			schools = wording.Text(e.lang, "page.users.all", nil)
		}
		seen := wording.Text(e.lang, "cli.user.unseen", nil)
		if !u.Seen.IsZero() {
			seen = wording.Text(e.lang, "cli.user.seen", wording.Args{"at": wording.Time(e.lang, u.Seen)})
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Name, wording.Name(e.lang, "person", string(u.Role)), schools, u.state(e.lang), seen)
	}
	return w.Flush()
}
