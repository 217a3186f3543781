package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
)

//go:embed assets/*
var assetFiles embed.FS

// asset serves one of the embedded files. Pages name them with a hash of what
// is inside, so a browser may keep them for good.
func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	body, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		s.fail(w, r, fs.ErrNotExist)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Cache-Control", "public, max-age=3600")
	if r.URL.Query().Get("v") == fingerprint(body) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	s.send(w, r, body)
}

// assetURL names an embedded file with the hash of its content.
func assetURL(name string) (string, error) {
	body, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		return "", err
	}
	return "/assets/" + name + "?v=" + fingerprint(body), nil
}

func fingerprint(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:6])
}
