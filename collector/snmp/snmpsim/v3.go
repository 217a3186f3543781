package snmpsim

import (
	"errors"
	"fmt"
	"time"
)

// The bits of msgFlags (RFC 3412, 6.4).
const (
	flagAuth       byte = 1
	flagPriv       byte = 2
	flagReportable byte = 4
)

// A v3Message is what an SNMPv3 request's message says beside its PDU.
type v3Message struct {
	id       int32
	maxSize  int
	flags    byte
	engineID []byte
	clock    engineClock
	userName []byte
	mac      []byte // msgAuthenticationParameters, inside the datagram
	salt     []byte // msgPrivacyParameters
	data     []byte // scoped PDU, tag and all, or an OCTET STRING of it encrypted
	context  []byte // contextName
	user     *localUser
	level    byte        // flags of the answer
	now      engineClock // when it came
}

// messageID returns the msgID of a request of SNMPv3, else 0.
func (r *Request) messageID() int32 {
	if r.v3 == nil {
		return 0
	}
	return r.v3.id
}

// mayRead says whether the request came with as much security as its user has.
func (m *v3Message) mayRead() bool { return m.level == m.user.level() }

// level returns the flags of the security that a user is set up for.
func (u *localUser) level() byte {
	switch {
	case u.Auth == "":
		return 0
	case u.Priv == "":
		return flagAuth
	}
	return flagAuth | flagPriv
}

// readV3 reads what follows the version (RFC 3412, 6; RFC 3414, 2.4).
func readV3(body []byte) (*v3Message, error) {
	header, rest, err := readTag(body, tagSequence)
	if err != nil {
		return nil, fmt.Errorf("msgGlobalData: %w", err)
	}
	m := &v3Message{}
	if err := m.readHeader(header); err != nil {
		return nil, fmt.Errorf("msgGlobalData: %w", err)
	}
	params, rest, err := readTag(rest, TagOctetString)
	if err == nil {
		params, _, err = readTag(params, tagSequence)
	}
	if err == nil {
		err = m.readSecurity(params)
	}
	if err != nil {
		return nil, fmt.Errorf("msgSecurityParameters: %w", err)
	}
	m.data = rest
	return m, nil
}

// readHeader reads msgID, msgMaxSize, msgFlags and msgSecurityModel.
func (m *v3Message) readHeader(header []byte) error {
	id, rest, err := readInt(header)
	if err != nil {
		return err
	}
	size, rest, err := readInt(rest)
	if err != nil {
		return err
	}
	flags, rest, err := readTag(rest, TagOctetString)
	if err != nil {
		return err
	}
	model, _, err := readInt(rest)
	if err != nil {
		return err
	}
	if len(flags) != 1 || model != 3 || size < 484 || flags[0]&flagPriv != 0 && flags[0]&flagAuth == 0 {
		return fmt.Errorf("%w: flags %x, security model %d, maximum size %d", errBER, flags, model, size)
	}
	m.id, m.maxSize, m.flags = int32(id), int(size), flags[0]
	return nil
}

// readSecurity reads UsmSecurityParameters.
func (m *v3Message) readSecurity(params []byte) (err error) {
	var boots, seconds int64
	read := func(dst *[]byte) {
		if err == nil {
			*dst, params, err = readTag(params, TagOctetString)
		}
	}
	number := func(dst *int64) {
		if err == nil {
			*dst, params, err = readInt(params)
		}
	}
	read(&m.engineID)
	number(&boots)
	number(&seconds)
	read(&m.userName)
	read(&m.mac)
	read(&m.salt)
	m.clock = engineClock{uint32(boots), uint32(seconds)}
	return err
}

