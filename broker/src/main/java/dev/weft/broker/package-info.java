/**
 * The broker: the data plane that every call goes through.
 *
 * <p>Start at {@link Broker}, then follow a request through {@link
 * dev.weft.broker.path.RequestPath}. The packages stand in the order of travel: {@code listener},
 * {@code http1}, {@code path}, {@code route}, {@code lane} (what one event loop holds), {@code
 * balance}, {@code eject}, {@code retry}, {@code tcp}, {@code gateway}; {@code observe} watches and
 * {@code admin} shows.
 *
 * <p>What is here is safe on any thread.
 */
@NullMarked
package dev.weft.broker;

import org.jspecify.annotations.NullMarked;
