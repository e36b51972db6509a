// Package audit looks at the live records of an environment and says where they do not stand as the architecture demands: who
// owns them, whether the facts of their stage are there, whether their way there is known and was a permitted one, and whether
// clocks were kept. It only reads.
package audit