// understandV3 reads a datagram of SNMPv3 in the order of RFC 3414, 3.2.
func (a *Agent) understandV3(in, body []byte, at time.Time) (*Request, *Answer) {
	m, err := readV3(body)
	if err != nil {
		return nil, nil
	}
	m.now = a.clock(at)
	req := &Request{Version: V3, User: string(m.userName), At: at, v3: m}
	err = a.usm.open(m, in)
	if err == nil || m.flags&flagPriv == 0 { // readable, so that a Report can name the request
		if readErr := req.readScoped(m.data); err == nil {
			err = readErr
		}
	}
	var report errReport
	switch {
	case err == nil:
		return req, nil
	case !errors.As(err, &report) || m.flags&flagReportable == 0:
		return nil, nil
	}
	return req, a.usm.report(req, report)
}

// readScoped reads a scoped PDU (RFC 3412, 6.8).
func (r *Request) readScoped(data []byte) error {
	scoped, _, err := readTag(data, tagSequence)
	if err != nil {
		return fmt.Errorf("scoped PDU: %w", err)
	}
	_, rest, err := readTag(scoped, TagOctetString)
	if err != nil {
		return fmt.Errorf("contextEngineID: %w", err)
	}
	name, rest, err := readTag(rest, TagOctetString)
	if err != nil {
		return fmt.Errorf("contextName: %w", err)
	}
	r.v3.context, r.Context = name, string(name)
	return r.readPDU(rest)
}

// overheadV3 is how many octets, at most, a message of SNMPv3 has beside its
// variable bindings.
func (a *Agent) overheadV3(req *Request) int {
	const frame = 4 + 3 + 2 + 6 + 6 + 3 + 3 // message, version, header
	const security = 4 + 4 + 2 + 6 + 6 + 2 + 2 + 10
	const scoped = 4 + 4 + 2 + 2 + 7 // and padding
	const pdu = 4 + 6 + 3 + 3 + 4
	sum := frame + security + scoped + pdu + 2*len(a.usm.engineID) + len(req.v3.userName) + len(req.v3.context)
	if req.v3.level&flagAuth != 0 {
		sum += macSize(req.v3.user.hash)
	}
	return sum
}

// encodeV3 returns an answer as a message of SNMPv3, secured as the request was.
func (a *Agent) encodeV3(req *Request, ans *Answer) []byte {
	m := req.v3
	scoped := appendTLV(nil, TagOctetString, a.usm.engineID)
	scoped = appendTLV(scoped, TagOctetString, m.context)
	data := appendTLV(nil, tagSequence, append(scoped, ans.encodePDU()...))
	var mac, salt []byte
	if m.level&flagAuth != 0 {
		mac = make([]byte, macSize(m.user.hash))
	}
	if m.level&flagPriv != 0 {
		salt = a.usm.nextSalt(m.now)
		secret, err := m.user.crypt(data, salt, m.now, true)
		if err != nil { // a key of a wrong length, which localize does not let pass
			return nil
		}
		data = appendTLV(nil, TagOctetString, secret)
	}
	out := a.usm.frame(m, ans.MessageID, mac, salt, data)
	if mac != nil {
		place := len(out) - len(data) - tlvSize(len(salt)) - len(mac)
		copy(out[place:], m.user.digest(out))
	}
	return out
}

// frame puts a message together; mac holds zeros.
func (u *usm) frame(m *v3Message, id int32, mac, salt, data []byte) []byte {
	header := appendInt(appendInt(nil, int64(id)), maxDatagram)
	header = appendInt(appendTLV(header, TagOctetString, []byte{m.level}), 3)
	security := appendTLV(nil, TagOctetString, u.engineID)
	security = appendInt(appendInt(security, int64(m.now.boots)), int64(m.now.seconds))
	security = appendTLV(security, TagOctetString, m.userName)
	security = appendTLV(appendTLV(security, TagOctetString, mac), TagOctetString, salt)
	body := appendInt(nil, 3)
	body = appendTLV(body, tagSequence, header)
	body = appendTLV(body, TagOctetString, appendTLV(nil, tagSequence, security))
	return appendTLV(nil, tagSequence, append(body, data...))
}
