package workflows

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/itchyny/gojq"
)

// The command gh of the tests is the test binary itself. It does what the workflows need of GitHub's command line, with the same language
// for --jq, on the files of the directory that FAKE_GH names.

func TestMain(m *testing.M) {
	if dir := os.Getenv("FAKE_GH"); dir != "" {
		if err := gh(dir, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "gh:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// hub is what the fake gh knows. Answers of the API stand in files of their own, below api.
type hub struct {
	Labels []string `json:"labels"`
	Issues []*issue `json:"issues"`
}

type issue struct {
	Number int      `json:"number"`
	Title  string   `json:"title"`
	Body   string   `json:"body"`
	State  string   `json:"state"`
	Labels []string `json:"labels"`
	Said   []string `json:"said"`
}

func readHub(dir string) (h hub) {
	data, err := os.ReadFile(filepath.Join(dir, "hub.json"))
	if err == nil {
		_ = json.Unmarshal(data, &h) // a file of ours
	}
	return h
}

func (h hub) write(dir string) error {
	data, err := json.MarshalIndent(h, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "hub.json"), data, 0o644)
}

// apiFile is where the answer to a path of the API stands.
func apiFile(dir, path string) string {
	return filepath.Join(dir, "api", url.QueryEscape(path))
}

func gh(dir string, args []string) error {
	if os.Getenv("GH_TOKEN") == "" {
		return fmt.Errorf("set the GH_TOKEN environment variable")
	}
	flags, rest := map[string]string{}, []string{}
	for i := 0; i < len(args); i++ {
		switch name, isFlag := strings.CutPrefix(args[i], "--"); {
		case name == "force":
			flags[name] = "true"
		case isFlag && i+1 < len(args):
			i++
			flags[name] = args[i]
		default:
			rest = append(rest, args[i])
		}
	}
	if rest[0] == "api" {
		data, err := os.ReadFile(apiFile(dir, rest[1]))
		if err != nil {
			return fmt.Errorf("HTTP 404: %s", rest[1])
		}
		return print(data, flags["jq"])
	}
	if os.Getenv("GH_REPO") == "" {
		return fmt.Errorf("no repository is known; set GH_REPO")
	}
	h := readHub(dir)
	body := ""
	if file := flags["body-file"]; file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if body = string(data); len([]rune(body)) > 65536 {
			return fmt.Errorf("GraphQL: Body is too long (maximum is 65536 characters)")
		}
	}
	one := func() (*issue, error) {
		for _, i := range h.Issues {
			if fmt.Sprint(i.Number) == rest[2] {
				return i, nil
			}
		}
		return nil, fmt.Errorf("no issue %s", rest[2])
	}
	switch command := strings.Join(rest[:2], " "); command {
	case "issue list":
		list := []*issue{}
		for _, i := range h.Issues {
			if i.State == flags["state"] && slices.Contains(i.Labels, flags["label"]) {
				list = append(list, i)
			}
		}
		data, err := json.Marshal(list)
		if err != nil {
			return err
		}
		return print(data, flags["jq"])
	case "label create":
		if flags["force"] == "" && slices.Contains(h.Labels, rest[2]) {
			return fmt.Errorf("label %s exists", rest[2])
		}
		h.Labels = append(h.Labels, rest[2])
	case "issue create":
		if !slices.Contains(h.Labels, flags["label"]) {
			return fmt.Errorf("could not add label: %q not found", flags["label"])
		}
		h.Issues = append(h.Issues, &issue{Number: len(h.Issues) + 1, Title: flags["title"], Body: body, State: "open", Labels: []string{flags["label"]}})
	case "issue edit":
		i, err := one()
		if err != nil {
			return err
		}
		i.Body = body
	case "issue close":
		i, err := one()
		if err != nil {
			return err
		}
		i.State, i.Said = "closed", append(i.Said, flags["comment"])
	default:
		return fmt.Errorf("unknown command %q", command)
	}
	return h.write(dir)
}

// print prints what --jq makes of an answer, as gh does: texts as they are, everything else as JSON.
func print(data []byte, query string) error {
	if query == "" {
		_, err := os.Stdout.Write(data)
		return err
	}
	q, err := gojq.Parse(query)
	if err != nil {
		return err
	}
	code, err := gojq.Compile(q, gojq.WithEnvironLoader(os.Environ))
	if err != nil {
		return err
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	for it := code.Run(v); ; {
		x, ok := it.Next()
		if !ok {
			return nil
		}
		switch x := x.(type) {
		case error:
			return x
		case string:
			fmt.Println(x)
		default:
			out, err := gojq.Marshal(x)
			if err != nil {
				return err
			}
			fmt.Println(string(out))
		}
	}
}
