package deploy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The parts of a compose file (compose-spec.io) that this one has. A key that is
// not among them is refused.
type compose struct {
	Name     string                    `yaml:"name"`
	Services map[string]composeService `yaml:"services"`
	Secrets  map[string]struct {
		File string `yaml:"file"`
	} `yaml:"secrets"`
	Volumes map[string]any `yaml:"volumes"`
}

type composeService struct {
	Image string `yaml:"image"`
	Build struct {
		Context    string `yaml:"context"`
		Dockerfile string `yaml:"dockerfile"`
	} `yaml:"build"`
	NetworkMode     string            `yaml:"network_mode"`
	ReadOnly        bool              `yaml:"read_only"`
	CapDrop         []string          `yaml:"cap_drop"`
	SecurityOpt     []string          `yaml:"security_opt"`
	Tmpfs           []string          `yaml:"tmpfs"`
	Command         []string          `yaml:"command"`
	Volumes         []string          `yaml:"volumes"`
	Environment     map[string]string `yaml:"environment"`
	Secrets         []string          `yaml:"secrets"`
	MemLimit        string            `yaml:"mem_limit"`
	Restart         string            `yaml:"restart"`
	StopGracePeriod string            `yaml:"stop_grace_period"`
	DependsOn       []string          `yaml:"depends_on"`
	Healthcheck     struct {
		Test        []string `yaml:"test"`
		Interval    string   `yaml:"interval"`
		Timeout     string   `yaml:"timeout"`
		StartPeriod string   `yaml:"start_period"`
		Retries     int      `yaml:"retries"`
	} `yaml:"healthcheck"`
}

func readCompose(t *testing.T) (c compose) {
	t.Helper()
	if err := yaml.NewDecoder(bytes.NewReader([]byte(read(t, "compose.yaml"))), yaml.Strict()).Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestComposeFile: what it mounts is there, nothing listens to strangers, and all of
// it fits a machine of 4 GB.
func TestComposeFile(t *testing.T) {
	c := readCompose(t)
	megabytes := 0
	for _, name := range []string{"rollcall", "prometheus", "alertmanager", "grafana"} {
		s, ok := c.Services[name]
		if !ok {
			t.Fatalf("no service %s", name)
		}
		if s.NetworkMode != "host" || !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Equal(s.SecurityOpt, []string{"no-new-privileges:true"}) ||
			len(s.Healthcheck.Test) < 2 || s.Restart == "" {
			t.Errorf("%s: %+v", name, s)
		}
		megabytes += memory(t, s.MemLimit)
		c.checkMounts(t, name, s)
	}
	if megabytes > 3<<10 {
		t.Errorf("all of it may take %d MB; the system needs the rest of 4 GB", megabytes)
	}
	text := read(t, "compose.yaml")
	for _, want := range []string{"--web.listen-address=127.0.0.1:9090", "--web.listen-address=127.0.0.1:9093", "GF_SERVER_HTTP_ADDR: 127.0.0.1"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(text, ":latest") || strings.Contains(text, "0.0.0.0") {
		t.Error("an image without a version, or a service open to strangers")
	}
}

// memory reads 1g or 512m.
func memory(t *testing.T, text string) (n int) {
	t.Helper()
	m := regexp.MustCompile(`^(\d+)([mg])$`).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("memory %q", text)
	}
	for _, d := range m[1] {
		n = 10*n + int(d-'0')
	}
	if m[2] == "g" {
		n <<= 10
	}
	return n
}

func (c compose) checkMounts(t *testing.T, name string, s composeService) {
	t.Helper()
	for _, v := range s.Volumes {
		from, _, _ := strings.Cut(v, ":")
		if strings.HasPrefix(from, ".") {
			if _, err := os.Stat(from); err != nil || !strings.HasSuffix(v, ":ro") {
				t.Errorf("%s mounts %s: %v", name, v, err)
			}
			continue
		}
		if _, named := c.Volumes[from]; !named && !filepath.IsAbs(from) {
			t.Errorf("%s mounts %s, which is no volume", name, v)
		}
	}
	for _, secret := range s.Secrets {
		if c.Secrets[secret].File == "" {
			t.Errorf("%s wants the secret %s", name, secret)
		}
	}
	if b := s.Build; b.Dockerfile != "" {
		if _, err := os.Stat(filepath.Join(b.Context, b.Dockerfile)); err != nil {
			t.Error(err)
		}
	}
}

// TestContainerfile: one program, not root, and what it copies is there.
func TestContainerfile(t *testing.T) {
	text := read(t, "container/Containerfile")
	for _, want := range []string{"\nFROM scratch\n", "\nUSER 980:980\n", "\nVOLUME [\"/etc/rollcall\", \"/var/lib/rollcall\"]\n", `"doctor", "--alive"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^COPY (?:--\S+ )*(.*) \S+$`).FindAllStringSubmatch(text, -1) {
		for _, from := range strings.Fields(m[1]) {
			if _, err := os.Stat(filepath.Join("..", from)); err != nil && from != "rollcall" {
				t.Error(err)
			}
		}
	}
}
