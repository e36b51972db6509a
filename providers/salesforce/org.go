package salesforce

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/web"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func readOrg(ctx context.Context, c *api.Client, s *settings) (*snapshot, error) { return nil, nil }
func readFolder(dir string) (*snapshot, error)                                   { return nil, nil }
func waiting(ctx context.Context, wait web.Wait)                                 {}

func (p *Provider) Apply(ctx context.Context, ops []*providers.Operation, report func(providers.Progress) error) error {
	return nil
}
func (p *Provider) Validate(ctx context.Context, ops []*providers.Operation) (diag.List, error) {
	return nil, nil
}
func (p *Provider) CountRecords(ctx context.Context, qs []providers.RecordQuery) ([]int64, error) {
	return nil, nil
}
