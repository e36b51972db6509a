package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func parseJSON(src []byte, name string) (*hclsyntax.Body, diag.List) { return nil, nil }

func jsonAttributes(src []byte, name string) ([]*hclsyntax.Attribute, diag.List) { return nil, nil }
