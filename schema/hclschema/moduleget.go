package hclschema

import "github.com/stagecraft-dev/stagecraft/schema/diag"

// lockName is the file that pins modules from git.
const lockName = "stagecraft.lock.hcl"

// fetchedDir is the directory of a module from git, as fetched by Init.
func (l *loader) fetchedDir(c *moduleCall) (string, bool) {
	l.diags.Errorf(diag.Module, c.rng, "The module has not been fetched", "Run stagecraft init.")
	return "", false
}
