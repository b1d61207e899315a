/** What measurements yield: figures of rounds, and the tables that they are written into. */
@NullMarked
package dev.weft.bench.result;

import org.jspecify.annotations.NullMarked;
