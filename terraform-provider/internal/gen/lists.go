package main

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/terraform-provider/internal/provider"
)

// listSchemas are the schemas of the list resources in the form of `terraform providers schema -json`: OpenTofu knows none.
func listSchemas() (json.RawMessage, error) {
	server, err := providerserver.NewProtocol6WithError(provider.New("", bundled.Factories())())()
	if err != nil {
		return nil, err
	}
	resp, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	type attribute struct {
		Type        json.RawMessage `json:"type"`
		Description string          `json:"description"`
		Kind        string          `json:"description_kind"`
		Required    bool            `json:"required,omitempty"`
		Optional    bool            `json:"optional,omitempty"`
	}
	type block struct {
		Attributes  map[string]attribute `json:"attributes"`
		Description string               `json:"description"`
		Kind        string               `json:"description_kind"`
	}
	type schema struct {
		Version int64 `json:"version"`
		Block   block `json:"block"`
	}
	out := map[string]schema{}
	for name, s := range resp.ListResourceSchemas {
		b := block{Attributes: map[string]attribute{}, Description: s.Block.Description, Kind: "markdown"}
		for _, a := range s.Block.Attributes {
			typ, err := json.Marshal(a.Type)
			if err != nil {
				return nil, err
			}
			b.Attributes[a.Name] = attribute{Type: typ, Description: a.Description, Kind: "markdown", Required: a.Required, Optional: a.Optional}
		}
		out[name] = schema{Version: s.Version, Block: b}
	}
	return json.Marshal(out)
}
