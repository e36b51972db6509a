package cli

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// complete gives the words that can stand at a place of a command line, each with its meaning after a tab.
type complete = func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective)

const noFiles = cobra.ShellCompDirectiveNoFileComp

// addCompletions tells shells what can stand after flags and as arguments, for a command and those below it.
func addCompletions(cmd *cobra.Command) {
	for flag, f := range map[string]complete{
		"only": several(documents), "format": several(formats), "eject": several(templates), "paper": words("a4", "letter"),
		"as": words(imitationNames()...), "tier": words(tierNames()...),
		"require": several(words("confirmed", "signed", "verified")), "role": roles, "env": environments, "target": blocks, "object": objects,
		"since": revisions, "trust": revisions,
	} {
		if cmd.Flags().Lookup(flag) != nil {
			_ = cmd.RegisterFlagCompletionFunc(flag, f) // fails for a flag that does not exist
		}
	}
	for _, flag := range []string{"theme", "dir"} {
		if cmd.Flags().Lookup(flag) != nil {
			_ = cmd.MarkFlagDirname(flag)
		}
	}
	switch {
	case cmd.HasSubCommands() && cmd.Name() != "signoff":
	case strings.Contains(cmd.Use, "ADDRESS"):
		cmd.ValidArgsFunction = definitions
	case strings.HasPrefix(cmd.Use, "diff "):
		cmd.ValidArgsFunction = revisions
	case strings.Contains(cmd.Use, " [DIR]") && cmd.Name() != "apply" && cmd.Name() != "verify":
		cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	}
	for _, c := range cmd.Commands() {
		addCompletions(c)
	}
}

// words completes to a few fixed words.
func words(list ...string) complete {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) { return list, noFiles }
}

// several makes a completion one of a list with commas.
func several(one complete) complete {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		before := begun[:strings.LastIndex(begun, ",")+1]
		list, how := one(cmd, args, begun[len(before):])
		out := make([]string, len(list))
		for i, word := range list {
			out[i] = before + word
		}
		return out, how | cobra.ShellCompDirectiveNoSpace
	}
}

func documents(*cobra.Command, []string, string) (out []string, _ cobra.ShellCompDirective) {
	for _, k := range render.Kinds() {
		out = append(out, k.Name+"\t"+k.Title)
	}
	return out, noFiles
}

func formats(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return append([]string{siteFormat}, render.Formats...), noFiles
}

func templates(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return append([]string{"all"}, render.Templates()...), noFiles
}

// loaded is the architecture that the rest of the command line names, as far as it can be read; never nil.
func loaded(cmd *cobra.Command, args []string) *schema.Architecture {
	dir := "."
	if f := cmd.Flags().Lookup("dir"); f != nil {
		dir = f.Value.String()
	}
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			dir = arg
			break
		}
	}
	if res := hclschema.Load(dir, hclschema.Options{Getenv: os.Getenv}); res.Architecture != nil {
		return res.Architecture
	}
	return &schema.Architecture{}
}

func roles(cmd *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	for _, r := range loaded(cmd, args).Roles {
		out = append(out, r.Name+"\t"+r.Title)
	}
	return out, noFiles
}

func environments(cmd *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	for _, e := range loaded(cmd, args).Environments {
		out = append(out, e.Name)
	}
	return out, noFiles
}

func objects(cmd *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	a := loaded(cmd, args)
	for _, name := range a.ObjectNames() {
		out = append(out, name+"\t"+schema.Title(a.Object(name)))
	}
	return out, noFiles
}

func blocks(cmd *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	for _, b := range loaded(cmd, args).Blocks() {
		out = append(out, string(b.Base().Address)+"\t"+schema.Title(b))
	}
	return out, noFiles
}

// definitions are what can be signed; before the first, a directory can stand too.
func definitions(cmd *cobra.Command, args []string, _ string) (out []string, how cobra.ShellCompDirective) {
	for _, d := range signoff.Definitions(loaded(cmd, args)) {
		out = append(out, string(d.Address)+"\t"+d.Title)
	}
	if len(args) > 0 {
		how = noFiles
	}
	return out, how
}

// revisions are the branches and tags of the repository; directories are versions as well.
func revisions(cmd *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	repo, err := history.Open(".")
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	refs, err := repo.Git().References()
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	defer refs.Close()
	for ref, err := refs.Next(); err == nil; ref, err = refs.Next() {
		if n := ref.Name(); n.IsBranch() || n.IsTag() || n.IsRemote() {
			out = append(out, n.Short())
		}
	}
	return out, cobra.ShellCompDirectiveDefault
}
