/**
 * A small shop as anybody might have one: {@link Web} calls {@link Orders}, which calls {@link
 * Pricing} over gRPC, {@link Payments} over HTTP and {@link Inventory} over a line protocol on TCP.
 * Nothing here knows of a mesh: services are called by plain names, through whatever proxy the
 * JVM's system properties name.
 *
 * <p>Start reading at {@link Web}; {@code HttpService} is what the three HTTP services share,
 * {@code GrpcService} serves gRPC. Every request runs on a virtual thread of its own, with plain
 * blocking code.
 */
@NullMarked
package dev.weft.examples.shop;

import org.jspecify.annotations.NullMarked;
