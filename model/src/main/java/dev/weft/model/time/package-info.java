/**
 * Time, injected. Everything that waits or measures takes a {@link Clock}; nothing else in Weft may
 * read the machine's clock (the build forbids it). Start at {@link Clock}; production uses {@link
 * SystemClock}, tests use the testkit's fake one.
 */
@NullMarked
package dev.weft.model.time;

import org.jspecify.annotations.NullMarked;
