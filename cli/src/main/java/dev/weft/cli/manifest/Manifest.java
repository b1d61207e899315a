package dev.weft.cli.manifest;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A file of resources, or a folder of such files.
 *
 * <p>Memory stays bounded whatever the file holds: its size, its nesting and the expansion of
 * aliases have limits.
 */
public final class Manifest {
  private static final long MAX_BYTES = 8L << 20;

  static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setAllowDuplicateKeys(false)
          .setAllowRecursiveKeys(false)
          .setMaxAliasesForCollections(50)
          .setCodePointLimit((int) MAX_BYTES)
          .build();

  private Manifest() {}

  /**
   * Reads every resource of a file, of a folder's {@code .yaml}, {@code .yml} and {@code .json}
   * files in the order of their names, or of standard input where the path is {@code -}.
   *
   * @throws CommandFailure naming file, line and column of what is wrong
   */
  public static List<Resource> read(String path) {
    var resources = new ArrayList<Resource>();
    texts(path).forEach((source, text) -> resources.addAll(parse(source, text)));
    return resources;
  }

  /** The texts that {@link #read} reads, by what they are called in errors. */
  static Map<String, String> texts(String path) {
    var texts = new LinkedHashMap<String, String>();
    if (path.equals("-")) {
      try {
        texts.put("standard input", readBounded(System.in, "standard input"));
      } catch (IOException e) {
        throw refused("standard input cannot be read: " + e.getMessage());
      }
      return texts;
    }
    for (Path file : files(Path.of(path))) {
      try (var in = Files.newInputStream(file)) {
        texts.put(file.toString(), readBounded(in, file.toString()));
      } catch (NoSuchFileException e) {
        throw refused(file + ": there is no such file or folder");
      } catch (IOException e) {
        throw refused(file + " cannot be read: " + e.getMessage());
      }
    }
    return texts;
  }

  /**
   * The files that {@link #read} reads for a path, in their order.
   *
   * @throws CommandFailure if it is a folder without any, or one that cannot be listed
   */
  public static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var entries = Files.list(path)) {
      List<Path> files = entries.filter(Manifest::isManifest).sorted().toList();
      if (files.isEmpty()) {
        throw refused(path + ": the folder holds no .yaml, .yml or .json file");
      }
      return files;
    } catch (IOException e) {
      throw refused(path + " cannot be listed: " + e.getMessage());
    }
  }

  private static boolean isManifest(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }

  private static String readBounded(InputStream in, String source) throws IOException {
    byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw refused(source + " is larger than " + (MAX_BYTES >> 20) + " MiB");
    }
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  /**
   * Reads every resource of a text.
   *
   * @param source named in errors
   */
  public static List<Resource> parse(String source, String text) {
    var resources = new ArrayList<Resource>();
    int number = 0;
    try {
      for (Object document : new Load(SETTINGS).loadAllFromString(text)) {
        number++;
        if (document != null) {
          resources.addAll(resourcesOf(document));
        }
      }
    } catch (MarkedYamlEngineException e) {
      throw refused(source + placeOf(e) + ": " + e.getProblem());
    } catch (YamlEngineException e) {
      throw refused(source + ": " + e.getMessage());
    } catch (InvalidResourceException e) {
      throw refused(source + ", document " + number + ": " + e.getMessage());
    }
    return resources;
  }

  /** A document is one resource, or a {@code List} of them as {@code get -o yaml} prints it. */
  private static List<Resource> resourcesOf(Object document) {
    Map<String, Object> tree = TextKeys.of(document);
    if (!"List".equals(tree.get("kind")) || !(tree.get("items") instanceof List<?> items)) {
      return List.of(Resource.fromTree(tree, ServiceName.DEFAULT_NAMESPACE));
    }
    return items.stream()
        .map(item -> Resource.fromTree(TextKeys.of(item), ServiceName.DEFAULT_NAMESPACE))
        .toList();
  }

  private static String placeOf(MarkedYamlEngineException e) {
    return e.getProblemMark()
        .map(mark -> ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
        .orElse("");
  }

  private static CommandFailure refused(String sentence) {
    return new CommandFailure(ExitCode.USAGE, sentence);
  }
}
