// Package bundled is the explicit list of the CRMs that Stagecraft comes with, for all programs that are made of it.
package bundled

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot"
	"github.com/stagecraft-dev/stagecraft/providers/odoo"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
)

// Factories opens them, in the order in which they are shown.
func Factories() []*providers.Factory {
	return []*providers.Factory{sandbox.Factory(), hubspot.Factory(), salesforce.Factory(), odoo.Factory()}
}
