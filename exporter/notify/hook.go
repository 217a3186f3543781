package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A Hook takes letters to a channel of the configuration: a webhook, Google Chat,
// LINE or a file.
type Hook struct {
	config.Channel
	Now func() time.Time // nil: time.Now

	// Sent says how many messages the channel took this month; of LINE alone.
	Sent func(context.Context) (int, error)

	client *http.Client // nil: a guarded one, of its own for each hook
	base   string       // of LINE in tests
}

// carry takes letters one by one.
func (h Hook) carry(ctx context.Context, letters []Letter, done func(Letter, outcome)) {
	if h.client == nil {
		h.client = guarded(h.Host, h.Private)
		defer h.client.CloseIdleConnections()
	}
	for _, l := range letters {
		done(l, h.deliver(ctx, l))
	}
}

func (h Hook) deliver(ctx context.Context, l Letter) outcome {
	switch h.Way {
	case inventory.WayFile:
		body := Body(l)
		if err := appendLine(h.Path, body); err != nil {
			return outcome{err: fmt.Errorf("add a line to %s: %w", h.Path, err)}
		}
		return outcome{answer: h.Path, body: l.Text()}
	case inventory.WayChat:
		text := chatText(l)
		return h.post(ctx, delivery{url: h.URL.Reveal(), body: map[string]string{"text": text}, said: text})
	case inventory.WayLine:
		return h.line(ctx, l)
	}
	return h.webhook(ctx, l)
}

// A delivery is one request to a hook.
type delivery struct {
	url    string
	body   any
	said   string // what is recorded as sent
	header http.Header
	also   int // a status that says it was taken before, beside 2xx
}

// webhook posts the documented body, signed where a key is configured: the header
// X-Rollcall-Signature is t=UNIX,v1=HEX, where HEX is HMAC-SHA256 (RFC 2104) with
// the key over UNIX, a dot and the body.
func (h Hook) webhook(ctx context.Context, l Letter) outcome {
	body, err := json.Marshal(Body(l))
	if err != nil {
		return outcome{err: refusal{err}}
	}
	header := http.Header{"X-Rollcall-Message": {number(l.ID)}}
	if key := h.Key.Reveal(); key != "" {
		at := strconv.FormatInt(h.now().Unix(), 10)
		header.Set("X-Rollcall-Signature", "t="+at+",v1="+signature(key, at, body))
	}
	return h.post(ctx, delivery{url: h.URL.Reveal(), body: json.RawMessage(body), said: string(body), header: header})
}

func signature(key, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// lineBase is the address of LINE's Messaging API.
const lineBase = "https://api.line.me"

// line pushes a summary: how much of what, and no device, for it leaves the
// country. The retry key makes a push that comes twice one (Messaging API, retry).
func (h Hook) line(ctx context.Context, l Letter) outcome {
	n, err := h.Sent(ctx)
	if err != nil {
		return outcome{err: err}
	}
	if n >= h.Monthly {
		return outcome{err: refusal{errors.New(wording.Text(wording.ZhTW, "mail.line.budget", wording.Args{"n": strconv.Itoa(h.Monthly)}))}}
	}
	base := h.base
	if base == "" {
		base = lineBase
	}
	text := lineText(l)
	return h.post(ctx, delivery{url: base + "/v2/bot/message/push", said: text, also: http.StatusConflict,
		body:   map[string]any{"to": h.To.Reveal(), "messages": []map[string]string{{"type": "text", "text": text}}},
		header: http.Header{"Authorization": {"Bearer " + h.Token.Reveal()}, "X-Line-Retry-Key": {retryKey(l)}}})
}

// retryKey is a UUID (RFC 9562, version 8) that a message always has.
func retryKey(l Letter) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("rollcall %d %d %s", l.ID, l.At.Unix(), l.Receiver)))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	x := hex.EncodeToString(sum[:16])
	return strings.Join([]string{x[:8], x[8:12], x[12:16], x[16:20], x[20:]}, "-")
}

// post sends one request. The address is a secret: no error names it.
func (h Hook) post(ctx context.Context, d delivery) outcome {
	body, err := json.Marshal(d.body)
	if err != nil {
		return outcome{err: refusal{err}}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(body))
	if err != nil {
		return outcome{body: d.said, err: fmt.Errorf("address of channel %s: %w", h.Name, hideURL(err))}
	}
	if !strings.EqualFold(req.URL.Hostname(), h.Host) && h.base == "" {
		return outcome{body: d.said, err: fmt.Errorf("channel %s: %w", h.Name, errOtherHost)}
	}
	req.Header = d.header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "rollcall")
	resp, err := h.client.Do(req)
	if err != nil {
		return outcome{body: d.said, err: fmt.Errorf("channel %s: %w", h.Name, withoutURL(err))}
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, 500)) // only for the record
	if resp.StatusCode/100 != 2 && resp.StatusCode != d.also {
		return outcome{body: d.said, err: fmt.Errorf("channel %s answered %s: %s", h.Name, resp.Status, wording.Clean(string(answer)))}
	}
	return outcome{answer: resp.Status, body: d.said}
}

// withoutURL takes addresses out of an error, the one that a redirect names too.
func withoutURL(err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
		u = nil
	}
	return err
}

func (h Hook) now() time.Time {
	if h.Now != nil {
		return h.Now()
	}
	return time.Now()
}
