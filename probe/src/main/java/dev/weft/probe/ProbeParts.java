package dev.weft.probe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What all watches of a probe share.
 *
 * @param checkers makes the checker of a routee
 * @param threads where checks run; they block
 * @param permits as many as checks may run at once
 * @param random for jitter; safe for use by any thread
 */
record ProbeParts(
    Function<RouteeId, Checker> checkers,
    Reports reports,
    Clock clock,
    Executor threads,
    Semaphore permits,
    RandomGenerator random) {}
