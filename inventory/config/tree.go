package config

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// What a YAML file of strangers may be: deeper, and the parser's own stack is at risk.
const (
	treeDepth    = 100
	dashesDeep   = 50
	indentDeep   = 1000 // columns
	bracketsDeep = 1000 // texts of an export have unpaired ones
)

// Tree reads the YAML of another program as maps, lists and texts, as
// encoding/json makes them of JSON. Anchors and aliases, which can make a small
// file huge, are not followed. Its errors quote nothing of the file.
func Tree(raw []byte) (any, error) {
	if tooDeep(raw) {
		return nil, fmt.Errorf("YAML, deeper than %d", treeDepth)
	}
	file, err := parser.ParseBytes(raw, 0, parser.AllowDuplicateMapKey())
	if err != nil || len(file.Docs) == 0 {
		return nil, errors.New("no YAML")
	}
	tree := treeOf(file.Docs[0].Body, 0)
	if tree == nil {
		return nil, errors.New("YAML without anything")
	}
	return tree, nil
}

// tooDeep looks for nesting before the parser does, which has no bound of its own.
func tooDeep(raw []byte) bool {
	open := 0
	for line := range bytes.Lines(raw) {
		text := bytes.TrimLeft(line, " ")
		if len(line)-len(text) > indentDeep || nestedLists(text) > dashesDeep {
			return true
		}
		for _, b := range line {
			switch b {
			case '[', '{':
				open++
			case ']', '}':
				open = max(open-1, 0)
			}
			if open > bracketsDeep {
				return true
			}
		}
	}
	return false
}

// nestedLists counts the dashes of "- - - x", each of which begins a list.
func nestedLists(text []byte) (n int) {
	for bytes.HasPrefix(text, []byte("- ")) {
		text, n = bytes.TrimLeft(text[1:], " "), n+1
	}
	return n
}

func treeOf(node ast.Node, depth int) any {
	if depth > treeDepth {
		return nil
	}
	switch n := node.(type) {
	case *ast.TagNode:
		return treeOf(n.Value, depth+1)
	case *ast.MappingNode:
		return mapOf(n.Values, depth)
	case *ast.MappingValueNode:
		return mapOf([]*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		list := make([]any, 0, len(n.Values))
		for _, v := range n.Values {
			list = append(list, treeOf(v, depth+1))
		}
		return list
	case *ast.AnchorNode:
		return treeOf(n.Value, depth+1)
	case nil, *ast.NullNode, *ast.AliasNode:
		return nil
	}
	if text, ok := scalar(node); ok {
		return text
	}
	return nil
}

func mapOf(values []*ast.MappingValueNode, depth int) map[string]any {
	m := make(map[string]any, len(values))
	for _, v := range values {
		if key, ok := scalar(v.Key); ok {
			m[key] = treeOf(v.Value, depth+1)
		}
	}
	return m
}
