package config

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// The plans of cities that wrote theirs down, as files of conf.d have them.
//
//go:embed templates/*.yaml
var templateFiles embed.FS

// Templates lists the plans that a city can begin with, by their names.
func Templates() []string {
	entries, err := templateFiles.ReadDir("templates")
	if err != nil {
		panic("config: its templates are part of the program: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// Template returns the text of a plan, with comments for who reads the file later;
// fs.ErrNotExist where there is none of that name.
func Template(name string) ([]byte, error) {
	text, err := fs.ReadFile(templateFiles, "templates/"+name+".yaml")
	if err != nil {
		return nil, fmt.Errorf("plan %q: %w", name, fs.ErrNotExist)
	}
	return text, nil
}
