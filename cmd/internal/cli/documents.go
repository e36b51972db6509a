package cli

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

func (a *app) initCmd() *cobra.Command {
	var upgrade bool
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Start an architecture in an empty directory; fetch git modules",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			w := &workspace{app: a}
			w.dirArg(args, 0)
			if err := os.MkdirAll(w.dir, 0o755); err != nil {
				return err
			}
			files, err := hclFiles([]string{w.dir})
			if err != nil {
				return err
			}
			wrote := []string{}
			if len(files) == 0 {
				wrote = append(wrote, filepath.Join(w.dir, "architecture.hcl"))
				if err := writeFile(wrote[0], []byte(starter)); err != nil {
					return err
				}
			}
			fetched, diags := hclschema.Init(cmd.Context(), w.dir, upgrade)
			w.hideFromGit()
			if diags.HasErrors() {
				return diagError{diags, nil}
			}
			if a.json {
				return view.JSON(a.streams.Out, view.InitReport(wrote, fetched, diags))
			}
			a.printDiags(diags, nil)
			view.Initialized(a.streams.Out, w.dir, wrote, fetched)
			return nil
		},
	}
	cmd.Flags().BoolVar(&upgrade, "upgrade", false, "move pinned modules to what their ref names now")
	return cmd
}

// starter is what init writes into an empty directory.
const starter = `architecture "starter" {
  title   = "Our lead lifecycle"
  version = "0.1.0"
}

role "sales" { title = "Sales" }

field "contact" "email" {
  type  = email
  owner = role.sales
  usage = "The business address of the person."
}

lifecycle "lead" {
  domain       = "lead"
  object       = object.contact
  forward_only = true

  stage "new" {
    label      = "New"
    definition = "Somebody we have not spoken to."
    owner      = role.sales

    entry "reachable" {
      description = "There is an address to write to."
      when        = is_set(contact.email)
    }

    exit "reply" {
      description = "The person answered."
    }
  }

  stage "qualified" {
    label      = "Qualified"
    definition = "Fits what we sell and wants to talk."
    owner      = role.sales

    entry "fit" {
      description = "Sales confirmed need and budget."
    }
  }
}
`
