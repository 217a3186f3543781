// Package ping measures whether addresses answer echo requests (RFC 792): those
// that the configuration, the plan and the lists name, one request at a time,
// spread out. It looks for nothing: an address that nobody named is never asked.
package ping
