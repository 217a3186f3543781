// Package lists reads the lists that schools keep in spreadsheets: the whitelist
// and the MAC master list (校內設備MAC總表), and the written record of switch ports
// (校內交換器各port網段紀錄). Columns are found by their names, in zh-TW or English and
// in any order; unknown columns are left alone.
//
// A row that cannot be used is told with its row number in the spreadsheet
// (head = 1) and the reason. Whether one such row refuses the whole file is the
// caller's to decide. Nothing is guessed: a letter O in a MAC is not a zero.
//
// What exporter/audit writes can be read back and gives the same rows: an
// apostrophe before = + - @ is taken off again, and rows that the export marks
// 新增 (seen on the network, not in the list) are left out.
package lists
