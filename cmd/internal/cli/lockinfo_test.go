package cli

import (
	"os/user"
	"testing"
)

// Whoever runs a command is named: the user of the system, also where the environment does not tell; in a pipeline only who started it.
func TestLockInfo(t *testing.T) {
	for _, name := range []string{"USER", "USERNAME", "GITHUB_ACTIONS", "GITHUB_ACTOR", "GITHUB_TRIGGERING_ACTOR", "GITLAB_CI", "GITLAB_USER_LOGIN"} {
		t.Setenv(name, "")
	}
	want := ""
	if u, err := user.Current(); err == nil {
		want = u.Username
	}
	if got := lockInfo("apply").Owner; got != want {
		t.Errorf("%q, wanted %q", got, want)
	}
	t.Setenv("USER", "dana")
	if got := lockInfo("apply").Owner; got != "dana" {
		t.Errorf("%q", got)
	}
	t.Setenv("GITHUB_ACTIONS", "true")
	if got := lockInfo("apply"); got.Owner != "" || got.Run == "" {
		t.Errorf("the user of a runner is nobody: %+v", got)
	}
	t.Setenv("GITHUB_ACTOR", "octocat")
	if got := lockInfo("apply").Owner; got != "octocat" {
		t.Errorf("%q", got)
	}
}
