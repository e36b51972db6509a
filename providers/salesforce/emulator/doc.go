// Package emulator is a Salesforce org in memory, served over HTTP. Tests and the sandbox run against it.
//
// [Empty] makes an org as a new one is, [Messy] one of many years, [Restore] one from a snapshot. An org is an http.Handler.
// [DefaultToken] is a session of its administrator; [Org.Connect] makes apps that log in by themselves. [Org.Inject],
// [Org.RefuseComponent], [Org.RefuseDeploys], [Org.LockRecord] and [Org.SetDeployPolls] make it behave as orgs do on bad days.
//
// Nobody could watch a live org while this was written. What it does comes from elsewhere:
//
//	wsdl    the definition of the Metadata API 66.0
//	doc     Salesforce's documentation
//	peer    reports and code of other tools that work with live orgs
//	client  what the sf CLI, jsforce and other clients send and take, tried here
//	know    common knowledge of people who work with Salesforce, with no source at hand
//
// What it does, and from where:
//
//	endpoints of the clients, paths with two slashes                     client
//	elements, types, enumerations and the order of metadata files        wsdl
//	a file may have its elements in another order                        peer
//	JWT bearer and client credentials; no refresh token                  doc
//	a session that ended: 401, or a fault INVALID_SESSION_ID over SOAP   doc
//	limits: 403 REQUEST_LIMIT_EXCEEDED, header Sforce-Limit-Info         doc
//	a deploy is all or nothing; a check writes nothing                   doc
//	a quick deploy within ten days of a check that ran tests             doc
//	a deploy at a time, others wait; what waits can be cancelled         know
//	the zip of a retrieve is given out once                              doc
//	members that the zip lacks and files that the manifest lacks         know
//	values left out of a set are deactivated and stay                    doc
//	inactive values come back, or do not (HideInactive)                  peer, both were seen
//	standard value sets and standard objects are had by name only        peer, doc
//	names in processes and record types are percent-encoded              peer, in retrieved files
//	record types, standard fields and settings cannot be deleted         peer
//	what others refer to cannot be deleted                               know
//	a picklist keeps its kind of value set; some types cannot change     peer
//	object, field and record type of a path cannot change                doc
//	a record type of leads or opportunities has a business process       doc
//	one path for each object and record type                             doc
//	a deploy of a flow makes a new version; 50 at most                   doc, peer; the 50 know
//	a flow that is deployed as no active one leaves the active one on    peer
//	a flow definition chooses the active version, 0 ends the flow        doc, peer
//	flows are deleted version by version, an active one never            peer
//	elements of a flow that are missing, doubled or refer to nothing     know
//	fields, functions, types and length of formulas                      doc, peer
//	picklists are compared through functions only                        doc
//	assignment rules name queues that hold the object, and users         peer
//	one active assignment rule for each object                           doc
//	custom fields alone are mapped at conversion, to their like          doc; their like know
//	permission sets hold no required fields                              know
//	twenty fields with history for each object                           know
//	columns of reports; reports of dashboards; folders                   know
//	defaults that come back on a retrieve                                peer, in retrieved files
//	validation rules refuse records, all that apply at once              doc
//	formulas: functions, blanks, text in units of UTF-16                 doc, and agreed with another engine
//	a custom permission, also of a permission set, in formulas           doc
//	restricted picklists refuse values, standard ones take any           know
//	probability and forecast follow the stage of an opportunity          doc
//	assignment rules set the owner unless Sforce-Auto-Assign is FALSE    doc
//	histories: always of stages, of tracked fields where switched on     doc
//	SOQL, date literals, pages of 2,000, what aggregates need            doc
//	AND beside OR needs parentheses; long texts cannot be filtered       doc
//	Metadata and FullName of the Tooling API for one row only            doc
//	jobs of Bulk API 2.0, one upload each, results as CSV                doc
//	UNABLE_TO_LOCK_ROW, 503, connections that are cut                    peer
//
// What was never seen on a live org, and may be otherwise:
//
//   - The words of most problems. Some are as people quote them; others only say what is wrong. Nothing should read them.
//   - Which line and column a problem has. Here it is the element's own.
//   - Whether a flow that is deployed as it is, but for its status, makes a new version. One report says that it does not, and
//     that its status is then not taken over. Here every deploy makes one.
//   - Whether assignment rules that a file leaves out are removed. Here they stay.
//   - Whether a path can be deployed while paths are switched off, and steps for values outside its record type's process.
//   - Which columns standard report types have: any name in capitals is taken for one. Of standard objects there are those
//     fields alone that lifecycles touch.
//   - Compiled sizes of formulas. Only their length is looked at.
//   - Apex tests, which every deploy here passes, and the rule that flows are deployed as inactive into production.
//   - What flows and conversions do to records: nothing here.
//   - Whether a stage that is not in the record type's process is refused through the API. Here it is not.
//   - What a rule does whose formula ends in an error, such as a division by zero. Here it refuses nothing.
//   - The two rows that a change of a lookup leaves in a history, one with names. Here it is one, with ids.
//   - Field-level security and sharing: every user sees and writes everything.
package emulator
