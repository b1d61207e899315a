package dev.weft.cli.files;

import dev.weft.cli.CommandFailure;
import dev.weft.model.resource.Resource;
import java.util.List;

/** Where declared resources go. Calls block. */
public interface Target {
  /** Stands on every resource that came from a file, with the file or folder as it was named. */
  String FROM_FILE = "weft.dev/from-file";

  /**
   * Creates or replaces a resource.
   *
   * @throws CommandFailure in one sentence if it is refused or the registry is away
   */
  void put(Resource resource);

  /**
   * Deletes a resource; one that is not there is fine.
   *
   * @throws CommandFailure in one sentence if it is refused or the registry is away
   */
  void delete(Resource resource);

  /**
   * Every resource that carries {@link #FROM_FILE}.
   *
   * @throws CommandFailure if the registry is away
   */
  List<Resource> fromFiles();

  /** Whether a resource that was put is known to be gone, as after the registry lost its data. */
  default boolean lost(Resource resource) {
    return false;
  }
}
