package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// helpWidth is the width of help texts, that of a terminal nobody has made wider.
const helpWidth = 80

// group is a heading of the help with the commands below it.
type group struct {
	title    string
	commands []*cobra.Command
}

// addGroups adds commands to root in the order in which somebody needs them.
func addGroups(root *cobra.Command, groups []group) {
	cobra.EnableCommandSorting = false
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title + ":"})
		for _, c := range g.commands {
			c.GroupID = g.title
			root.AddCommand(c)
		}
	}
	last := groups[len(groups)-1].title
	root.SetHelpCommandGroupID(last)
	root.SetCompletionCommandGroupID(last)
}

// layHelp makes the help of a command, and of those below it, fit on a terminal.
func layHelp(cmd *cobra.Command) {
	if !cmd.HasParent() {
		cmd.SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), ".FlagUsages ", fmt.Sprintf(".FlagUsagesWrapped %d ", helpWidth)))
	}
	cmd.Long = wrap(cmd.Long, helpWidth)
	for _, c := range cmd.Commands() {
		layHelp(c)
	}
}

// wrap sets paragraphs, which empty lines part, in lines of at most width letters.
func wrap(text string, width int) string {
	var paragraphs []string
	for _, p := range strings.Split(text, "\n\n") {
		var lines []string
		line := ""
		for _, word := range strings.Fields(p) {
			if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
				lines, line = append(lines, line), ""
			}
			line = strings.TrimLeft(line+" "+word, " ")
		}
		paragraphs = append(paragraphs, strings.Join(append(lines, line), "\n"))
	}
	return strings.Join(paragraphs, "\n\n")
}

// args makes cobra's argument checks usage errors that show how the command is written.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) == nil {
			return nil
		}
		hint := ""
		if len(args) > 0 && cmd.Flags().Lookup("dir") != nil {
			if info, err := os.Stat(args[len(args)-1]); err == nil && info.IsDir() {
				hint = ". A directory is named with --dir " + args[len(args)-1]
			}
		}
		return usageError{fmt.Errorf("%s given; write: %s%s", view.Count(len(args), "argument"), cmd.UseLine(), hint)}
	}
}

// flagError is the error of flags that cannot be read, with the flag that was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) || missing.GetSpecifiedShortnames() != "" {
		return usageError{err}
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := diag.Suggest(missing.GetSpecifiedName(), names); near != "" {
		return usageError{fmt.Errorf("%w. Did you mean \"--%s\"?", err, near)}
	}
	return usageError{fmt.Errorf("%w", err)}
}
