package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	things      = 10  // objects of the architecture that a Salesforce org is measured with
	thingFields = 500 // fields of each; every tenth has a validation
)

// measureSalesforce plans against an imitated org, which is a process of its own, when all has been applied to it.
func measureSalesforce(bin, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), salesforceArch(), 0o644); err != nil {
		return err
	}
	serve := exec.Command(bin, "sandbox", "serve", "--as", "salesforce", "--addr", "127.0.0.1:0")
	out, err := serve.StdoutPipe()
	if err == nil {
		err = serve.Start()
	}
	if err != nil {
		return err
	}
	defer func() {
		_ = serve.Process.Kill()
		_ = serve.Wait()
	}()
	lines := bufio.NewScanner(out)
	for found := 0; found < 2; {
		if !lines.Scan() {
			return fmt.Errorf("sandbox serve says no address: %v", lines.Err())
		}
		if export, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "export "); ok {
			name, value, _ := strings.Cut(export, "=")
			if err := os.Setenv(name, value); err != nil {
				return err
			}
			found++
		}
	}
	if out, err := exec.Command(bin, "apply", "--env", "trial", "--auto-approve", "--allow-changes", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("apply to Salesforce: %v\n%s", err, out)
	}
	what := fmt.Sprintf("stagecraft plan, Salesforce, %d fields, %d validations", things*thingFields, things*thingFields/10)
	return measure(what, *runs, bin, "plan", "--env", "trial", dir)
}

func salesforceArch() []byte {
	var b bytes.Buffer
	b.WriteString(`architecture "wide" {
  title   = "Wide"
  version = "1.0.0"
}

role "ops" { title = "Ops" }

environment "trial" {
  crm "salesforce" {
    instance = env.SF_INSTANCE_URL
    token    = env.SF_ACCESS_TOKEN
  }
}
`)
	for o := range things {
		fmt.Fprintf(&b, "object \"thing_%d\" {\n  label  = \"Thing %d\"\n  plural = \"Things %d\"\n}\n", o, o, o)
		for i := range thingFields {
			fmt.Fprintf(&b, "field \"thing_%d\" \"f_%d\" {\n  label = \"Field %d\"\n  type  = text\n  owner = role.ops\n", o, i, i)
			if i%10 == 0 {
				fmt.Fprintf(&b, "  validation = length(thing_%d.f_%d) > 2\n", o, i)
			}
			b.WriteString("}\n")
		}
	}
	return b.Bytes()
}
