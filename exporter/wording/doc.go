// Package wording holds every sentence that a person reads, in the words of
// Taiwan's schools first and in English second.
//
// A sentence is a row of a table: a key, the zh-TW text and the English text. What
// differs from case to case stands in braces and is filled by [Text]:
//
//	{port}          the argument as it is, cleaned
//	{since:time}    RFC 3339 as a time of Taipei
//	{age:dur}       whole seconds as a duration
//	{macs:and}      lines as a list; {ssids:or} as alternatives
//	{detail:note}   in brackets at the end of a sentence; nothing if it is empty
//	{class:class}   a word of the tables: the text of the key "class.…"
//
// Arguments come from networks and from lists that people typed, so nothing in
// them is ever a format, a key or a control character: see [Clean].
package wording
