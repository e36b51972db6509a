package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/terraform-provider/configuration"
)

const (
	// sourceInMirror is the provider's address in the schema that OpenTofu writes, and documentedSource the one that tfplugindocs wants.
	sourceInMirror   = "registry.opentofu.org/" + configuration.Source
	documentedSource = "registry.terraform.io/hashicorp/stagecraft"
)

// documentation is what tfplugindocs writes, by path in the provider's folder: from the schema as OpenTofu sees it, the templates
// and the examples. fs.ErrNotExist where one of the two is missing; `make tools` builds them.
func documentation(root string) (map[string][]byte, error) {
	tofu, err := testtool.TofuPath()
	if err != nil {
		return nil, err
	}
	tfplugindocs, err := testtool.TFPluginDocsPath()
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "terraform-docs")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(work) }()
	schema, err := providerSchema(tofu, work)
	if err != nil {
		return nil, err
	}
	// tfplugindocs wants all below one folder, and adds to the documentation that is there.
	provider := filepath.Join(work, "provider")
	if err := os.CopyFS(filepath.Join(provider, "examples"), os.DirFS(filepath.Join(root, "examples"))); err != nil {
		return nil, err
	}
	if err := templates(filepath.Join(root, "templates"), filepath.Join(provider, "templates")); err != nil {
		return nil, err
	}
	file := filepath.Join(work, "schema.json")
	if err := os.WriteFile(file, schema, 0o644); err != nil {
		return nil, err
	}
	about := []string{"--provider-dir", provider, "--provider-name", "stagecraft", "--providers-schema", file}
	if _, err := output(work, nil, tfplugindocs, append([]string{"generate", "--rendered-provider-name", "Stagecraft"}, about...)...); err != nil {
		return nil, err
	}
	if _, err := output(work, nil, tfplugindocs, append([]string{"validate"}, about...)...); err != nil {
		return nil, err
	}
	return tree(os.DirFS(provider), "docs")
}

// providerSchema is the provider's schema as `tofu providers schema -json` writes it, with the list resources that OpenTofu leaves out.
func providerSchema(tofu, work string) ([]byte, error) {
	mirror, module := filepath.Join(work, "mirror"), filepath.Join(work, "module")
	if err := os.MkdirAll(module, 0o755); err != nil {
		return nil, err
	}
	config, err := testtool.MirrorIn(mirror)
	if err != nil {
		return nil, err
	}
	main := fmt.Sprintf("terraform {\n  required_providers {\n    stagecraft = {\n      source = %q\n    }\n  }\n}\n", configuration.Source)
	if err := os.WriteFile(filepath.Join(module, "main.tf"), []byte(main), 0o644); err != nil {
		return nil, err
	}
	env := []string{"TF_CLI_CONFIG_FILE=" + config, "CHECKPOINT_DISABLE=1"}
	if _, err := output(module, env, tofu, "init", "-no-color"); err != nil {
		return nil, err
	}
	data, err := output(module, env, tofu, "providers", "schema", "-json")
	if err != nil {
		return nil, err
	}
	var all struct {
		Format    string                                `json:"format_version"`
		Providers map[string]map[string]json.RawMessage `json:"provider_schemas"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	ours := all.Providers[sourceInMirror]
	if ours == nil {
		return nil, fmt.Errorf("the schema lacks %s", sourceInMirror)
	}
	if ours["list_resource_schemas"] == nil {
		if ours["list_resource_schemas"], err = listSchemas(); err != nil {
			return nil, err
		}
	}
	all.Providers = map[string]map[string]json.RawMessage{documentedSource: ours}
	return json.Marshal(all)
}

// templates copies the templates, and gives each what it may call: "crm" is the title of the CRM whose resource type it is about,
// "name" says by what name an import knows an object, and "records" what becomes of records that hang on such an object.
func templates(from, to string) error {
	var crm, name, records strings.Builder
	for _, f := range bundled.Factories() {
		for _, t := range f.Info.Types {
			only := fmt.Sprintf("{{ if eq .Name %q }}", "stagecraft_"+t.Name)
			fmt.Fprintf(&crm, "%s%s{{ end }}", only, f.Info.Title)
			var names []string
			for _, k := range t.Key {
				names = append(names, "`"+configuration.AttributeName(t, k)+"`")
			}
			fmt.Fprintf(&name, "%sBy the natural key as one text, %s, or by the id that the CRM gave to the object:{{ end }}", only, strings.Join(names, "/"))
			if t.Records {
				fmt.Fprintf(&records, "%s\n\n%s{{ end }}", only, aboutRecords)
			}
		}
	}
	// What belongs to no CRM is about architectures.
	defined := fmt.Sprintf(`{{ define "crm" }}{{ if eq .Name "stagecraft_architecture" }}Architecture{{ end }}%s{{ end }}{{ define "name" }}{{ if eq .Name "stagecraft_architecture" }}By path and environment:{{ end }}%s{{ end }}{{ define "records" }}%s{{ end }}`, &crm, &name, &records)
	files, err := tree(os.DirFS(from), ".")
	if err != nil {
		return err
	}
	for file, data := range files {
		if strings.HasSuffix(file, ".tmpl") {
			data = append(data, defined...)
		}
		if err := write(filepath.Join(to, file), data); err != nil {
			return err
		}
	}
	return nil
}

// aboutRecords is in the documentation of types on whose objects records can hang.
const aboutRecords = "Records can hang on such an object, so it is destroyed or replaced only when it holds none, when `move_records_to` names the object that gets them, " +
	"or when `discard_records` says that they may lose their values."

// tree reads the files below a folder, by path.
func tree(in fs.FS, folder string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := fs.WalkDir(in, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[name], err = fs.ReadFile(in, name)
		return err
	})
	return out, err
}

// output runs a program in a folder and gives what it prints; the error has what it complains about.
func output(dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s %s: %w", filepath.Base(name), args[0], err), errors.New(out.String()+complaints.String()))
	}
	return out.Bytes(), nil
}
