// Package audit writes records for people who check: the switch-port record
// (校內交換器各port網段紀錄), the IP allocation table (校內IP分配表), the MAC master list
// (校內設備MAC總表) and the findings (告警紀錄). Each table has one list of columns; every
// format is written from it.
//
// What rollcall cannot know stays empty and is named under 未涵蓋事項 (not_covered): a
// switch that was never read has no rows, and is named there too. Unknown is not
// absent, on paper least of all.
package audit
