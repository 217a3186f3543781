package config

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// WriteMail writes how mail is sent as a file of conf.d has it. The password, if
// there is a user, stands in the file that is named. Head is lines of comment.
func WriteMail(head []string, m Mail, passwordFile string) []byte {
	var b bytes.Buffer
	writeComments(&b, "", head)
	fields := []string{"host: " + quoted(m.Host), "port: " + strconv.Itoa(m.Port), "tls: " + quoted(m.TLS), "from: " + strconv.Quote(m.From)}
	if m.User != "" {
		fields = append(fields, "user: "+strconv.Quote(m.User), "password_file: "+strconv.Quote(passwordFile))
	}
	fmt.Fprintf(&b, "mail: {%s}\n", strings.Join(fields, ", "))
	return b.Bytes()
}
