// Package web is everything that rollcall serves over HTTP: the pages, their
// JSON twins, downloads, imports and the endpoints that other programs read.
//
// All routes stand in one table (routes.go), each with its policy. A policy
// turns who is asking into an [inventory.Scope]; every question to the store
// carries that scope, so that a school that may not be seen looks exactly like
// one that does not exist. A page and its JSON twin are the same answer, once
// through a template and once through encoding/json.
//
// Nothing from the network is trusted: every string of a device passes through
// html/template, no page needs a script, and the content security policy
// allows none inline.
package web
