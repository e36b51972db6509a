// Package odoo is the provider for Odoo, from version 17 on, with its CRM app.
//
// # Parts
//
//   - Types (types.go) and how each is read and written (kinds.go, kind_*.go). Most are rows of one model of Odoo; what
//     their attributes are called there is data (columns.go, rows.go).
//   - Identity (identity.go): everything that Stagecraft creates gets an external id of the module "stagecraft" in the same
//     request, so that nothing is made twice, and a lost state can be made again from the CRM.
//   - What a database has (org.go) is learned when it is opened.
//   - Compiling (compile*.go) turns an architecture into resources, manual steps and the class of enforcement of every
//     rule. Odoo prevents what others detect: an automation refuses the record before it is saved.
//   - Applying (apply.go) divides operations into rounds in which none refers to another one; each model of a round is
//     written in few requests, because every change of fields and automations makes Odoo load its registry again.
//   - The history of records (history*.go) is read from Odoo's log, in pages, for audits.
//
// Below: api is the client, emulator imitates a database. What was measured was measured on Odoo 17.0 Community.
package odoo
