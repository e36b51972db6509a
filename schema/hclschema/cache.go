package hclschema

import (
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Cache keeps parsed files, for those who load several versions of an architecture: a file that is the same in two of
// them is parsed once. Several loads may use one at the same time. The zero Cache is ready to use.
type Cache struct {
	mu    sync.Mutex
	files map[fileContent]*parsedFile
}

type fileContent struct{ name, text string }

// parsedFile is not changed after it was parsed; loads only read it.
type parsedFile struct {
	once  sync.Once
	body  *hclsyntax.Body
	diags hcl.Diagnostics
}

// parse parses a file, or takes what was made of the same file before. A nil Cache keeps nothing.
func (c *Cache) parse(name string, src []byte) (*hclsyntax.Body, hcl.Diagnostics) {
	p := &parsedFile{}
	if c != nil {
		key := fileContent{name, string(src)}
		c.mu.Lock()
		if c.files == nil {
			c.files = map[fileContent]*parsedFile{}
		}
		if known := c.files[key]; known != nil {
			p = known
		} else {
			c.files[key] = p
		}
		c.mu.Unlock()
	}
	p.once.Do(func() {
		file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
		if file != nil {
			p.body, _ = file.Body.(*hclsyntax.Body)
		}
		p.diags = diags
	})
	return p.body, p.diags
}
