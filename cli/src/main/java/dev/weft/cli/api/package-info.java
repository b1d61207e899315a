/**
 * Speaks to a registry over its API, reads what it answers and prints it. Start at {@link
 * dev.weft.cli.api.ApiClient}; {@link dev.weft.cli.api.Tree} reads a document. For the thread of a
 * command.
 */
@NullMarked
package dev.weft.cli.api;

import org.jspecify.annotations.NullMarked;
