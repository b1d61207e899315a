/** One class per sub-command. Start at {@link dev.weft.cli.command.RootCommand}. */
@NullMarked
package dev.weft.cli.command;

import org.jspecify.annotations.NullMarked;
