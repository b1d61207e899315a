/**
 * {@code weft top}: who calls whom, live in a terminal. {@link TopView} makes lines of what the
 * registry's API says of signals and is a pure function; {@link Screen} is the terminal.
 *
 * <p>Start at {@link Top}. One thread draws; another reads keys.
 */
@NullMarked
package dev.weft.cli.top;

import org.jspecify.annotations.NullMarked;
