package lists

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"strings"
)

// Exports of other programs come as JSON, YAML or XML. They are read as a tree
// of maps, lists and scalars first, as encoding/json makes it.

// A shape is how the bytes of an export are written.
type shape int

const (
	shapeTable shape = iota // CSV, XLSX or pasted text
	shapeJSON
	shapeYAML
	shapeXML
)

// shapeOf looks at the first letters, for file names lie and "-" has none.
func shapeOf(raw []byte) shape {
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	switch {
	case len(raw) == 0 || isWorkbook(raw):
	case raw[0] == '{' || raw[0] == '[':
		return shapeJSON
	case raw[0] == '<':
		return shapeXML
	case bytes.HasPrefix(raw, []byte("zabbix_export:")), bytes.Contains(raw[:min(len(raw), 1000)], []byte("\nzabbix_export:")):
		return shapeYAML
	}
	return shapeTable
}

// readTree reads an export. What is wrong with one is not told further: the words
// of a parser may quote the file, which may hold secrets.
func readTree(raw []byte, s shape, yaml func([]byte) (any, error)) (tree any, ok bool) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	switch s {
	case shapeJSON:
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		err := d.Decode(&tree)
		return tree, err == nil && !d.More()
	case shapeXML:
		var x zabbixXML
		err := xml.Unmarshal(raw, &x)
		var other xml.UnmarshalError
		if errors.As(err, &other) { // well formed, with another root
			return nil, true
		}
		return x.tree(), err == nil
	}
	if yaml == nil {
		return nil, false
	}
	tree, err := yaml(raw)
	return tree, err == nil
}

// A zabbixXML is what matters of an XML export of Zabbix; the elements have the
// names of the keys in JSON and YAML.
type zabbixXML struct {
	XMLName xml.Name `xml:"zabbix_export"`
	Hosts   []struct {
		Host   string `xml:"host"`
		Name   string `xml:"name"`
		Status string `xml:"status"`
		Groups []struct {
			Name string `xml:"name"`
		} `xml:"groups>group"`
		Interfaces []struct {
			Type      string `xml:"type"`
			IP        string `xml:"ip"`
			DNS       string `xml:"dns"`
			Port      string `xml:"port"`
			Community string `xml:"details>community"`
		} `xml:"interfaces>interface"`
		Location string `xml:"inventory>location"`
	} `xml:"hosts>host"`
}

func (x *zabbixXML) tree() any {
	var hosts []any
	for _, h := range x.Hosts {
		var groups, interfaces []any
		for _, g := range h.Groups {
			groups = append(groups, map[string]any{"name": g.Name})
		}
		for _, i := range h.Interfaces {
			interfaces = append(interfaces, map[string]any{"type": i.Type, "ip": i.IP, "dns": i.DNS, "port": i.Port,
				"details": map[string]any{"community": i.Community}})
		}
		hosts = append(hosts, map[string]any{"host": h.Host, "name": h.Name, "status": h.Status, "groups": groups,
			"interfaces": interfaces, "inventory": map[string]any{"location": h.Location}})
	}
	return map[string]any{"zabbix_export": map[string]any{"hosts": hosts}}
}

// at walks down maps; nil where there is nothing.
func at(tree any, path ...string) any {
	for _, key := range path {
		m, ok := tree.(map[string]any)
		if !ok {
			return nil
		}
		tree = m[key]
	}
	return tree
}

// items returns the elements of a list; nil where it is none.
func items(tree any, path ...string) []any {
	list, _ := at(tree, path...).([]any)
	return list
}

// word returns the first of some keys that has a text. An object stands for its
// address, its name or what else it is shown as.
func word(tree any, keys ...string) string {
	for _, key := range keys {
		if s := scalarText(at(tree, key)); s != "" {
			return s
		}
	}
	return ""
}

func scalarText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	case map[string]any:
		return word(v, "address", "model", "name", "value", "display", "slug")
	}
	return ""
}
