// Package podecho stands in for the program in the suite's image echo-advanced, whose source is not
// part of the suite: a server that tells what it was asked, and a client that prints what it got,
// in the lines that the suite reads. The client calls through Weft's broker.
package podecho
