// Package emulator is a HubSpot account in memory, served over HTTP: properties, groups, validation rules, pipelines,
// stages and their rules, custom objects, association labels, lists, workflows, lead scores, owners, users, teams,
// records with search, tokens with scopes, limits and tiers. Empty and Messy make accounts, Snapshot and Restore keep
// them. Tests inject faults, move the clock, and read what was requested and how much of the limits was used.
//
// Paths are accepted in the dated form (/crm/properties/2026-09/…) and in the numbered one (/crm/v3/properties/…).
// HubSpot's own client for node drives it in a test.
//
// # How sure each behaviour is
//
// HubSpot publishes what a request looks like, and little of what is refused. "Observed" was reported by projects
// that ran against a live account, "documented" stands in HubSpot's pages or specification and was not seen live,
// "reported" comes from public code of others, one or few sources, "assumed" is our reading where nothing is
// published. Nothing here was measured by this project on an account of its own.
//
//	behaviour                                                              how sure
//	property and group: names taken, archived, in use, batch archive 204   observed
//	a property created under an archived name restores it                  observed; RefuseArchivedNames for the contrary report
//	archived properties are gone after 90 days                             documented
//	PATCH of options replaces the list; hasUniqueValue is ignored          observed
//	boolean options, currency, formulas, display hints                     observed
//	type and field type must suit; enumeration needs options               documented
//	options of one value or label; subCategory of these refusals           assumed
//	read-only definitions and options of HubSpot's own properties          assumed, from modificationMetadata
//	207 of property batches, and that each input stands for itself         assumed, from the specification
//	validation rules are held on record writes since 2026-09               documented; only lengths, numbers, letters and REGEX are held here
//	pipeline and stage ids, labels, order, metadata, purge, echo of writes observed
//	404 without a body; 204 for any stage delete; 500 of an id too long    observed
//	STAGE_ID_IN_USE without a way around it since 2026-09                  observed; before, by flags that are off: documented
//	default and last pipelines stay; at most 100 stages                    documented
//	pipelines of a tier: 1, 2, 15, 100; form of that refusal               documented; assumed
//	archived in a PATCH of a pipeline is ignored                           assumed
//	lifecycle stages can be read as a pipeline                             observed
//	lifecycle stages can be written there, ids assigned by the server      reported by one project; LifecycleStages for the contrary
//	contacts and companies share their lifecycle stages                    documented, for the settings pages
//	lifecycle stages move backwards by API                                 reported
//	what the settings pages require at a stage is held since 2026-09       documented; its form is assumed
//	it is lost when a pipeline is replaced as a whole                      reported in 2020, not retested
//	pipeline rules and stage permissions are kept, and hold no record back documented; whether the API is held to them is unknown
//	leadState of stages of leads                                           assumed
//	custom objects: names, display properties, archive, purge              observed; the lag of reads is left out
//	association labels: pairs, names, plain association, cap of 50         observed
//	workflows: revisionId, defaults on read, required fields               documented; 409 of an old revision is assumed
//	checks of a workflow's actions and connections                         assumed
//	lists: ENUM_CONVERSION                                                 observed; other refusals are assumed
//	lists: several by listIds, with their filters                          documented; that those that are gone are left out: assumed
//	lists: members are not evaluated                                       left out
//	lead scores: draft, publish, Location without a body                   documented (beta); the form of a read is assumed
//	teams write                                                            documented (beta)
//	records: unknown properties, options, e-mail addresses taken           reported widely
//	a batch without objectWriteTraceId is all or nothing                   documented
//	search: 200 a page, 10,000 results, 5 groups, 6 and 18 filters         documented; sources differ, the strictest are held
//	a record without a value answers no comparison, NEQ and NOT_IN too     assumed
//	the search index is never behind                                       left out
//	429: body, policyName, headers, none on searches                       documented and reported; burst and daily numbers documented
//	403 with MISSING_SCOPES                                                missingScopes documented, requiredGranularScopes observed; both are sent
//	a tier withholds scopes                                                assumed; Enterprise for custom objects documented
//	account details name no tier                                           observed
//	limits API                                                             observed; numbers beyond properties and labels are assumed
//	object library enablement: form of the answer                          assumed
package emulator
