package api

import (
	"context"
	"net/http"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// DeleteRecord puts a record into the recycle bin, where Salesforce keeps it for 15 days. One that is gone is NotFound.
func (c *Client) DeleteRecord(ctx context.Context, object, id string) error {
	if err := identifiers(object); err != nil {
		return err
	}
	_, err := c.raw(ctx, op{method: http.MethodDelete, path: []string{"sobjects", object, id}, effect: web.Sets})
	return err
}
