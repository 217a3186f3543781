// Package radius understands who was refused by MAC authentication (RFC 2865, 4.3)
// in what authentication servers and wireless controllers write: radius.log, linelog
// and detail files of FreeRADIUS, lines of syslog of controllers (Cisco AireOS and
// 9800, Aruba, Huawei), and tables that another system exports as CSV.
//
// A refusal is one of MAC authentication where the name that was refused is itself a
// MAC. Others are those of a person's account (802.1X, a portal): such is counted,
// and the name is never kept.
package radius
