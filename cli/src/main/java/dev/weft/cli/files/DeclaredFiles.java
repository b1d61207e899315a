package dev.weft.cli.files;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.manifest.Manifest;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resources as files declare them: put when the files change, deleted when they vanish from them. A
 * file that cannot be read changes nothing. Only resources that carry this declaration's annotation
 * are ever deleted.
 *
 * <p>A change counts when two looks, half a second apart, have seen the same: half a file that an
 * editor is writing is not taken for a whole one. Looks run on the clock's thread.
 */
public final class DeclaredFiles implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);

  /** What was refused may be taken later, as when a token or another resource is there. */
  private static final int LOOKS_AFTER_REFUSAL = 20;

  private record Key(Kind kind, String namespace, String name) {
    static Key of(Resource resource) {
      Metadata metadata = resource.metadata();
      return new Key(resource.kind(), metadata.namespace(), metadata.name());
    }
  }

  private final List<String> paths;
  private final String owner;
  private final Target target;
  private final Consumer<String> say;

  /** What each path looked like when it was last read, and at the last look where that differs. */
  private final Map<String, Stamp> read = new HashMap<>();

  private final Map<String, Stamp> seen = new HashMap<>();

  /** What the files say, and what of it the target has. */
  private Map<Key, Resource> wanted = Map.of();

  private final Map<Key, Resource> applied = new LinkedHashMap<>();

  /** Whether {@link #applied} holds all that these files ever declared. */
  private boolean knowsAll;

  /** Whether the target was away or refused, and has to be asked again. */
  private boolean pending;

  private int looksToWait;

  private String lastTrouble = "";
  private Clock.@Nullable Timer timer;

  private DeclaredFiles(List<String> paths, String owner, Target target, Consumer<String> say) {
    this.paths = List.copyOf(paths);
    this.owner = owner;
    this.target = target;
    this.say = say;
  }

  /**
   * Applies the files; {@link #follow} then keeps to them. Where the target is away they are
   * applied when it is back.
   *
   * @param owner stands before the path in the annotation, so that two hosts can have files of one
   *     name
   * @param say hears of every change, in one sentence
   * @throws CommandFailure naming file, line and column of what is wrong; nothing was applied
   */
  public static DeclaredFiles apply(
      List<String> paths, String owner, Target target, Consumer<String> say) {
    var files = new DeclaredFiles(paths, owner, target, say);
    files.first();
    return files;
  }

  /** Looks at the files from now on. */
  public synchronized void follow(Clock clock) {
    if (!paths.isEmpty()) {
      timer = clock.every(LOOK, this::look);
    }
  }

  private synchronized void first() {
    if (paths.isEmpty()) {
      return;
    }
    paths.forEach(path -> read.put(path, Stamp.of(path)));
    wanted = readAll();
    try {
      bring();
    } catch (CommandFailure e) {
      if (e.exitCode() != ExitCode.UNREACHABLE) {
        throw e;
      }
      failed(e);
    }
  }

  private synchronized void look() {
    try {
      if (changed()) {
        wanted = readAll();
        say.accept(bring());
      } else if (pending) {
        if (--looksToWait < 0) {
          say.accept(bring());
        }
      } else {
        putBackWhatWasLost();
      }
    } catch (CommandFailure e) {
      failed(e);
    }
  }

  /** Whether something is another than what was read, and the same as at the last look. */
  private boolean changed() {
    boolean changed = false;
    for (String path : paths) {
      if (path.equals("-")) {
        continue; // standard input is read once
      }
      Stamp now = Stamp.of(path);
      if (now.equals(read.get(path))) {
        seen.remove(path);
      } else if (now.equals(seen.put(path, now))) {
        read.put(path, now);
        changed = true;
      }
    }
    return changed;
  }

  private Map<Key, Resource> readAll() {
    var all = new LinkedHashMap<Key, Resource>();
    for (String path : paths) {
      if (path.equals("-") && !wanted.isEmpty()) {
        wanted.forEach((key, resource) -> {
          if (mark(path).equals(resource.metadata().annotations().get(Target.FROM_FILE))) {
            all.put(key, resource);
          }
        });
        continue;
      }
      for (Resource resource : Manifest.read(path)) {
        all.put(Key.of(resource), marked(resource, mark(path)));
      }
    }
    return all;
  }

  private String mark(String path) {
    return owner.isEmpty() ? path : owner + ":" + path;
  }

  private static Resource marked(Resource resource, String mark) {
    var annotations = new HashMap<>(resource.metadata().annotations());
    annotations.put(Target.FROM_FILE, mark);
    return resource.withMetadata(resource.metadata().withAnnotations(annotations));
  }

  /** Puts what differs and deletes what is no longer declared; returns what was done. */
  private String bring() {
    pending = true; // until all of it is done
    int put = 0;
    for (var entry : wanted.entrySet()) {
      if (!entry.getValue().equals(applied.get(entry.getKey()))) {
        target.put(entry.getValue());
        applied.put(entry.getKey(), entry.getValue());
        put++;
      }
    }
    var done = new StringBuilder("files: " + put + " applied");
    for (Resource resource : declaredBefore()) {
      Key key = Key.of(resource);
      if (!wanted.containsKey(key)) {
        target.delete(resource);
        applied.remove(key);
        done.append(", ").append(key.kind.singular()).append('/').append(key.name);
        done.append(" deleted");
      }
    }
    knowsAll = true;
    pending = false;
    lastTrouble = "";
    return done.toString();
  }

  private List<Resource> declaredBefore() {
    if (knowsAll) {
      return List.copyOf(applied.values());
    }
    List<String> marks = paths.stream().map(this::mark).toList();
    return target.fromFiles().stream()
        .filter(resource -> marks.contains(resource.metadata().annotations().get(Target.FROM_FILE)))
        .toList();
  }

  private void putBackWhatWasLost() {
    for (Resource resource : applied.values()) {
      if (target.lost(resource)) {
        target.put(resource);
      }
    }
  }

  private void failed(CommandFailure e) {
    pending = e.exitCode() != ExitCode.USAGE; // a wrong file does not get better by itself
    looksToWait = e.exitCode() == ExitCode.UNREACHABLE ? 0 : LOOKS_AFTER_REFUSAL;
    String message = String.valueOf(e.getMessage());
    if (!message.equals(lastTrouble)) {
      lastTrouble = message;
      say.accept(message + (pending ? "; trying on" : "; what was applied before stays"));
    }
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
