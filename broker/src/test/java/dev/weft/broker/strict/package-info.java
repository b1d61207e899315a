/**
 * Hostile and odd HTTP/1 bytes, judged by what a routee behind a real broker receives as well as by
 * what the caller is told. Start reading at {@link dev.weft.broker.strict.Case} and {@link
 * dev.weft.broker.strict.Judge}; each family of cases is a test class whose cases are written out
 * or multiplied from lists. A case runs on the test's thread, the routee on virtual ones.
 */
@NullMarked
package dev.weft.broker.strict;

import org.jspecify.annotations.NullMarked;
