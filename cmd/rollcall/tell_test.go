package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// What a person must act upon is told in Chinese, with its technical text where it
// helps; nothing else changes: not the English, not the exit code.
func TestTell(t *testing.T) {
	long := strings.Repeat("/directory", 30)
	problems := config.Errors{
		{File: "a.yaml", Line: 3, Text: config.Sentence{Zh: "錯誤一", En: "one"}},
		{File: "b.yaml", Text: config.Sentence{Zh: "錯誤二", En: "two"}},
	}
	tests := []struct {
		name   string
		err    error
		zh, en string
	}{
		{"a configuration", refused(problems), "a.yaml:3: 錯誤一\nb.yaml: 錯誤二", "a.yaml:3: one\nb.yaml: two"},
		{"locked", fmt.Errorf("open %s: %w: it is process 7", long, store.ErrLocked), "open " + long + ": another rollcall", "it is process 7"},
		{"newer", fmt.Errorf("%w: schema 9", store.ErrNewerSchema), "較新版", "newer rollcall: schema 9"},
		{"older", store.ErrOlderSchema, "較舊版", "older rollcall"},
		{"full", fmt.Errorf("write: %w", store.ErrFull), "磁碟空間不足", "the disk is full"},
		{"read-only", store.ErrReadOnly, "不能寫入", "for reading only"},
		{"broken", store.ErrFatal, "可能已損壞", "cannot be trusted"},
		{"no file", unread(long, fs.ErrNotExist), "找不到檔案 " + long + "。", "there is no file " + long + ";"},
		{"denied", unread("x", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}), "沒有權限讀取 x。", "may not read x"},
		{"unwritten", unwritten("x", &fs.PathError{Op: "open", Path: "y", Err: fs.ErrInvalid}), "無法寫入 x（invalid argument）。", "write x: invalid argument"},
		{"unknown", errors.New("strange"), "strange", "strange"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zh, en := tell(wording.ZhTW, refused(tt.err)), tell(wording.En, refused(tt.err))
			if !strings.Contains(zh.Error(), tt.zh) || !strings.Contains(en.Error(), tt.en) {
				t.Errorf("told as %q and %q, want %q and %q", zh, en, tt.zh, tt.en)
			}
			var coded *codedError
			if !errors.As(zh, &coded) || coded.code != exitRefused {
				t.Errorf("%v has lost its exit code", zh)
			}
		})
	}
	if err := tell(wording.ZhTW, nil); err != nil {
		t.Errorf("nothing is told as %v", err)
	}
}
