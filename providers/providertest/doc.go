// Package providertest is the conformance suite of providers: what every CRM
// must do for plans and applies to be trusted. A provider's test calls
//
//	providertest.Run(t, providertest.Options{Open: func(t *testing.T) providers.Provider { … }})
//
// with a function that opens a fresh, empty CRM (or a fake server of one). Each case
// says why it matters when it fails. Faults wraps any provider and
// makes its operations fail in the ways in which real CRMs do.
package providertest
