package dev.weft.bench.fault;

import dev.weft.model.time.Clock;
import java.nio.file.Path;

/**
 * What every row needs to know.
 *
 * @param launcher starts Weft
 * @param work folder for what they leave behind
 * @param brief for a machine that has other work: fewer calls, less patience
 */
record Setting(String launcher, Path work, boolean brief, Clock clock) {}
