package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Plan;
import dev.weft.bench.fault.front.Address;
import dev.weft.bench.fault.front.Door;
import dev.weft.bench.fault.front.Front;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where one row is played before one front; closing ends all that was started on it. */
final class Stage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final @Nullable Front front;
  private final Setting setting;
  private final String name;
  private final Path work;
  private final List<Routee> routees = new ArrayList<>();
  private final List<AutoCloseable> others = new ArrayList<>();
  private @Nullable Door door;

  /**
   * Prepares a stage.
   *
   * @param front null where the row starts what it needs itself
   * @param name of the service, that no other stage has
   */
  Stage(@Nullable Front front, Setting setting, String name) throws IOException {
    this.front = front;
    this.setting = setting;
    this.name = name.toLowerCase(Locale.ROOT);
    work = Files.createDirectories(setting.work().resolve(this.name));
  }

  Setting setting() {
    return setting;
  }

  String name() {
    return name;
  }

  Path work() {
    return work;
  }

  /** Starts five routees and waits until they may be called. */
  void open(Shape shape) throws IOException {
    open(5, shape, 0);
  }

  /**
   * Starts routees and waits until they may be called.
   *
   * @param limit see {@link Front#open}
   */
  void open(int count, Shape shape, int limit) throws IOException {
    for (int i = 0; i < count; i++) {
      add("127.0.0.1", List.of(), shape);
    }
    openDoor(limit);
  }

  /** Starts one routee, before {@link #openDoor}. */
  Routee add(String host, List<String> before, Shape shape) throws IOException {
    var routee = new Routee(name + "-" + (routees.size() + 1), host, before, shape, work);
    routees.add(routee);
    return routee;
  }

  /** Waits until all routees listen, and are warm. */
  List<Address> awaitListening() {
    List<Address> addresses = routees.stream().map(Routee::awaitListening).toList();
    routees.forEach(Routee::warmUp);
    return addresses;
  }

  void openDoor(int limit) {
    if (front == null) {
      throw new IllegalStateException("nothing stands before the routees of " + name);
    }
    door = front.open(name, awaitListening(), limit);
  }

  Door door() {
    if (door == null) {
      throw new IllegalStateException("not open yet");
    }
    return door;
  }

  Routee routee(int index) {
    return routees.get(index);
  }

  List<Routee> routees() {
    return List.copyOf(routees);
  }

  Received received() {
    return new Received(routees);
  }

  /** A thousand calls a second; half of that in a brief run. */
  Callers call(String method) {
    return call(method, perSecond(), PATIENCE);
  }

  int perSecond() {
    return setting.brief() ? 500 : 1_000;
  }

  Callers call(String method, int perSecond, Duration patience) {
    return callAt(door().port(), door().host(), method, perSecond, patience);
  }

  Callers callAt(int port, String host, String method, int perSecond, Duration patience) {
    var callers = Callers.start(new Plan(port, host, method, perSecond, patience), setting.clock());
    others.add(callers);
    return callers;
  }

  StandingWatch watch(Routee routee) {
    var watch = new StandingWatch(door(), routee.address(), setting.clock());
    others.add(watch);
    return watch;
  }

  /** Ends with the stage. */
  <T extends AutoCloseable> T keep(T other) {
    others.add(other);
    return other;
  }

  long now() {
    return setting.clock().nanos();
  }

  /** Lets the time pass, while callers call. */
  void rest(double seconds) {
    long end = now() + (long) (seconds * 1e9);
    for (long left = end - now(); left > 0; left = end - now()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Waits until something is so, at most that long, and says whether it is. */
  boolean await(double seconds, BooleanSupplier condition) {
    long end = now() + (long) (seconds * 1e9);
    while (now() < end) {
      if (condition.getAsBoolean()) {
        return true;
      }
      rest(0.02);
    }
    return condition.getAsBoolean();
  }

  @Override
  public void close() {
    var all = new ArrayList<AutoCloseable>(others.reversed());
    if (door != null) {
      all.add(door);
    }
    all.addAll(routees);
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(name + " cannot be cleared away", e);
      }
    }
  }
}
