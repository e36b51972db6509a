package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// request is `request METHOD PATH [FILE]`: what an integration asks of the served org, with the token that opens it. The answer
// is standard output; `! request` wants it to be a refusal.
func request(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: [!] request METHOD PATH [FILE]")
	}
	var body []byte
	if len(args) == 3 {
		body = []byte(ts.ReadFile(args[2]))
	}
	req, err := http.NewRequest(args[0], ts.Getenv("SF_INSTANCE_URL")+strings.ReplaceAll(args[1], " ", "%20"), bytes.NewReader(body))
	ts.Check(err)
	req.Header.Set("Authorization", "Bearer "+ts.Getenv("SF_ACCESS_TOKEN"))
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%s\n", answer)
	if refused := res.StatusCode >= 400; refused != neg {
		ts.Fatalf("%s %s: %s\n%s", args[0], args[1], res.Status, answer)
	}
}
