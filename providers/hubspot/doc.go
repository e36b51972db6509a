// Package hubspot is the provider for HubSpot.
package hubspot
