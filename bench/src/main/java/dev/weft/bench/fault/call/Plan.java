package dev.weft.bench.fault.call;

import java.time.Duration;

/**
 * What callers do.
 *
 * @param port on 127.0.0.1
 * @param host the service, as the Host field names it
 * @param method GET or POST
 * @param perSecond how many calls
 * @param patience after which a caller gives up
 */
public record Plan(int port, String host, String method, int perSecond, Duration patience) {}
