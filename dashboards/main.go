// Command dashboards writes the Grafana dashboards of this directory from their
// description in Go. The JSON is committed; a test says when it is stale.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

//go:generate go run .

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "dashboards:", err)
		os.Exit(1)
	}
}

// run writes every dashboard into a directory.
func run(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the directory of the dashboards: %w", err)
	}
	defer root.Close()
	for file, build := range dashboards() {
		text, err := render(build)
		if err != nil {
			return fmt.Errorf("build %s: %w", file, err)
		}
		if err := root.WriteFile(file, text, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", file, err)
		}
	}
	return nil
}

// dashboards names the files and what is in them.
func dashboards() map[string]*dashboard.DashboardBuilder {
	return map[string]*dashboard.DashboardBuilder{"city.json": city()}
}

// render returns a dashboard as Grafana reads it from a file.
func render(b *dashboard.DashboardBuilder) ([]byte, error) {
	built, err := b.Build()
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(built, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}
