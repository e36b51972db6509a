package testtool

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// ProviderVersion is the version under which Mirror offers the provider.
const ProviderVersion = "0.1.0"

// Mirror offers the Terraform provider, as the sources have it now, to OpenTofu, with no network. It gives the path of a
// configuration of the CLI, for TF_CLI_CONFIG_FILE.
func Mirror(t testing.TB) string {
	t.Helper()
	config, err := MirrorIn(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// MirrorIn is Mirror for others than tests, in a folder.
func MirrorIn(dir string) (config string, err error) {
	binary, err := terraformProvider()
	if err != nil {
		return "", err
	}
	at := filepath.Join(dir, "registry.opentofu.org", "stagecraft-dev", "stagecraft", ProviderVersion, runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(at, 0o755); err != nil {
		return "", err
	}
	// A copy: a later build must not change what a lock file has the digest of.
	data, err := os.ReadFile(binary)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(at, "terraform-provider-stagecraft_v"+ProviderVersion), data, 0o755); err != nil {
		return "", err
	}
	config = filepath.Join(dir, "tofurc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", dir)
	return config, os.WriteFile(config, []byte(text), 0o644)
}
