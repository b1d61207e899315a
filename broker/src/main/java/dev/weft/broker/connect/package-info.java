/**
 * How connections to routees are opened, whatever is spoken on them.
 *
 * <p>Start at {@link Connector}. Everything runs on the loop of the exchange that needs the
 * connection, but for the look-up of a host's name.
 */
@NullMarked
package dev.weft.broker.connect;

import org.jspecify.annotations.NullMarked;
