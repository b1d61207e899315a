package dev.weft.probe;

import dev.weft.model.mesh.Routee;
import dev.weft.model.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What all watches of a probe share.
 *
 * @param checkers makes the checker of a routee
 * @param threads where checks run, as many at once as may; they block
 * @param random for jitter; safe for use by any thread
 */
record ProbeParts(
    Function<Routee, Checker> checkers,
    Reports reports,
    Clock clock,
    Executor threads,
    RandomGenerator random) {}
