package dev.weft.registry;

import dev.weft.model.mesh.Snapshot;
import dev.weft.registry.alert.AlertSources;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the alerts' rules look at, of a registry. */
record WatchedRegistry(Snapshots snapshots, Leases leases, Path dataDir) implements AlertSources {
  @Override
  public Snapshot snapshot() {
    return snapshots.current();
  }

  @Override
  public List<AgentSeen> agents() {
    return leases.agents().list().stream()
        .map(agent -> new AgentSeen(agent.name(), agent.live(), agent.report().revision()))
        .toList();
  }

  @Override
  public Optional<Held> massLapse() {
    return leases.massLapse();
  }

  /** As much as there can be where the file system does not say. */
  @Override
  public long freeBytes() {
    try {
      FileStore store = Files.getFileStore(dataDir);
      return store.getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
