package dev.weft.registry.signal;

import dev.weft.model.mesh.ServiceName;
import java.util.List;
import java.util.SortedMap;

/**
 * A service over time. Points are there only for steps with calls, oldest first.
 *
 * @param fromSecond when the first step begins, in seconds since 1970
 * @param steps how many there are; the present one, which is not over, is not among them
 * @param stepSeconds 1, 5 or 60
 * @param total of the service
 * @param routees by their names
 * @param callers by theirs
 */
public record SignalSeries(
    ServiceName service,
    long fromSecond,
    int steps,
    int stepSeconds,
    List<Point> total,
    SortedMap<String, List<Point>> routees,
    SortedMap<String, List<Point>> callers) {}
