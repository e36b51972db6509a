// Package query evaluates expressions about a whole architecture, in which policies state rules of their own.
//
// An expression reads the blocks of each kind as a list (stages, fields, slas …) and the one architecture block. A block is an
// object of its labels, attributes and nested blocks; its address tells it from others, and a reference is the address that it names.
// What is not given is null. All of this follows from the sc tags of the model, so whatever the language can say can be asked for.
//
// Expressions read nothing but the architecture: no file, no network, no environment, no clock.
package query
