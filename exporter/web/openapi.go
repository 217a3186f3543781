package web

import (
	"cmp"
	"net/http"
	"strings"
)

// openAPI describes the API to programs (OpenAPI 3.1), from the table of routes.
func (s *server) openAPI(w http.ResponseWriter, r *http.Request) {
	paths := map[string]map[string]any{}
	for _, rt := range s.apiRoutes() {
		if rt.about == "" {
			continue
		}
		method, path, _ := strings.Cut(rt.pattern, " ")
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(method)] = operation(rt, path)
	}
	s.writeJSON(w, r, http.StatusOK, map[string]any{
		"openapi": "3.1.0",
		"info":    map[string]string{"title": "rollcall", "version": cmp.Or(s.Version, "0")},
		"paths":   paths,
	})
}

func operation(rt route, path string) map[string]any {
	op := map[string]any{
		"summary":    rt.about,
		"x-policy":   rt.policy.String(),
		"parameters": parameters(rt, path),
		"responses": map[string]any{
			"200": map[string]string{"description": "the answer"},
			"400": map[string]string{"description": "a parameter cannot be read; error.message says which"},
			"404": map[string]string{"description": "there is none, or it is not yours to see"},
		},
	}
	if rt.upload {
		op["requestBody"] = map[string]any{"required": true, "content": map[string]any{"text/csv": map[string]any{}}}
	}
	return op
}

// parameters lists what stands in braces in a path, and what the summary names
// as "name=".
func parameters(rt route, path string) []map[string]any {
	list := []map[string]any{}
	for _, part := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			list = append(list, parameter(strings.TrimSuffix(name, "}"), "path"))
		}
	}
	for _, word := range strings.FieldsFunc(rt.about, func(r rune) bool { return strings.ContainsRune(" ,.;|", r) }) {
		if name, _, ok := strings.Cut(word, "="); ok {
			list = append(list, parameter(name, "query"))
		}
	}
	return list
}

func parameter(name, in string) map[string]any {
	return map[string]any{"name": name, "in": in, "required": in == "path", "schema": map[string]string{"type": "string"}}
}
