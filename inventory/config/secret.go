package config

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
)

// A Secret is a community or a password. It does not print: every way of
// formatting, logging or marshalling it gives "(secret)".
type Secret string

const hidden = "(secret)"

// Reveal returns the secret itself. Only what speaks to a switch may call it.
func (s Secret) Reveal() string { return string(s) }

// String implements [fmt.Stringer].
func (s Secret) String() string { return hidden }

// Format implements [fmt.Formatter] for every verb, %x and %q among them.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText implements [encoding.TextMarshaler], so that JSON hides it too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// secretLimit bounds a secret's file: more is the wrong file.
const secretLimit = 64 << 10

// readSecret reads a file that holds a secret and warns when others may read it too.
func (ps *problems) readSecret(at pos, path string) ([]byte, bool) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		ps.errorf(at, "%s", "%s", fileProblem(path, err))
		return nil, false
	case info.IsDir():
		ps.errorf(at, "%s 是目錄；請寫上其中的檔案", "%s is a directory; name the file in it", path)
		return nil, false
	case info.Size() > secretLimit:
		ps.errorf(at, "%s 有 %d 個位元組，放密碼的檔案不會這麼大；請寫上正確的檔案", "%s has %d bytes, too many for a secret; name the right file", path, info.Size())
		return nil, false
	case info.Mode().Perm()&0o007 != 0:
		ps.warnf(at, "這台機器上的每個人都能讀到 %s 裡的密碼；請執行 chmod o= %s", "everybody on this machine may read the secret in %s; run: chmod o= %s", path, path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		ps.errorf(at, "%s", "%s", fileProblem(path, err))
		return nil, false
	}
	return b, true
}

func fileProblem(path string, err error) Sentence {
	switch {
	case os.IsNotExist(err):
		return say("找不到檔案 %s；請建立它或改正檔名", "there is no file %s; create it or correct the name", path)
	case os.IsPermission(err):
		return say("沒有權限讀取 %s；請讓執行 rollcall 的使用者能讀取（chgrp 與 chmod g+r）", "may not read %s; give the user of rollcall leave to (chgrp and chmod g+r)", path)
	}
	var cause = err
	if pe, ok := err.(*fs.PathError); ok {
		cause = pe.Err
	}
	return say("無法讀取 %s（%v）", "read %s: %v", path, cause)
}

// readCommunity reads a community_file: one line.
func (ps *problems) readCommunity(at pos, path string) (Secret, bool) {
	b, ok := ps.readSecret(at, path)
	if !ok {
		return "", false
	}
	s := strings.TrimSpace(string(bytes.TrimPrefix(b, []byte("\ufeff"))))
	switch {
	case s == "":
		ps.errorf(at, "%s 是空的；請把 community 寫進去", "%s is empty; write the community into it", path)
	case strings.ContainsAny(s, "\r\n"):
		ps.errorf(at, "%s 有好幾行；community 只有一行", "%s has several lines; the community is one", path)
	default:
		return Secret(s), true
	}
	return "", false
}

// ReadCommunityFile reads the community in a file, for a switch that no
// configuration names.
func ReadCommunityFile(path string) (Credential, Errors) {
	var ps problems
	s, _ := ps.readCommunity(pos{file: path}, path)
	return Credential{Name: path, Version: "2c", Community: s}, ps.errors
}

// ReadUserFile reads an SNMPv3 user from a YAML file with the keys user, auth,
// auth_password, priv, priv_password and context.
func ReadUserFile(path string) (Credential, Errors) {
	var ps problems
	c := Credential{Name: path, Version: "3"}
	ps.readUser(pos{file: path}, path, &c)
	return c, ps.errors
}

// readUser reads a user_file over what the configuration says of the credential.
func (ps *problems) readUser(at pos, path string, c *Credential) {
	b, ok := ps.readSecret(at, path)
	if !ok {
		return
	}
	var raw rawUser
	d := decoder{file: path, problems: &problems{}}
	if d.decodeFile(b, &raw); len(d.errors) > 0 {
		ps.errors = append(ps.errors, withoutExcerpts(d.errors)...)
		return
	}
	c.User, c.Context = raw.User.v, raw.Context.or(c.Context)
	c.AuthPassword, c.PrivPassword = Secret(raw.AuthPassword.v), Secret(raw.PrivPassword.v)
	ps.protocol(raw.Auth, "auth", authProtocols(), &c.Auth)
	ps.protocol(raw.Priv, "priv", privProtocols(), &c.Priv)
	ps.checkUser(pos{path, 0}, c)
}

// withoutExcerpts replaces messages about a secret's file: they may quote it.
func withoutExcerpts(list []Problem) []Problem {
	for i := range list {
		if en := list[i].Text.En; strings.ContainsAny(en, `"`) || strings.HasPrefix(en, "not YAML") {
			list[i].Text = say("不是帳號密碼檔；內容是 user、auth、auth_password、priv、priv_password 與 context，一行一個（key: value）",
				"not a user file; it has the keys user, auth, auth_password, priv, priv_password and context, one a line (key: value)")
		}
	}
	return slices.Compact(list)
}

// checkUser checks an SNMPv3 user (RFC 3414, 1.4.3: privacy needs
// authentication; 11.2: passwords have at least 8 characters).
func (ps *problems) checkUser(at pos, c *Credential) {
	if c.User == "" {
		ps.errorf(at, "沒有使用者；請加上一行 user: 名稱", "names no user; add a line user: NAME")
	}
	if c.Auth == "" && c.AuthPassword != "" {
		ps.errorf(at, "有 auth_password 卻沒有 auth；請加上一行 auth: SHA-256（或交換器使用的方式）", "has auth_password but no auth; add a line auth: SHA-256 (or what the switch uses)")
	}
	if c.Priv == "" && c.PrivPassword != "" {
		ps.errorf(at, "有 priv_password 卻沒有 priv；請加上一行 priv: AES（或交換器使用的方式）", "has priv_password but no priv; add a line priv: AES (or what the switch uses)")
	}
	if c.Auth == "" && c.Priv != "" {
		ps.errorf(at, "有 priv 卻沒有 auth；SNMPv3 只加密經過認證的內容", "has priv but no auth; SNMPv3 encrypts only what is authenticated")
	}
	if c.Auth != "" && len(c.AuthPassword) < 8 {
		ps.errorf(at, "auth_password 至少要 8 個字元", "auth_password must have at least 8 characters")
	}
	if c.Priv != "" && len(c.PrivPassword) < 8 {
		ps.errorf(at, "priv_password 至少要 8 個字元", "priv_password must have at least 8 characters")
	}
}

// protocol takes a protocol's name into its normal form: SHA-256 is SHA256.
func (ps *problems) protocol(t text, key string, known []string, into *string) {
	if t.v == "" {
		return
	}
	name := strings.ReplaceAll(strings.ToUpper(t.v), "-", "")
	switch name {
	case "SHA1":
		name = "SHA"
	case "AES128":
		name = "AES"
	}
	if !slices.Contains(known, name) {
		ps.errorf(t.pos, "%s 不能是「%s」；只能寫 %s", "%s %q is not known; write one of %s", key, t.v, listing(known))
		return
	}
	*into = name
}

func authProtocols() []string {
	return []string{"MD5", "SHA", "SHA224", "SHA256", "SHA384", "SHA512"}
}

func privProtocols() []string {
	return []string{"DES", "AES", "AES192", "AES256", "AES192C", "AES256C"}
}
