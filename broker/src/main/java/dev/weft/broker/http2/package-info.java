/**
 * HTTP/2 (RFC 9113) at both ends, with gRPC and WebSocket over it (RFC 8441): frames and HPACK are
 * Netty's, streams are ours, without a channel per stream.
 *
 * <p>Start at {@link Http2Caller} for what callers send and at {@link Http2Opener} for where
 * streams to routees come from. Everything runs on the connection's loop.
 */
@NullMarked
package dev.weft.broker.http2;

import org.jspecify.annotations.NullMarked;
