package dev.weft.broker.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param routee the last one tried, null if none was
 * @param retries tries after the first
 * @param durationNanos from the request's head to the answer's last byte
 */
public record ExchangeEnd(
    ServiceName service,
    @Nullable RouteeId routee,
    Outcome outcome,
    int retries,
    long durationNanos) {}
