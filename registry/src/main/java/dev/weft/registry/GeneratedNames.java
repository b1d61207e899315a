package dev.weft.registry;

import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.util.concurrent.ThreadLocalRandom;

/** Names as Kubernetes makes them from {@code metadata.generateName}. */
final class GeneratedNames {
  /** How many names are tried, as in Kubernetes. */
  static final int ATTEMPTS = 8;

  /** Kubernetes' alphabet: no vowels, and nothing that looks like something else. */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX_CHARS = 5;
  private static final int MAX_PREFIX_CHARS = 63 - SUFFIX_CHARS;

  private GeneratedNames() {}

  /** A resource under the next name, with its labels and annotations. */
  static Resource named(Resource unnamed, String prefix) {
    Metadata before = unnamed.metadata();
    return unnamed.withMetadata(
        Metadata.named(before.namespace(), next(prefix))
            .withLabels(before.labels())
            .withAnnotations(before.annotations()));
  }

  /** The prefix, cut so that the name is a label if the prefix is one, and five random letters. */
  static String next(String prefix) {
    var name = new StringBuilder(prefix);
    name.setLength(Math.min(prefix.length(), MAX_PREFIX_CHARS));
    var random = ThreadLocalRandom.current();
    for (int i = 0; i < SUFFIX_CHARS; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
