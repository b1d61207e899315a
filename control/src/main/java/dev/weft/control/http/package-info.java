/**
 * HTTP/1.1 for the control plane, on Netty: bytes become an {@link dev.weft.control.http.Exchange},
 * which a {@link dev.weft.control.http.Handler} answers. Nothing here knows what the API is about.
 *
 * <p>Start at {@link dev.weft.control.http.HttpServer}; a request then travels {@code Decoder}
 * (strict framing) → {@code Connection} (one request at a time, in order) → {@code RequestHead}
 * (what is refused before a handler sees it) → {@code Handler}.
 *
 * <p>A connection belongs to one event loop and all of its state is changed there. Handlers run on
 * a virtual thread each and may block, but for those that call themselves quick: they run on the
 * loop. Answers may be sent from any thread. An {@code AnswerStream} blocks its writer while the
 * client does not keep up; once handed over, its {@code Feed} belongs to the loop.
 */
@NullMarked
package dev.weft.control.http;

import org.jspecify.annotations.NullMarked;
