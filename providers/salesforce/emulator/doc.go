// Package emulator is a Salesforce org in memory, served over HTTP.
package emulator
