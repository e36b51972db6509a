package testtool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"
)

// Tofu gives the path of OpenTofu: STAGECRAFT_TOFU, or what `make tools` built.
func Tofu(t testing.TB) string {
	t.Helper()
	return there(t, "tofu", TofuPath)
}

// TFPluginDocs gives the path of tfplugindocs, which `make tools` built.
func TFPluginDocs(t testing.TB) string {
	t.Helper()
	return there(t, "tfplugindocs", TFPluginDocsPath)
}

func there(t testing.TB, name string, find func() (string, error)) string {
	t.Helper()
	path, err := find()
	if errors.Is(err, fs.ErrNotExist) {
		Missing(t, name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TofuPath is Tofu for others than tests; fs.ErrNotExist where it is missing.
func TofuPath() (string, error) {
	if path := os.Getenv("STAGECRAFT_TOFU"); path != "" {
		return path, nil
	}
	return built("tofu", "opentofu", "github.com/opentofu/opentofu")
}

// TFPluginDocsPath is TFPluginDocs for others than tests; fs.ErrNotExist where it is missing.
func TFPluginDocsPath() (string, error) {
	return built("tfplugindocs", "tfplugindocs", "github.com/hashicorp/terraform-plugin-docs")
}

// built gives the path of a program that .ci/tools builds: the version of a module that is in the go.mod of a folder in
// terraform-provider/tools.
func built(name, folder, module string) (string, error) {
	root, err := findRoot()
	if err != nil {
		return "", err
	}
	file := filepath.Join(root, "terraform-provider", "tools", folder, "go.mod")
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	version := regexp.MustCompile(regexp.QuoteMeta(module) + ` v(\S+)`).FindSubmatch(data)
	if version == nil {
		return "", fmt.Errorf("%s does not require %s", file, module)
	}
	// The same place on all systems, as .ci/tools has it.
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		cache = filepath.Join(home, ".cache")
	}
	path := filepath.Join(cache, "stagecraft", name+"-"+string(version[1]))
	_, err = os.Stat(path)
	return path, err
}

// TerraformProvider gives the path of the Terraform provider as the sources have it now, built once for each test process.
func TerraformProvider(t testing.TB) string {
	t.Helper()
	path, err := terraformProvider()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var terraformProvider = sync.OnceValues(func() (string, error) {
	root, err := findRoot()
	if err != nil {
		return "", err
	}
	path := filepath.Join(root, ".cache", "terraform-provider-stagecraft")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	// Other processes may be running the one that is there, so it is replaced and never written to.
	dir, err := os.MkdirTemp(filepath.Dir(path), "build")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	fresh := filepath.Join(dir, filepath.Base(path))
	build := exec.Command("go", "build", "-o", fresh, "./terraform-provider")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", errors.New("the Terraform provider does not build:\n" + string(out))
	}
	return path, os.Rename(fresh, path)
})

// findRoot looks for the folder of the repository from the working directory upwards.
func findRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			err = fs.ErrNotExist
		}
		dir = up
	}
	return "", err
}
