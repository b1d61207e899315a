/**
 * HTTP/1.1 and 1.0 on the wire, on both sides: bytes in, {@link dev.weft.broker.message.Head}s and
 * body parts out, and back.
 *
 * <p>Start at {@link CallerConnection}, then {@link RouteeConnection}. {@link HeadScanner} finds
 * and checks a head, {@link Framing} decides how a body is delimited, {@link BodyScanner} finds
 * where it ends, {@link MessageWriter} writes. Strict throughout: what could be read in two ways is
 * refused, never repaired. Each connection is one handler on its channel and runs on its loop only.
 */
@NullMarked
package dev.weft.broker.http1;

import org.jspecify.annotations.NullMarked;
