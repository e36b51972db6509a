// Package api is a thin client of Salesforce's APIs, as far as configuring a revenue architecture needs them: OAuth,
// metadata (deploy over REST, retrieve, list, read and describe over SOAP), queries, describes, limits, records in
// collections and in bulk.
//
// What a caller must know of Salesforce and the client takes care of:
//
//   - A session ends at any time. A request that is refused for it was not carried out, so it is sent once more with
//     a new session ([JWT], [ClientCredentials]); a plain [Token] cannot be renewed.
//   - Retrieving metadata has no REST form, so session ids travel in the bodies of SOAP requests too. Nothing that is
//     printed, logged or returned holds one.
//   - A locked row and a limit of concurrent requests refuse a request without any effect; both are waited for. A
//     limit of the day is not.
//   - A deploy and an upload whose answer was lost may have happened. The error is of kind [providers.Ambiguous].
//   - Names in business processes, record types, layouts and file names are percent-encoded; those in value sets are
//     not ([EncodeName], [DecodeName]).
//   - Standard value sets are not to be had by listing; one asks for them by name.
//
// What the client knows of Salesforce comes from its WSDL and documentation and from other clients; no live org was at
// hand when it was written.
//
// Every error is a *[providers.Error]; its cause is a [*Problem] when Salesforce answered with one.
package api
