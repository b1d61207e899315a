/**
 * What the processes of routees on this host use: CPU, memory, threads, file descriptors, JVMs'
 * heaps and pauses, from {@code /proc} and from control groups (version 2), and whether any of it
 * is nearly used up.
 *
 * <p>Start at {@link dev.weft.probe.process.ProcessWatch}, which looks every two seconds on the
 * clock's threads; {@link dev.weft.probe.process.Saturation} judges and is a pure function of
 * samples.
 */
@NullMarked
package dev.weft.probe.process;

import org.jspecify.annotations.NullMarked;
