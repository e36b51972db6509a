package emulator

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// HubSpot's own client for node finds an account here that it can work with.
func TestOfficialClientDrivesTheEmulator(t *testing.T) {
	node := testtool.Find(t, "node")
	modules, err := filepath.Abs(filepath.Join("..", "..", "..", ".tools", "hubspot"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "node_modules", "@hubspot", "api-client")); err != nil {
		testtool.Missing(t, "the node module @hubspot/api-client")
	}
	a := Empty(Enterprise)
	server := httptest.NewServer(a)
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "client", "drive.mjs"), server.URL, DefaultToken)
	cmd.Env = append(os.Environ(), "MODULES="+filepath.Join(modules, "package.json"))
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "ok" {
		t.Fatalf("drive.mjs: %v\n%s", err, out)
	}
	apis := map[string]bool{}
	for _, r := range a.Requests() {
		for _, part := range []string{"/properties/", "/groups", "/pipelines/", "/stages", "/owners", "/search", "/batch/", "/objects/", "/lists", "/schemas"} {
			apis[part] = apis[part] || strings.Contains(r.Path, part)
		}
	}
	for part, seen := range apis {
		if !seen {
			t.Errorf("the client made no request to …%s…", part)
		}
	}
	if u := a.Usage(); len(u.Refused) > 0 {
		t.Errorf("limits refused %v", u.Refused)
	}
}
