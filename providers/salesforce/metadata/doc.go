// Package metadata holds Salesforce metadata: what an org's Metadata API takes and gives, and what SFDX projects are made of.
//
// A Component is one metadata component with its file as a tree (package tree). Decode reads the file into a Go value of the
// type, Encode makes a file of a value, and Package writes and reads many of them, as a deploy's zip (MDAPI) or as a project
// (Source). Both formats hold the same components: an object's fields, rules, processes and record types are components of
// their own, which MDAPI nests in the object's file.
//
// # What is kept
//
// The types model what we generate. The rest of a file that was read is kept: a value remembers its element (Rest), and Encode
// writes only what was changed, each where it was or where the schema puts it. So comments, elements of newer versions,
// the way a text was written and the order of a file edited by hand survive. A value without a source is written in the
// schema's order, without what is empty and may be left out; a boolean pointer says that false differs from nothing.
//
// To change what is live, either decode it, change the value and encode it, or Merge the tree of a new value into the live
// tree: what the new one does not have stays. Merge with All keeps values of a set that nobody declared.
//
// Same tells whether two components mean the same, whatever an org adds when it gives them back: what was live with the new one
// merged in (With) is compared with what was live. A flow is compared as it is, for it is replaced as a whole.
// Check finds before a deploy what the org's schema would refuse.
//
// # Names
//
// The full name of a component is what package.xml lists and what its file is called, percent-encoded where the org does so.
// Names of values are plain text in Go; business processes and record types hold them encoded, which the codec does.
package metadata

// Namespace is that of all metadata files.
const Namespace = "http://soap.sforce.com/2006/04/metadata"
