// Package conformance runs the official Gateway API conformance suite against Weft. It is a test and
// nothing else: run.sh starts it.
package conformance
