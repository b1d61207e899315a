/** Tests of the probe: pure parts by samples, the whole against a fake clock and real sockets. */
@NullMarked
package dev.weft.probe;

import org.jspecify.annotations.NullMarked;
