package testtool

import (
	"io"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Git runs git in a directory, without anybody's configuration, and gives what it prints.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(Find(t, "git"), args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// BareRepository makes an empty bare repository with the branch main.
func BareRepository(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "crm.git")
	Git(t, ".", "init", "-q", "--bare", "-b", "main", dir)
	return dir
}

// GitServer serves a bare repository over http on loopback, with git's own server (git http-backend), to those who have the token as their
// password. around may see every request and answer; nil for nobody. It gives the URL of the repository.
func GitServer(t testing.TB, dir, token string, around func(http.Handler) http.Handler) string {
	t.Helper()
	backend := &cgi.Handler{
		Path: filepath.Join(Git(t, ".", "--exec-path"), "git-http-backend"),
		Env: []string{"GIT_PROJECT_ROOT=" + filepath.Dir(dir), "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=robot",
			"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1"},
		Stderr: io.Discard,
	}
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != token {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			http.Error(w, "who is there?", http.StatusUnauthorized)
			return
		}
		backend.ServeHTTP(w, r)
	})
	if around != nil {
		h = around(h)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL + "/" + filepath.Base(dir)
}
