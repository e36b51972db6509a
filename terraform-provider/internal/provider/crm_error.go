package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// explain says why a CRM could not do something: "read hubspot_pipeline". t may be nil; an error about one of its attributes
// is shown there.
func (c *crm) explain(diags *diag.Diagnostics, t *providers.ResourceType, doing string, err error) {
	info := c.factory.Info
	summary := fmt.Sprintf("%s cannot %s", info.Title, doing)
	detail := sentence(err.Error())
	var open *openError
	isOpen := errors.As(err, &open)
	var e *providers.Error
	if errors.As(err, &e) { // what is around its message may say more
		detail = sentence(strings.Replace(err.Error(), e.Error(), e.Message, 1))
	}
	if isOpen {
		detail = sentence(strings.TrimPrefix(detail, open.summary+": "))
	}
	switch {
	case e != nil && e.Kind == providers.Permission && e.Scope != "":
		summary = fmt.Sprintf("%s: %q is missing", info.Title, e.Scope)
		detail = fmt.Sprintf("The credentials do not permit to %s. %s Give them the scope or right %q, or use others.", doing, detail, e.Scope)
	case isOpen:
		summary = open.summary
	case e != nil && e.Kind == providers.Ambiguous:
		detail += " It may have been carried out; the next plan sees whether."
	}
	if isOpen {
		detail += " " + settingsHelp(info)
	}
	if e != nil && e.Attribute != "" && t != nil && t.Attribute(e.Attribute) != nil && !isOpen {
		diags.AddAttributeError(path.Root(nameOf(t, e.Attribute)), summary, detail)
		return
	}
	diags.AddError(summary, detail)
}

// sentence ends with a full stop.
func sentence(s string) string {
	if s = strings.TrimSpace(s); s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}
