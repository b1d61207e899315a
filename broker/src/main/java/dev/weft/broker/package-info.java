/**
 * The broker: the data plane that every call goes through.
 *
 * <p>Start at {@link Broker}, then follow a request through {@link
 * dev.weft.broker.path.RequestPath}. The packages in the order of travel:
 *
 * <ul>
 *   <li>where callers come in: {@code listener}, {@code gateway}, {@code tcp}; {@code handover}
 *       passes what is listened on to the next process;
 *   <li>what is spoken: {@code tls}, {@code http1}, {@code http2}, with {@code message} for all;
 *       {@code caller} finds out who speaks;
 *   <li>what becomes of a call: {@code path}, {@code route}, {@code filter}, {@code lane} (what one
 *       event loop holds), {@code balance}, {@code eject}, {@code limit}, {@code retry}, {@code
 *       connect};
 *   <li>what is seen of it: {@code observe}, on which {@code tap}, {@code accesslog} and {@code
 *       trace} hang; {@code explain} says what would become of a call, {@code admin} shows all.
 * </ul>
 *
 * <p>What is here is safe on any thread.
 */
@NullMarked
package dev.weft.broker;

import org.jspecify.annotations.NullMarked;
