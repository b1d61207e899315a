package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.registry.store.Backup;
import dev.weft.registry.store.LogStore;
import dev.weft.registry.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft backup}: everything that a registry holds, in one file. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a backup of a running registry, or of the data folder of one that is stopped.",
      "The file appears whole or not at all. Secrets are in it as they are, tokens as hashes."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft backup weft-$(date +%%F).backup",
      "  weft backup --data /var/lib/weft stopped.backup",
      "  weft restore stopped.backup --data /var/lib/weft-new"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BackupCommand implements Callable<Integer> {
  private static final String PATH = "/apis/weft.dev/v1/backup";

  @Mixin private RegistryOptions registry;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Backs up this data folder; its registry must be stopped.")
  private @Nullable Path data;

  @Parameters(index = "0", paramLabel = "FILE", description = "Where it goes; replaced if there.")
  private Path file;

  @Override
  public Integer call() {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        write(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      System.out.println(file + " written, " + Files.size(file) + " bytes");
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "the backup cannot be written: " + e);
    } finally {
      deleteLeftOver(beside);
    }
  }

  private void write(OutputStream out) throws IOException {
    Path folder = data;
    if (folder == null) {
      registry.client().download(PATH, out);
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(ExitCode.USAGE, "--data: there is no folder " + folder);
    }
    try (Store store = Failures.told(() -> LogStore.open(folder))) {
      Backup.write(store, folder, out);
    }
  }

  private static void deleteLeftOver(Path beside) {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException e) {
      System.err.println("weft: " + beside + " was not deleted: " + e.getMessage());
    }
  }
}
