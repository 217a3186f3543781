// Package config reads the one YAML file that a city keeps, and conf.d/*.yaml
// beside it, into checked values. It reports every mistake at once, each as
// FILE:LINE: message with what to do, so that nobody has to run it twice to find
// the second one. Every message is there in both languages of rollcall ([Sentence]).
//
// The way of a file: YAML text → syntax tree (goccy/go-yaml) → raw structs whose
// leaves know their line ([decoder]) → checks that fill a [Config]. Unknown keys
// are refused by name. Secrets are never in the file: it names the files that
// hold them, and they are loaded into a [Secret], which does not print.
package config
