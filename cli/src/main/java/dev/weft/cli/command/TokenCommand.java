package dev.weft.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weft token}: only the names of its sub-commands. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = {
      "Makes, lists and revokes the tokens that a registry asks for.",
      "On the registry's machine they are changed in its data folder, also while it runs; with"
          + " --api they are changed by the registry, which asks for a token with scope admin."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft token create laptop --scope admin     prints the token, once",
      "  weft token create shop --scope register --service orders --service web --ttl 30d",
      "  weft token list",
      "  weft token revoke 3f2a9c01d4"
    },
    subcommands = {TokenCreateCommand.class, TokenListCommand.class, TokenRevokeCommand.class})
final class TokenCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  TokenCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
