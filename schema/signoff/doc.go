// Package signoff keeps who has signed which definition, and tells what is still
// to be signed, what went stale, and why.
//
// # What is signed
//
// Every block that is either assumed or confirmed can be signed: stages, terms,
// handoffs, scoring models, automations; the language says which, by an attribute state. The council of the
// architecture is the list of roles that must sign each of them. The owner of a definition and the
// role that is accountable for it may sign too; nobody waits for them.
//
// A signature is for a text: it carries the digest of what the definition means (Digest). When that
// changes, the signature is stale. Formatting, comments, the order of files and the
// state itself change nothing; the limit of a clock or a score threshold that the definition names does. A
// renamed definition (moved) keeps its signatures as stale ones; a renamed role keeps its signatures.
//
// # How it is kept
//
// Each act of signing is a file of its own in the directory of the architecture,
//
//	signoffs/ROLE/20260131T093000Z-4f1c2a90b7de.json
//
// which is written once and never edited. So two people who sign on two branches never
// change the same file, and git merges their signatures without a conflict. The name ends with
// the digest of the content, and Parse accepts the content only in the form in which it was
// written: a file that was edited, cut short or moved to another role is an error. A signature is taken
// back by another file, of the act "withdraw", with a reason; the latest act of a
// person for a role and a definition counts; an act is dated after all that its signer did before, also when a clock was ahead. Of several holders of a role one is enough.
//
// A signature counts as long as its signer holds the role (holders of the role block). Whoever takes
// a role over signs anew; until then the former holder can stay on the list.
//
// # What it proves
//
// By itself a record proves nothing: anybody can write one. A Witness tells whether the signer made it.
// Package commits is the one that reads git: a signature is verified when the commit that
// brought the record is signed with a key of the signer. Everything else is reported as
// unverified, with the reason.
//
// # Who uses it
//
// Evaluate gives a Status of plain values. Documents show it, stagecraft signoff status lists it,
// and the planner refuses plans by it (plan --require signed). It needs neither git nor files.
package signoff
