package web

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
)

// openAPI describes the API to programs (OpenAPI 3.1), from the table of routes.
func (s *server) openAPI(w http.ResponseWriter, r *http.Request) {
	paths := map[string]map[string]any{}
	for _, rt := range s.routes() {
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
	inPath, named := parameters(rt, path)
	op := map[string]any{
		"summary":    rt.about,
		"x-policy":   rt.policy.String(),
		"parameters": append(inPath, named...),
		"responses": map[string]any{
			"200": map[string]string{"description": "the answer"},
			"400": map[string]string{"description": "a parameter cannot be read; error.message says which"},
			"404": map[string]string{"description": "there is none, or it is not yours to see"},
		},
	}
	if rt.upload {
		op["requestBody"] = map[string]any{"required": true, "content": map[string]any{"text/csv": map[string]any{}}}
	}
	if rt.form {
		op["parameters"], op["requestBody"] = inPath, formBody(named)
	}
	return op
}

// formBody describes a form with the given fields.
func formBody(fields []map[string]any) map[string]any {
	properties := map[string]any{}
	for _, f := range fields {
		properties[fmt.Sprint(f["name"])] = f["schema"]
	}
	return map[string]any{"required": true, "content": map[string]any{"application/x-www-form-urlencoded": map[string]any{
		"schema": map[string]any{"type": "object", "properties": properties}}}}
}

// parameters lists what stands in braces in a path, and what the summary names
// as "name=": of a form its fields.
func parameters(rt route, path string) (inPath, named []map[string]any) {
	inPath = []map[string]any{}
	for _, part := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			inPath = append(inPath, parameter(strings.TrimSuffix(name, "}"), "path"))
		}
	}
	for _, word := range strings.FieldsFunc(rt.about, func(r rune) bool { return strings.ContainsRune(" ,.;|", r) }) {
		if name, _, ok := strings.Cut(word, "="); ok {
			named = append(named, parameter(name, "query"))
		}
	}
	return inPath, named
}

func parameter(name, in string) map[string]any {
	return map[string]any{"name": name, "in": in, "required": in == "path", "schema": map[string]string{"type": "string"}}
}
