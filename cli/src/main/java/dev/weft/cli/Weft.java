package dev.weft.cli;

import dev.weft.cli.command.RootCommand;

/** The entry of the {@code weft} command. */
public final class Weft {
  private Weft() {}

  public static void main(String[] args) {
    System.exit(RootCommand.execute(args));
  }
}
