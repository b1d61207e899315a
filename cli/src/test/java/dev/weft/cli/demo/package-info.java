/** The demo with a shop and a mesh that only pretend. Start at {@code TroubleTest}. */
@NullMarked
package dev.weft.cli.demo;

import org.jspecify.annotations.NullMarked;
