/**
 * The {@code weft} command. {@link dev.weft.cli.Weft} is the entry; {@code command} holds one class
 * per sub-command, {@code node} puts the parts of the mesh together in one process, {@code api}
 * speaks to a registry, {@code manifest} reads resource files, {@code files} keeps to them, {@code
 * demo} is the guided tour.
 *
 * <p>Commands run on the main thread with plain blocking code.
 */
@NullMarked
package dev.weft.cli;

import org.jspecify.annotations.NullMarked;
