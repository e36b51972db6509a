package release

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// runner runs git in the top directory of a work tree. A release is written by git itself, so that line ends, filters,
// sparse checkouts and signatures are as the user's configuration has them.
type runner struct {
	top string
	env []string // besides that of the process
}

// local are the variables with which git tells its hooks about another repository or index.
var local = []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_PREFIX"}

// with is a runner with more environment.
func (g runner) with(env ...string) runner { return runner{g.top, slices.Concat(g.env, env)} }

// run is output as a line of text.
func (g runner) run(in []byte, args ...string) (string, error) {
	out, err := g.output(in, args...)
	return strings.TrimSuffix(string(out), "\n"), err
}

// output is what git writes to its standard output. The error says what git said.
func (g runner) output(in []byte, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = g.top
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(local, name)
	}), g.env...)
	cmd.Stdin = bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed; a release is written by git, so that line ends, filters and signatures are as it is configured")
	case err != nil:
		return nil, fmt.Errorf("git %s: %w", verb(args), cmp.Or(errOf(said.String()), err))
	}
	return out, nil
}

// verb is the command among arguments.
func verb(args []string) string {
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "-c":
			i++
		case !strings.HasPrefix(args[i], "-"):
			return args[i]
		}
	}
	return ""
}

// errOf is what git said as an error; nil when it said nothing.
func errOf(said string) error {
	if said = strings.TrimSpace(said); said != "" {
		return errors.New(said)
	}
	return nil
}

// is tells whether a setting is on; one that is not set is off.
func (g runner) is(setting string) bool {
	out, err := g.run(nil, "config", "--type=bool", "--get", setting)
	return err == nil && out == "true"
}

// status lists the files that are not as they are committed, with git's two letters for each.
func (g runner) status() (map[string]string, error) {
	out, err := g.run(nil, "--no-optional-locks", "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for entry := range strings.SplitSeq(out, "\x00") {
		if len(entry) > 3 {
			files[entry[3:]] = entry[:2]
		}
	}
	return files, nil
}
