package dev.weft.cli.demo;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.SnapshotSource;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What the demo needs of the mesh that it runs in. Safe for use by any thread. */
public interface MeshView {
  /** Where the registry's API and the dashboard are. */
  URI registry();

  /** Where calls go. */
  URI broker();

  /** The registry's routees and their verdicts. */
  SnapshotSource snapshots();

  /** The routees that the broker keeps calls away from on its own observation, and why. */
  Map<RouteeId, String> ejected();

  /** How often the broker has tried a call once more, since it started. */
  long retries();

  /** What the broker did since this was last asked, with the cause: sentences, oldest first. */
  List<String> news();
}
