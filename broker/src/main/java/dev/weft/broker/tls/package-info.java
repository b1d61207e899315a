/**
 * Encryption at the engine's edges: {@link ServerTls} towards callers, {@link ClientTls} towards
 * routees. BoringSSL where its library loads, the JDK's own elsewhere.
 *
 * <p>Both are immutable and made on ordinary threads, as reading keys takes milliseconds; loops
 * only take handlers from them.
 */
@NullMarked
package dev.weft.broker.tls;

import org.jspecify.annotations.NullMarked;
