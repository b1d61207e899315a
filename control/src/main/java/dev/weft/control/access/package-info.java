/**
 * Who may ask what of the API: bearer tokens with scopes, kept as hashes in the data directory.
 *
 * <p>Start at {@link Tokens}. Its file may be changed by a running server and by the command line
 * at the same time; everything here is safe for use by any thread.
 */
@NullMarked
package dev.weft.control.access;

import org.jspecify.annotations.NullMarked;
