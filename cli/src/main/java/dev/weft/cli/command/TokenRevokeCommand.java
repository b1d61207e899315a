package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft token revoke}: a token counts no more. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = "Takes a token back; a running registry heeds that within half a second.",
    footerHeading = "%nExamples:%n",
    footer = "  weft token revoke 3f2a9c01d4      the id from 'weft token list'")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TokenRevokeCommand implements Callable<Integer> {
  @Mixin private TokenStore tokens;

  @Parameters(index = "0", paramLabel = "ID", description = "The token's id.")
  private String id;

  @Override
  public Integer call() {
    if (!tokens.revoke(id)) {
      throw new CommandFailure(
          ExitCode.FAILED, "there is no token \"" + id + "\"; see 'weft token list'");
    }
    System.out.println("token/" + id + " revoked");
    return ExitCode.OK;
  }
}
