package main

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

func sortedNames(drafts map[string][]byte) []string { return slices.Sorted(maps.Keys(drafts)) }

// cityFile is the file of conf.d that says what the city is.
func (k *setupDesk) cityFile() string { return config.PartPath(k.file, "city.yaml") }

// setupHead is the comment above what the page writes.
func setupHead() []string {
	return []string{wording.Text(wording.ZhTW, "setup.head", nil), wording.Text(wording.En, "setup.head", nil)}
}

// takeCity writes the city's name and the plan that it begins with.
func (k *setupDesk) takeCity(ctx context.Context, _ *setupNotes, form url.Values) (*config.Sentence, error) {
	name, plan := strings.TrimSpace(form.Get("city")), form.Get("plan")
	before, err := k.tried(nil)
	switch {
	case err != nil:
		return nil, err
	case before.City.Name != "":
		return nil, wrong("setup.city.done", wording.Args{"file": k.cityFile()})
	case name == "":
		return nil, wrong("setup.need.city", nil)
	case plan != "none" && !slices.Contains(config.Templates(), plan):
		return nil, wrong("setup.need.plan", nil)
	}
	text := config.WriteCity(setupHead(), name)
	if plan != "none" {
		template, err := config.Template(plan)
		if err != nil {
			return nil, err
		}
		text = append(text, template...)
	}
	drafts := map[string][]byte{k.cityFile(): text}
	if _, err := k.tried(drafts); err != nil {
		return nil, err
	}
	said := sentence("setup.said.city", nil)
	return &said, k.save(ctx, drafts)
}

// drop forgets the school that is under way; what was typed of it stays.
func (k *setupDesk) drop(_ context.Context, n *setupNotes, _ url.Values) (*config.Sentence, error) {
	if k.search != nil {
		k.search.stop()
		k.search = nil
	}
	n.Search = nil
	return nil, nil
}
