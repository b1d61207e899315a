/**
 * How a program becomes a routee. JDK and model only, small enough to stay resident beside every
 * service.
 *
 * <p>Two ways in: {@link Supervisor} runs a program and registers it (what {@code weft run} does),
 * {@link RestartingProgram} again when it ends; {@link Routee} registers the program that calls it.
 * Below both, {@link RegisteredRoutee} keeps the lease. Both speak to the registry through {@link
 * RegistryClient}, one blocking call at a time.
 *
 * <p>Renewals and readiness checks run on the clock's threads, the wait for the program's end on a
 * virtual thread. Listeners are called from all of these.
 */
@NullMarked
package dev.weft.routee;

import org.jspecify.annotations.NullMarked;
