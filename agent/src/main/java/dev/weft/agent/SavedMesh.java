package dev.weft.agent;

import dev.weft.model.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Keeps the mesh on disk: a second after a change, and so that a large mesh spends at most a tenth
 * of the time on it. Safe for use by any thread; saves on the clock's.
 */
final class SavedMesh implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SavedMesh.class.getName());
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final LastGoodFile file;
  private final MirroredMesh mesh;
  private final Clock clock;
  private Clock.@Nullable Timer timer;
  private Duration lastTook = Duration.ZERO;
  private boolean failing;
  private boolean dirty;
  private boolean closed;

  SavedMesh(LastGoodFile file, MirroredMesh mesh, Clock clock) {
    this.file = file;
    this.mesh = mesh;
    this.clock = clock;
  }

  /** Fills the mesh with what was saved; false if there is nothing to trust. */
  boolean load() {
    Optional<MirroredMesh.State> state = file.load();
    if (state.isEmpty() || state.get().revision() == 0) {
      return false;
    }
    Map<MirroredMesh.Key, byte[]> documents = new HashMap<>();
    for (byte[] document : state.get().documents()) {
      try {
        Map<String, Object> tree = RegistryCalls.tree(document);
        WatchEvent.kind(tree)
            .ifPresent(
                kind -> documents.put(WatchEvent.key(kind, WatchEvent.metadata(tree)), document));
      } catch (JacksonException | ClassCastException e) {
        LOG.log(System.Logger.Level.WARNING, "a document of the last good snapshot is no JSON", e);
        return false;
      }
    }
    mesh.become(state.get().registry(), state.get().revision(), documents);
    return true;
  }

  synchronized void changed() {
    dirty = true;
    if (timer == null && !closed) {
      Duration busy = lastTook.multipliedBy(10);
      timer = clock.schedule(busy.compareTo(DELAY) > 0 ? busy : DELAY, this::save);
    }
  }

  private synchronized void save() {
    timer = null;
    if (!dirty) {
      return;
    }
    dirty = false;
    long startNanos = clock.nanos();
    try {
      file.save(mesh.copy());
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the last good snapshot cannot be saved, so that a restart without the registry would"
                + " begin with an older one: "
                + e);
      }
      failing = true;
      dirty = true; // tried again with the next change
    }
    lastTook = Duration.ofNanos(clock.nanos() - startNanos);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
    save();
  }
}
