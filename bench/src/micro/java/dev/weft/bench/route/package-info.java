/** What it costs to find a call's way. */
@NullMarked
package dev.weft.bench.route;

import org.jspecify.annotations.NullMarked;
