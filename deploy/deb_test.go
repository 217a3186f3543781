package deploy_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// smallProgram compiles a program that stands for rollcall in a package.
func smallProgram(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module small\n")
	write(t, filepath.Join(dir, "main.go"), "package main\n\nfunc main() {}\n")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", "small")
	build.Dir, build.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=mod")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(dir, "small")
}

// pack builds the package of a version into a directory of its own.
func pack(t *testing.T, program string) string {
	t.Helper()
	dist := t.TempDir()
	build := exec.Command("deb/build", "0.0.1", program)
	build.Env = append(os.Environ(), "DIST="+dist, "SOURCE_DATE_EPOCH=1767225600")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("deb/build: %v: %s", err, out)
	}
	found, err := filepath.Glob(filepath.Join(dist, "rollcall_0.0.1-1_*.deb"))
	if err != nil || len(found) != 1 {
		t.Fatalf("built %q, %v", found, err)
	}
	return found[0]
}

// TestPackage builds the Debian package and holds what it must and must not hold.
func TestPackage(t *testing.T) {
	program := smallProgram(t)
	deb := pack(t, program)
	lintian := exec.Command("lintian", "--fail-on", "error,warning", "--allow-root", deb)
	if out, err := lintian.CombinedOutput(); err != nil {
		t.Errorf("lintian: %v\n%s", err, out)
	}
	again := pack(t, program)
	if read(t, deb) != read(t, again) {
		t.Error("the same package built twice differs")
	}
	root := t.TempDir()
	tool(t, "dpkg-deb", "-R", deb, root)
	for _, want := range []string{"usr/bin/rollcall", "lib/systemd/system/rollcall.service", "usr/share/man/man1/rollcall.1.gz",
		"usr/share/bash-completion/completions/rollcall", "usr/share/doc/rollcall/examples/rollcall.yaml", "usr/share/rollcall/dashboards/city.json"} {
		if _, err := os.Stat(filepath.Join(root, want)); err != nil {
			t.Error(err)
		}
	}
	// Nothing is polled before somebody has written a configuration.
	if _, err := os.Stat(filepath.Join(root, "etc")); err == nil {
		t.Error("the package brings a configuration of its own")
	}
	if unit := read(t, filepath.Join(root, "lib/systemd/system/rollcall.service")); !strings.Contains(unit, "\nConditionPathExists=/etc/rollcall/rollcall.yaml\n") {
		t.Error("the unit starts without a configuration")
	}
}

// TestMaintainerScripts runs the scripts of the package as dpkg does on a machine
// without systemd, with stand-ins for what they call.
func TestMaintainerScripts(t *testing.T) {
	bin, said := t.TempDir(), filepath.Join(t.TempDir(), "said")
	for _, name := range []string{"runuser", "adduser", "getent", "install", "deb-systemd-helper", "deb-systemd-invoke", "systemctl", "rm"} {
		write(t, filepath.Join(bin, name), "#!/bin/sh\necho \""+name+" $*\" >>"+said+"\n[ "+name+" != getent ]\n")
		if err := os.Chmod(filepath.Join(bin, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		script string
		args   []string
		want   []string
	}{
		{"postinst", []string{"configure", ""}, []string{"adduser --quiet --system --group", "install -d -o rollcall -g rollcall -m 0750 /var/lib/rollcall"}},
		{"prerm", []string{"remove"}, nil},
		{"postrm", []string{"remove"}, nil},
		{"postrm", []string{"purge"}, []string{"rm -rf /var/lib/rollcall /etc/rollcall"}},
		{"preinst", []string{"install"}, nil},
	} {
		write(t, said, "")
		run := exec.Command("/bin/sh", append([]string{"deb/" + tt.script}, tt.args...)...)
		run.Env = []string{"PATH=" + bin}
		var out bytes.Buffer
		run.Stdout, run.Stderr = &out, &out
		if err := run.Run(); err != nil {
			t.Errorf("%s %q: %v\n%s", tt.script, tt.args, err, &out)
		}
		got := read(t, said)
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s %q did %q, want %q", tt.script, tt.args, got, want)
			}
		}
		if tt.want == nil && strings.Contains(got, "rm -rf") {
			t.Errorf("%s %q removes something: %q", tt.script, tt.args, got)
		}
	}
}
