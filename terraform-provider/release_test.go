package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// A release has the names that registries look for, sums that are right, a signature of the sums, and zips that OpenTofu installs.
func TestRelease(t *testing.T) {
	key, private := throwAwayKey(t, "a passphrase")
	const version = "1.2.3-rc.1"
	platform := runtime.GOOS + "_" + runtime.GOARCH
	out, sources := t.TempDir(), state(t)
	if log, err := release(t, private, "a passphrase", version, out, platform); err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	name := "terraform-provider-stagecraft_" + version
	files := map[string][]byte{}
	for _, suffix := range []string{"_" + platform + ".zip", "_manifest.json", "_SHA256SUMS", "_SHA256SUMS.sig"} {
		data, err := os.ReadFile(filepath.Join(out, name+suffix))
		if err != nil {
			t.Fatal(err)
		}
		files[suffix] = data
	}
	if entries, err := os.ReadDir(out); err != nil || len(entries) != len(files) {
		t.Errorf("%d files, want %d: %v", len(entries), len(files), err)
	}

	want := fmt.Sprintf("%x  %s\n%x  %s\n", sha256.Sum256(files["_"+platform+".zip"]), name+"_"+platform+".zip",
		sha256.Sum256(files["_manifest.json"]), name+"_manifest.json")
	if got := string(files["_SHA256SUMS"]); got != want {
		t.Errorf("sums\n%swant\n%s", got, want)
	}
	if _, err := openpgp.CheckDetachedSignature(key, bytes.NewReader(files["_SHA256SUMS"]), bytes.NewReader(files["_SHA256SUMS.sig"]), nil); err != nil {
		t.Errorf("the signature does not verify: %v", err)
	}
	var manifest struct {
		Version  int
		Metadata struct {
			Protocols []string `json:"protocol_versions"`
		}
	}
	if err := json.Unmarshal(files["_manifest.json"], &manifest); err != nil || manifest.Version != 1 || !slices.Equal(manifest.Metadata.Protocols, []string{"6.0"}) {
		t.Errorf("manifest %+v: %v", manifest, err)
	}

	archive, err := zip.NewReader(bytes.NewReader(files["_"+platform+".zip"]), int64(len(files["_"+platform+".zip"])))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	binary := "terraform-provider-stagecraft_v" + version
	if !slices.Equal(names, []string{binary, "LICENSE"}) || archive.File[0].Mode().Perm()&0o111 == 0 {
		t.Errorf("the zip has %v", names)
	}

	t.Run("again", func(t *testing.T) {
		again := t.TempDir()
		if log, err := release(t, private, "a passphrase", version, again, platform); err != nil {
			t.Fatalf("%v\n%s", err, log)
		}
		if state(t) != sources {
			t.Skip("the sources were changed meanwhile")
		}
		data, err := os.ReadFile(filepath.Join(again, name+"_"+platform+".zip"))
		if err != nil || !bytes.Equal(data, files["_"+platform+".zip"]) {
			t.Errorf("the zip of the same commit is another one: %v", err)
		}
	})
	t.Run("installs", func(t *testing.T) { installs(t, filepath.Join(out, name+"_"+platform+".zip"), version) })
}

// state tells sources from changed ones: the commit, whether anything differs from it, and the digest of all that is compiled.
func state(t *testing.T) string {
	t.Helper()
	out := ""
	for _, args := range [][]string{{"git", "rev-parse", "HEAD"}, {"git", "status", "--porcelain"}, {"go", "list", "-trimpath", "-export", "-f", "{{.BuildID}}", "."}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		b, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		out += string(b)
	}
	return out
}

// installs has OpenTofu install the zip of a release and look into the provider.
func installs(t *testing.T, archive, version string) {
	tofu, mirror, dir := testtool.Tofu(t), t.TempDir(), t.TempDir()
	at := filepath.Join(mirror, "registry.opentofu.org", "stagecraft-dev", "stagecraft")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(archive, filepath.Join(at, filepath.Base(archive))); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(mirror, "tofurc"), fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
	write(t, filepath.Join(dir, "main.tf"), fmt.Sprintf("terraform {\n  required_providers {\n    stagecraft = {\n      source  = \"stagecraft-dev/stagecraft\"\n      version = %q\n    }\n  }\n}\n", version))
	for _, args := range [][]string{{"init", "-no-color"}, {"validate", "-no-color"}, {"version"}} {
		cmd := exec.Command(tofu, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(mirror, "tofurc"), "CHECKPOINT_DISABLE=1")
		log, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("tofu %s: %v\n%s", args[0], err, log)
		}
		if args[0] == "version" && !strings.Contains(string(log), "stagecraft-dev/stagecraft v"+version) {
			t.Errorf("not installed:\n%s", log)
		}
	}
}

func TestReleaseRefuses(t *testing.T) {
	_, private := throwAwayKey(t, "right")
	full := t.TempDir()
	write(t, filepath.Join(full, "old.zip"), "")
	for _, tc := range []struct{ name, key, passphrase, version, out, want string }{
		{"a v", private, "right", "v1.2.3", t.TempDir(), "without a v"},
		{"a path", private, "right", "1.2.3/x", t.TempDir(), "no version"},
		{"what is there", private, "right", "1.2.3", full, "not empty"},
		{"no key", "", "", "1.2.3", t.TempDir(), "key that signs the sums"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			log, err := release(t, tc.key, tc.passphrase, tc.version, tc.out, "linux_amd64")
			if err == nil || !strings.Contains(log, tc.want) {
				t.Errorf("%v, want %q:\n%s", err, tc.want, log)
			}
		})
	}
}

// The workflow names what it runs by commit, and gives the key to nothing but the script.
func TestWorkflow(t *testing.T) {
	data, err := os.ReadFile("../.github/workflows/terraform-provider-release.yml")
	if err != nil {
		t.Fatal(err)
	}
	keys := 0
	for line := range strings.Lines(string(data)) {
		if _, action, ok := strings.Cut(line, "uses: "); ok {
			_, ref, _ := strings.Cut(action, "@")
			commit, _, _ := strings.Cut(strings.TrimSpace(ref), " ")
			if len(commit) != 40 {
				t.Errorf("not pinned: %s", line)
			}
		}
		if strings.Contains(line, "secrets.GPG_PRIVATE_KEY") {
			keys++
		}
	}
	if keys != 1 {
		t.Errorf("%d steps have the key", keys)
	}
}

func release(t *testing.T, key, passphrase string, args ...string) (string, error) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the script is for Unix")
	}
	for _, tool := range []string{"bash", "zip", "gpg", "gpgconf", "sha256sum", "git"} {
		testtool.Find(t, tool)
	}
	cmd := exec.Command("./release.sh", args...)
	cmd.Env = append(os.Environ(), "GPG_PRIVATE_KEY="+key, "GPG_PASSPHRASE="+passphrase)
	log, err := cmd.CombinedOutput()
	return string(log), err
}

// throwAwayKey makes a key, and gives it in ASCII armor with a passphrase as well.
func throwAwayKey(t *testing.T, passphrase string) (openpgp.EntityList, string) {
	t.Helper()
	entity, err := openpgp.NewEntity("Release test", "", "release@example.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	public := openpgp.EntityList{{PrimaryKey: entity.PrimaryKey, Identities: entity.Identities, Subkeys: entity.Subkeys, Signatures: entity.Signatures}}
	if err := entity.EncryptPrivateKeys([]byte(passphrase), nil); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := armor.Encode(&b, openpgp.PrivateKeyType, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := entity.SerializePrivateWithoutSigning(w, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return public, b.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
