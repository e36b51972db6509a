// Package hclschema reads architectures from HCL and writes them.
//
// Load reads a directory (LoadFiles, files in memory) in five steps: parse every file, in the
// native syntax or in JSON, which is turned into nodes of the native syntax; collect variables, locals and modules; decode the
// blocks into the structs of package schema, guided by schema.Def; index them; and check
// what only the whole can tell: references, criteria and the rules of Architecture.Check. It reports all that is
// wrong, with ranges, and never panics on bad input.
//
// References and criteria are not evaluated: they are read from the syntax tree, with locals,
// variables and iterators put in. Everything else is evaluated by the HCL library, with just the variables
// that an expression uses; a reference inside such an expression travels as a value of its own type.
//
// Init fetches modules from git and pins them. FormatFile brings a file into canonical form, Write is the
// inverse of Load, and Reference is the reference of the language.
package hclschema
