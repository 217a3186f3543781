// Package lists reads the lists that schools keep in spreadsheets, as they have
// them: whitelist, MAC master list (校內設備MAC總表), port record
// (校內交換器各port網段紀錄), rooms, the inventory of things (物聯網管理清冊), exports
// of MDM programs, lost devices, schools and switches.
//
// [Open] reads a file as CSV, pasted text or a workbook, whatever its name, finds out
// its encoding, its sheet and its head. [Suggest] says what its columns are taken for,
// by their names in zh-TW or English and in any order; a [Mapping] says otherwise and
// may be kept. [Read] reads the rows.
//
// A row that cannot be used is told with its row number in the spreadsheet
// (head = 1) and the reason. Whether one such row refuses the whole file is the
// caller's to decide. Nothing is guessed in a row: a letter O in a MAC is not a zero.
// What is guessed of a file, its encoding or a column, is told.
//
// What exporter/audit writes can be read back and gives the same rows: an
// apostrophe before = + - @ is taken off again, unless the file is UTF-8 without a
// mark as programs write it, and rows that the export marks 新增 (seen on the network,
// not in the list) are left out.
//
// What is larger than any list is refused before anything is built of it ([Limits]).
package lists
