package gitstore

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"
	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
)

// Variables of the environment that hold what proves to a server who pushes. No other place is asked, but the ones where CI systems
// and git itself put it: the URL of the remote, http.URL.extraheader in the repository's configuration, the SSH agent.
const (
	EnvToken      = "STAGECRAFT_GIT_TOKEN"    // for https
	EnvUsername   = "STAGECRAFT_GIT_USERNAME" // that goes with it; most servers take any
	EnvSSHKey     = "STAGECRAFT_GIT_SSH_KEY"  // path of a private key
	EnvPassphrase = "STAGECRAFT_GIT_SSH_PASSPHRASE"
	EnvKnownHosts = "STAGECRAFT_GIT_KNOWN_HOSTS" // path; else that of ssh
)

// authenticate finds what the remote's server is told, and takes it out of the endpoint. c is the configuration of the repository; may be nil.
func (r *remote) authenticate(c *config.Config, getenv func(string) string) error {
	switch r.endpoint.Protocol {
	case "http", "https":
		return r.authenticateHTTP(c, getenv)
	case "ssh":
		return r.authenticateSSH(getenv)
	}
	return nil
}

func (r *remote) authenticateHTTP(c *config.Config, getenv func(string) string) error {
	ep := r.endpoint
	user, password := ep.User, ep.Password
	ep.User, ep.Password = "", "" // errors of net/http show the URL
	token := func(t, name string) {
		r.auth = &githttp.BasicAuth{Username: name, Password: t}
		r.secrets = append(r.secrets, t, base64.StdEncoding.EncodeToString([]byte(name+":"+t)))
	}
	host := ep.Host
	if ep.Port != 0 {
		host = net.JoinHostPort(strings.Trim(ep.Host, "[]"), fmt.Sprint(ep.Port))
	}
	switch header := extraHeader(c, ep); {
	case getenv(EnvToken) != "":
		name := getenv(EnvUsername)
		if name == "" {
			name = "x-access-token"
		}
		token(getenv(EnvToken), name)
	case password != "":
		token(password, user)
	case user != "":
		token(user, "x-access-token") // https://TOKEN@HOST
	case header != "":
		name, value, _ := strings.Cut(header, ":")
		value = strings.TrimSpace(value)
		r.auth = extra{strings.TrimSpace(name), value}
		r.secrets = append(r.secrets, value)
		if _, encoded, ok := strings.Cut(value, " "); ok {
			r.secrets = append(r.secrets, encoded)
			if plain, err := base64.StdEncoding.DecodeString(encoded); err == nil {
				_, secret, _ := strings.Cut(string(plain), ":")
				r.secrets = append(r.secrets, string(plain), secret)
			}
		}
	// The tokens of a pipeline are for its own server only.
	case getenv("GITHUB_TOKEN") != "" && host == hostOf(getenv("GITHUB_SERVER_URL"), "github.com"):
		token(getenv("GITHUB_TOKEN"), "x-access-token")
	case getenv("CI_JOB_TOKEN") != "" && host == hostOf(getenv("CI_SERVER_URL"), ""):
		token(getenv("CI_JOB_TOKEN"), "gitlab-ci-token")
	}
	if r.auth != nil && ep.Protocol == "http" && !loopback(ep.Host) {
		return errors.New("credentials are not sent over http, which anybody on the way can read; use https")
	}
	return nil
}

func hostOf(server, otherwise string) string {
	if u, err := url.Parse(server); err == nil && u.Host != "" {
		return u.Host
	}
	return otherwise
}

func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// extra is a header of requests as http.extraheader gives it.
type extra struct{ name, value string }

func (e extra) SetAuth(r *http.Request) { r.Header.Set(e.name, e.value) }
func (e extra) Name() string            { return "http-extraheader" }
func (e extra) String() string          { return e.name + ": ***" }

// extraHeader is the value of http.URL.extraheader for the longest URL that the endpoint's begins with.
func extraHeader(c *config.Config, ep *transport.Endpoint) (header string) {
	if c == nil {
		return ""
	}
	target, longest := ep.String(), -1
	for _, s := range c.Section("http").Subsections {
		base := strings.TrimSuffix(s.Name, "/")
		if h := s.Option("extraheader"); h != "" && len(base) > longest && (target == base || strings.HasPrefix(target, base+"/")) {
			header, longest = h, len(base)
		}
	}
	return header
}

// included adds to a repository's configuration the files that it includes for this repository: a checkout in CI may keep its credentials in one.
func included(c *config.Config, gitDir string) {
	var files []string
	for _, s := range c.Sections {
		if s.IsName("include") {
			files = append(files, s.OptionAll("path")...)
		}
		if s.IsName("includeIf") {
			for _, sub := range s.Subsections {
				if dir, ok := strings.CutPrefix(sub.Name, "gitdir:"); ok && filepath.Clean(dir) == filepath.Clean(gitDir) {
					files = append(files, sub.OptionAll("path")...)
				}
			}
		}
	}
	for _, name := range files {
		if !filepath.IsAbs(name) {
			name = filepath.Join(gitDir, name)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			continue // git leaves out what is not there
		}
		more := config.New()
		if config.NewDecoder(strings.NewReader(string(data))).Decode(more) != nil {
			continue
		}
		for _, s := range more.Sections {
			if s.IsName("http") {
				into := c.Section("http")
				into.Subsections = append(into.Subsections, s.Subsections...)
			}
		}
	}
}

func (r *remote) authenticateSSH(getenv func(string) string) error {
	ep := r.endpoint
	if ep.User == "" {
		ep.User = "git"
	}
	var files []string
	if f := getenv(EnvKnownHosts); f != "" {
		files = append(files, f)
	}
	hosts, err := gitssh.NewKnownHostsDb(files...)
	if err != nil {
		return fmt.Errorf("the keys of known servers cannot be read: %w; connect once with ssh, or name a file of them in %s", err, EnvKnownHosts)
	}
	port := ep.Port
	if port == 0 {
		port = gitssh.DefaultPort
	}
	check := gitssh.HostKeyCallbackHelper{HostKeyCallback: hosts.HostKeyCallback(),
		HostKeyAlgorithms: hosts.HostKeyAlgorithms(net.JoinHostPort(strings.Trim(ep.Host, "[]"), fmt.Sprint(port)))}
	if key := getenv(EnvSSHKey); key != "" {
		pass := getenv(EnvPassphrase)
		if pass != "" {
			r.secrets = append(r.secrets, pass)
		}
		a, err := gitssh.NewPublicKeysFromFile(ep.User, key, pass)
		if err != nil {
			return fmt.Errorf("the key that %s names cannot be used: %w", EnvSSHKey, err)
		}
		a.HostKeyCallbackHelper = check
		r.auth = a
		return nil
	}
	a, err := gitssh.NewSSHAgentAuth(ep.User)
	if err != nil {
		return fmt.Errorf("there is no SSH agent; start one, or name a private key in %s", EnvSSHKey)
	}
	a.HostKeyCallbackHelper = check
	r.auth = a
	return nil
}
