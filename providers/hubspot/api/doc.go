// Package api is a thin client of HubSpot's APIs, as far as configuring a revenue architecture needs them: typed
// requests and results, the paths of each API's version, rate limits, errors, pages and batches.
//
// What a caller must know of HubSpot and the client takes care of:
//
//   - No request can be marked so that HubSpot recognises it when it comes a second time. A create whose answer was
//     lost is therefore looked up by its natural key, and sent again only when that is sure to find nothing ([Create]).
//   - Stages are written one by one. Replacing a pipeline as a whole loses what its stages have and the API does not
//     show, such as the properties demanded when a deal enters them.
//   - A workflow and a score are replaced as a whole when they change. What HubSpot returned is kept as it came and
//     only the named members are changed ([Merge]).
//   - Where one of a batch is refused, HubSpot refuses some batches in part and others as a whole. The client divides
//     the latter until it knows which one it was, so that every input has its own outcome ([Item]).
//   - Numbers, booleans and strings stand for each other in a few places; metadata of stages are read as strings.
//
// Every error is a *[providers.Error]; its cause is a [*Problem] when HubSpot answered with one. Nothing that is
// printed, logged or returned holds the token.
package api
