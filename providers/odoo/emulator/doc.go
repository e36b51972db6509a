// Package emulator is an Odoo in memory, as far as Stagecraft talks to one: the models and methods that the provider uses,
// over /jsonrpc and, from version 19 on, over /json/2. It is for tests without an Odoo and for trying the tool out.
//
// What it does is what a real Odoo 17.0 and, from version 19 on, a real Odoo 19.0 were seen to do; recordings of both are
// replayed against it (providers/odoo/testdata). Failures come with status 200 over JSON-RPC, a request is a transaction, a load is all or nothing, the numbers of options
// are normalized, records lose a value whose option is deleted, a stage that leads are in stays, types of fields do not
// change, fields of Odoo's own do not either, and a field that is marked as required over records without a value says so
// and lets records be without, until it is marked anew after they are filled.
//
// What it does not do: it runs no Python. Of server actions it carries out those that do nothing else than raise UserError,
// where the conditions of the automation rule meet; all others are listed by [Server.NotRun]. Record rules and companies
// can be read and hide nothing. There are no currencies, and no computed fields but those that are named in read.go: asking for another one is a failure and not a guess.
// Views are checked for their fields and not put together.
package emulator
