// Package collector decides when each switch is read. It knows no protocol and
// no clock: [Queue] is a pure event queue that is asked at a time and answers
// which switch is due, so the same code runs in real and in virtual time.
// [Schedule] drives a Queue by the real clock.
//
// What it promises: one reading at a time per switch; every table group at its
// own period; a switch that is dead or slow waits in a lane of its own and
// delays no other; a reading that is late is made once, never piled up; requests
// per second stay within a budget per switch and per school ([Budgets]).
package collector
