// Package api is the client of Odoo's external API.
//
// Calls go over JSON-RPC (/jsonrpc, Odoo 8 to 21) or over /json/2 with bearer keys (Odoo 19 and later); which one, the
// version of the server decides. A caller names a model, a method and its arguments, and is told neither.
//
// Odoo answers most failures over JSON-RPC with status 200 and an error beside or instead of the result, and calls
// without a value with neither; both are handled here. What was measured was measured on Odoo 17.0; /json/2 is as the
// vendor documents it.
package api
