package sandbox

import (
	"context"
	"sync"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// cache keeps what was read from the configuration until it changes. The
// version that SQLite counts up for changes by other processes and our own counter say when.
type cache struct {
	mu      sync.Mutex
	version string
	arch    *schema.Architecture
	ids     map[schema.Address]int64
	addrs   map[int64]schema.Address
}

// Architecture is the configuration in force, as the architecture that it came
// from: the same blocks, with the names that they have in the CRM. The caller
// must not change it.
func (c *CRM) Architecture() (*schema.Architecture, error) {
	k, err := c.applied(context.Background())
	if err != nil {
		return nil, err
	}
	return k.arch, nil
}

// applied is the cached configuration, read anew when it has changed.
func (c *CRM) applied(ctx context.Context) (*cache, error) {
	c.cache.mu.Lock()
	defer c.cache.mu.Unlock()
	var version string
	// Every change of the configuration bumps this counter in its own transaction.
	err := c.db.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM meta WHERE key = 'config_version'), '0')`).Scan(&version)
	if err != nil {
		return nil, storeError(err)
	}
	if c.cache.arch == nil || c.cache.version != version {
		live, err := c.loadConfig(ctx, nil)
		if err != nil {
			return nil, err
		}
		arch, diags := decompile(live)
		if err := diags.Err(); err != nil {
			return nil, err
		}
		c.cache.version, c.cache.arch = version, arch
		c.cache.ids, c.cache.addrs = identify(live)
	}
	return &cache{arch: c.cache.arch, ids: c.cache.ids, addrs: c.cache.addrs}, nil
}
