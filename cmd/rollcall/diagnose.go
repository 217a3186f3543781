package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
)

// diagnoseCmd goes through the handbook's three procedures.
type diagnoseCmd struct {
	Wired    diagnoseWired    `cmd:"" help:"部分有線裝置無法上網：4 步 · some wired devices are offline: 4 steps."`
	Wireless diagnoseWireless `cmd:"" help:"部分無線裝置無法上網：6 步 · some wireless devices are offline: 6 steps."`
	School   diagnoseSchool   `cmd:"" help:"全校無法上網：4 步 · everything at a school is offline: 4 steps."`
}

// diagnoseOptions are what the three share.
type diagnoseOptions struct {
	At   string `placeholder:"TIME" help:"過去的時間 · a time past: ISO or 115/11/21 10:00; Asia/Taipei unless it has a zone."`
	JSON bool   `name:"json" help:"輸出 JSON · one JSON object."`
}

type diagnoseWired struct {
	diagnoseOptions
	IP     string `name:"ip" placeholder:"IP" help:"裝置的 IP · the device's address."`
	MAC    string `name:"mac" placeholder:"MAC" help:"或它的 MAC · or its MAC."`
	School string `placeholder:"CODE" help:"學校代碼 · the school's code, where the address does not tell."`
}

type diagnoseWireless struct {
	diagnoseOptions
	MAC    string `name:"mac" required:"" placeholder:"MAC" help:"裝置的 MAC · the device's MAC."`
	SSID   string `name:"ssid" placeholder:"NAME" help:"要連的無線網路 · the network that it joins."`
	School string `placeholder:"CODE" help:"學校代碼 · the school's code, where the device was never seen."`
}

type diagnoseSchool struct {
	diagnoseOptions
	School string `required:"" placeholder:"CODE" help:"學校代碼 · the school's code."`
}

// Run implements the verb.
func (c *diagnoseWired) Run(e *env) error {
	if c.IP == "" && c.MAC == "" {
		return usage(errors.New(wording.Text(e.lang, "diagnose.print.which", nil)))
	}
	return c.ask(e, url.Values{"flow": {"wired"}, "ip": {c.IP}, "mac": {c.MAC}, "school": {c.School}})
}

// Run implements the verb.
func (c *diagnoseWireless) Run(e *env) error {
	return c.ask(e, url.Values{"flow": {"wireless"}, "mac": {c.MAC}, "ssid": {c.SSID}, "school": {c.School}})
}

// Run implements the verb.
func (c *diagnoseSchool) Run(e *env) error {
	return c.ask(e, url.Values{"flow": {"school"}, "school": {c.School}})
}

// A diagnosed symptom is the answer of /api/v1/diagnose.
type diagnosed struct {
	Steps []struct {
		N     int      `json:"n"`
		Title string   `json:"title"`
		Word  string   `json:"result_text"`
		Says  []string `json:"says"`
	} `json:"steps"`
	Cause  string `json:"cause"`
	Next   string `json:"next"`
	Before []struct {
		At     time.Time `json:"at"`
		Text   string    `json:"text"`
		Switch string    `json:"switch"`
		Port   string    `json:"port"`
	} `json:"changed_before"`
	Shared *struct {
		N int `json:"n"`
	} `json:"shared"`
	Mail struct {
		Subject string `json:"subject"`
		Body    string `json:"body"`
	} `json:"mail"`
}

// ask puts the symptom to the handlers and prints what they say.
func (c *diagnoseOptions) ask(e *env, query url.Values) error {
	query.Set("lang", string(e.lang))
	if c.At != "" {
		query.Set("at", c.At)
	}
	for name, values := range query {
		if values[0] == "" {
			query.Del(name)
		}
	}
	return e.ask("/api/v1/diagnose", query, func(r io.Reader) error {
		body, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if c.JSON {
			_, err = e.stdout.Write(append([]byte(strings.TrimSpace(string(body))), '\n'))
			return err
		}
		var d diagnosed
		if err := json.Unmarshal(body, &d); err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		return d.print(e.stdout, e.lang)
	})
}

func (d *diagnosed) print(out io.Writer, lang wording.Lang) error {
	var b strings.Builder
	for _, st := range d.Steps {
		fmt.Fprintf(&b, "%d. %s [%s]\n", st.N, st.Title, st.Word)
		for _, text := range st.Says {
			fmt.Fprintf(&b, "   %s\n", oneLine(text))
		}
	}
	fmt.Fprintf(&b, "\n%s\n%s\n", wording.Text(lang, "diagnose.print.cause", wording.Args{"cause": d.Cause}),
		wording.Text(lang, "diagnose.print.next", wording.Args{"next": d.Next}))
	if d.Shared != nil && d.Shared.N > 0 {
		fmt.Fprintln(&b, wording.Text(lang, "diagnose.print.shared", wording.Args{"n": strconv.Itoa(d.Shared.N)}))
	}
	if len(d.Before) > 0 {
		fmt.Fprintf(&b, "\n%s\n", wording.Text(lang, "diagnose.print.before", nil))
	}
	for _, i := range d.Before {
		fmt.Fprintf(&b, "  %s  %s  %s\n", i.At.Format(time.RFC3339), strings.TrimSpace(i.Switch+" "+i.Port), oneLine(i.Text))
	}
	fmt.Fprintf(&b, "\n%s\n\n%s\n%s", wording.Text(lang, "diagnose.print.mail", nil), oneLine(d.Mail.Subject), d.Mail.Body)
	_, err := io.WriteString(out, b.String())
	return err
}
