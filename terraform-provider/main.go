// Command terraform-provider-stagecraft is the provider for Terraform and OpenTofu: the resource types of every CRM that Stagecraft
// knows, and whole architectures.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/terraform-provider/internal/provider"
)

// version is the release; releases set it with -ldflags.
var version = "0.1.0"

func main() {
	debug := flag.Bool("debug", false, "run so that a debugger can be attached")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version, bundled.Factories()), providerserver.ServeOpts{
		Address: "registry.terraform.io/stagecraft-dev/stagecraft",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
