package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.time.SystemClock;
import dev.weft.registry.store.Backup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft restore}: a data folder from a backup. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a data folder from a backup, for a registry that is stopped.",
      "Nothing is changed unless the whole backup is sound. A folder that has tokens keeps them;",
      "one that has none gets those of the backup."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft restore weft.backup --data /var/lib/weft-new",
      "  weft restore weft.backup --data /var/lib/weft --replace   in place of what is there"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RestoreCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "A file of 'weft backup'.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data folder to make.")
  private Path data;

  @Option(names = "--replace", description = "Replaces a registry that is in the folder.")
  private boolean replace;

  @Override
  public Integer call() {
    try (InputStream in = Files.newInputStream(file);
        var clock = new SystemClock()) {
      Backup.Restored restored = Failures.told(() -> Backup.restore(in, data, replace, clock));
      System.out.println(
          restored.entries()
              + " resources of revision "
              + restored.revision()
              + " restored into "
              + data
              + (restored.withTokens() ? ", with the tokens of then" : "")
              + "; start its registry with 'weft registry --data "
              + data
              + "'");
      return ExitCode.OK;
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.USAGE, file + ": there is no such file");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, file + " cannot be read: " + e.getMessage());
    }
  }
}
