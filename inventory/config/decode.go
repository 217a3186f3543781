package config

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// A decoder turns the syntax tree of one file into raw structs. Unlike a plain
// strict decode it goes on after a mistake, so that all of them are told.
type decoder struct {
	file string
	*problems
	key string // the innermost known key on the way to the node at hand
}

// A leaf decodes itself from a node that is not null.
type leaf interface {
	decode(d *decoder, node ast.Node)
}

// decodeFile reads a file's text into v, a pointer to a raw struct. It says
// whether there were keys to look at.
func (d *decoder) decodeFile(text []byte, v any) bool {
	tree, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return false
	}
	docs := slices.DeleteFunc(tree.Docs, func(doc *ast.DocumentNode) bool { return isEmpty(doc.Body) })
	switch len(docs) {
	case 0:
		d.errorf(pos{file: d.file}, "檔案是空的；請從範例設定檔開始", "the file is empty; start from the example configuration")
		return false
	case 1:
		d.value(docs[0].Body, reflect.ValueOf(v).Elem())
	default:
		d.errorf(d.at(docs[1].Body), "這裡開始了第二份文件；請刪掉 --- 那一行", "a second document begins here; remove the line ---")
	}
	_, ok := docs[0].Body.(ast.MapNode)
	return ok
}

func isEmpty(body ast.Node) bool {
	switch body.(type) {
	case nil, *ast.CommentGroupNode, *ast.NullNode:
		return true
	}
	return false
}

// syntax tells where the text stops being YAML. Nothing more can be said of the file.
func (d *decoder) syntax(err error) {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		d.errorf(pos{file: d.file}, "不是正確的 YAML（%v）", "not YAML: %v", err)
		return
	}
	d.errorf(pos{d.file, at.GetToken().Position.Line}, "不是正確的 YAML（%s）；請檢查這一行與上一行的縮排、引號與括號", "not YAML: %s; check indentation, quotes and brackets here and in the line above", at.GetMessage())
}

func (d *decoder) at(node ast.Node) pos {
	if t := firstToken(node); t != nil {
		return pos{d.file, t.Position.Line}
	}
	return pos{file: d.file}
}

// firstToken returns the token where a node begins: for a mapping in block style
// that is its first key, not its first colon.
func firstToken(node ast.Node) *token.Token {
	switch n := node.(type) {
	case nil:
		return nil
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return firstToken(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return firstToken(n.Key)
	}
	return node.GetToken()
}

// value decodes node into v, which is settable.
func (d *decoder) value(node ast.Node, v reflect.Value) {
	node = d.unwrap(node)
	if node == nil {
		return
	}
	if p, ok := v.Addr().Interface().(interface{ setPos(pos) }); ok {
		p.setPos(d.at(node))
	}
	if l, ok := v.Addr().Interface().(leaf); ok {
		l.decode(d, node)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(node, v)
	case reflect.Slice:
		d.sequence(node, v)
	case reflect.Map:
		d.mapping(node, v)
	default:
		panic("config: no way to decode a " + v.Type().String())
	}
}

// unwrap looks through tags; null is nil. Anchors and aliases are refused: a
// reader should see each value where it holds.
func (d *decoder) unwrap(node ast.Node) ast.Node {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.TagNode:
		return d.unwrap(n.Value)
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		d.errorf(d.at(n), "這裡不讀錨點、別名與合併鍵；請把值直接寫出來", "anchors, aliases and merge keys are not read here; write the value out")
		return nil
	}
	return node
}

// structure decodes a mapping with known keys.
func (d *decoder) structure(node ast.Node, v reflect.Value) {
	fields := fieldsOf(v.Type())
	d.pairs(node, func(key string, at pos, value ast.Node) {
		i, ok := fields[key]
		if !ok {
			d.errorf(at, "%s", "%s", unknownKey(key, fields))
			return
		}
		outer := d.key
		d.key = key
		d.value(value, v.Field(i))
		d.key = outer
	})
}

