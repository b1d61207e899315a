package dev.weft.cli.demo;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the example shop's programs are: in a distribution they and their libraries lie apart, in
 * {@code lib/examples}, so that none of it is loaded into Weft itself; elsewhere, as in tests, on
 * the class path of this JVM.
 */
final class ShopCode {
  private static final String MANIFEST = "shop.yaml";
  private static final String RESOURCE = "/dev/weft/examples/shop/" + MANIFEST;

  private ShopCode() {}

  /** What the mesh must be told of the shop: YAML documents. */
  static String manifest() {
    Path home = distribution();
    try (InputStream in =
        home == null
            ? ShopCode.class.getResourceAsStream(RESOURCE)
            : Files.newInputStream(home.resolve("examples").resolve(MANIFEST))) {
      if (in == null) {
        throw new CommandFailure(ExitCode.FAILED, RESOURCE + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw lacking(e);
    }
  }

  /** The class path of the programs. */
  static String classPath() {
    Path home = distribution();
    if (home == null) {
      return System.getProperty("java.class.path");
    }
    Path lib = home.resolve("lib");
    // Its gRPC runs on the Netty that the broker has anyway.
    try (Stream<Path> jars = Files.list(lib)) {
      return Stream.concat(
              Stream.of(lib.resolve("examples") + File.separator + "*"),
              jars.filter(jar -> jar.getFileName().toString().startsWith("netty-"))
                  .map(Path::toString)
                  .sorted())
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw lacking(e);
    }
  }

  private static @Nullable Path distribution() {
    String home = System.getProperty("weft.home");
    return home == null ? null : Path.of(home);
  }

  private static CommandFailure lacking(IOException e) {
    return new CommandFailure(
        ExitCode.FAILED, "the installation lacks the example shop: " + e.getMessage());
  }
}
