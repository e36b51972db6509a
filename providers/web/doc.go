// Package web holds the manners of a client of somebody else's HTTP API: it bounds how many requests are under
// way, keeps below the server's rate limits and learns them from its answers, sends again what may be sent again,
// and never tells a secret to anybody but the server.
//
// What may be sent again follows from the [Effect] of a request. A request that may act anew each time (a POST,
// unless its caller says otherwise) is sent a second time only when the first was certainly not carried out: no
// connection came about, or the server said that it was too busy. When the connection broke after that, or the
// server failed, the error is of kind [providers.Ambiguous], and it is for the caller to look what happened.
//
// Every error is a *[providers.Error]. No error, log line or formatted value holds a header, the query of a URL
// or a body; what a server says in an error is shown after secrets were taken out of it by a [Redactor].
//
// The clock, the source of jitter and the transport are given from outside, so that tests need neither time nor luck.
package web