// mapping decodes a mapping whose keys are the writer's own.
func (d *decoder) mapping(node ast.Node, v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(node, func(key string, at pos, value ast.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		if p, ok := item.Addr().Interface().(interface{ setPos(pos) }); ok {
			p.setPos(at)
		}
		d.value(value, item)
		v.SetMapIndex(reflect.ValueOf(key), item)
	})
}

func (d *decoder) sequence(node ast.Node, v reflect.Value) {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		d.wants(node, say("清單，每一項以「- 」開頭", "a list, each item of which begins with \"- \""))
		return
	}
	for _, item := range seq.Values {
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(item, e)
		v.Set(reflect.Append(v, e))
	}
}

// pairs calls yield for each key of a mapping, and refuses a key that comes twice.
func (d *decoder) pairs(node ast.Node, yield func(key string, at pos, value ast.Node)) {
	m, ok := node.(ast.MapNode)
	if !ok {
		d.wants(node, say("鍵與值（key: value）", "keys with values (key: value)"))
		return
	}
	seen := map[string]int{}
	for it := m.MapRange(); it.Next(); {
		key, at := it.Key().GetToken().Value, d.at(it.Key())
		if _, merge := it.Key().(*ast.MergeKeyNode); merge {
			d.unwrap(it.Key())
			continue
		}
		if line, ok := seen[key]; ok {
			d.errorf(at, "「%s」在這裡寫了第二次（第一次在第 %d 行）；請刪掉一個", "the key %q stands here a second time (first in line %d); remove one", key, line)
			continue
		}
		seen[key] = at.line
		yield(key, at, it.Value())
	}
}

// wants tells that the value of the key at hand has the wrong shape.
func (d *decoder) wants(node ast.Node, shape Sentence) {
	what := say("%s ", "%s", d.key)
	if d.key == "" {
		what = say("整個檔案", "the file")
	}
	d.errorf(d.at(node), "%s應該是%s，而不是%s", "%s needs %s, not %s", what, shape, describe(node))
}

func describe(node ast.Node) Sentence {
	switch node.(type) {
	case *ast.SequenceNode:
		return say("清單", "a list")
	case ast.MapNode:
		return say("鍵與值", "keys with values")
	}
	return say("「%s」", "%q", node.GetToken().Value)
}

// fieldsOf returns the fields of a raw struct by their yaml tags.
func fieldsOf(t reflect.Type) map[string]int {
	fields := map[string]int{}
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "" {
			fields[key] = i
		}
	}
	return fields
}

// secretKeys are keys that people use to write a secret down where it stands.
var secretKeys = []string{"community", "password", "auth_password", "priv_password", "auth_key", "priv_key", "secret", "passphrase"}

func unknownKey(key string, fields map[string]int) Sentence {
	known := make([]string, 0, len(fields))
	for k := range fields {
		known = append(known, k)
	}
	slices.Sort(known)
	if slices.Contains(secretKeys, key) {
		return say("「%s」是機密，不可以寫在這個檔案裡；請寫進另一個只有 rollcall 能讀取的檔案，再用 %s 指定那個檔案",
			"%q holds a secret, which may not stand in this file; put it into a file of its own, readable by rollcall only, and name that with %s", key, fileKeys(known))
	}
	if near := nearest(key, known); near != "" {
		return say("不認得「%s」這個鍵；是不是「%s」？", "unknown key %q; did you mean %q?", key, near)
	}
	return say("不認得「%s」這個鍵；這裡可用的有 %s", "unknown key %q; the keys here are %s", key, listing(known))
}

func fileKeys(known []string) Sentence {
	var keys []string
	for _, k := range known {
		if strings.HasSuffix(k, "_file") {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return say("snmp 之下的 community_file 或 user_file", "community_file or user_file under snmp")
	}
	return Sentence{Zh: strings.Join(keys, " 或 "), En: strings.Join(keys, " or ")}
}

// nearest returns the known word that is at most two edits away, or is key but
// for its underscores; empty: none.
func nearest(key string, known []string) string {
	best, word := 3, ""
	for _, k := range known {
		if n := edits(key, k); n < best && n < len(key) {
			best, word = n, k
		}
	}
	return word
}

// edits is the Levenshtein distance of two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
