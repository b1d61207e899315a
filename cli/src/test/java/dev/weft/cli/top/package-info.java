/** {@code weft top} without a terminal. */
@NullMarked
package dev.weft.cli.top;

import org.jspecify.annotations.NullMarked;
