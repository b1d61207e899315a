package dev.weft.broker.caller;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.time.Clock;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Finds out who is at the other end of connections, off the loops and for many at once: on this
 * machine the program that {@code weft run} has started (Linux), from another machine the one
 * service that has routees at that address. At most {@value #MOST_WAITING} wait to be found out; of
 * more nothing is found out.
 *
 * <p>Safe for use by any thread.
 */
public final class CallerNames {
  private static final int MOST_WAITING = 1_024;
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration REST = Duration.ofSeconds(1);

  private final BlockingQueue<ConnectionCaller> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Supplier<Snapshot> snapshot;
  private final ProcessSockets processes;
  private final Clock clock;
  private volatile long lookedNanos;

  /**
   * @param snapshot as of now
   */
  public CallerNames(Supplier<Snapshot> snapshot, Clock clock) {
    this(snapshot, ProcessSockets.ofThisMachine(), clock);
  }

  CallerNames(Supplier<Snapshot> snapshot, ProcessSockets processes, Clock clock) {
    this.snapshot = snapshot;
    this.processes = processes;
    this.clock = clock;
    lookedNanos = clock.nanos() - REST.toNanos();
  }

  /** Who is at the other end of a channel that is connected. */
  public ConnectionCaller of(Channel channel) {
    return new ConnectionCaller(this, channel);
  }

  /** Never blocks. */
  void find(ConnectionCaller caller) {
    if (waiting.offer(caller) && looking.compareAndSet(false, true)) {
      Duration rested = Duration.ofNanos(clock.nanos() - lookedNanos);
      Duration rest = REST.minus(rested);
      clock.schedule(rest.compareTo(SOON) > 0 ? rest : SOON, this::look);
    }
  }

  private void look() {
    lookedNanos = clock.nanos(); // first: whoever comes during this look must rest as well
    looking.set(false); // who comes from here on has another look
    var callers = new ArrayList<ConnectionCaller>();
    waiting.drainTo(callers);
    callers.removeIf(caller -> !caller.channel().isActive());
    var near = new HashMap<ProcessSockets.Ends, ConnectionCaller>();
    var far = new ArrayList<ConnectionCaller>();
    for (ConnectionCaller caller : callers) {
      if (caller.channel().remoteAddress() instanceof InetSocketAddress there
          && caller.channel().localAddress() instanceof InetSocketAddress here) {
        if (there.getAddress().equals(here.getAddress())
            || there.getAddress().isLoopbackAddress()) {
          near.put(new ProcessSockets.Ends(there.getPort(), here.getPort()), caller);
        } else {
          far.add(caller);
        }
      }
    }
    if (!near.isEmpty()) {
      processes
          .services(near.keySet())
          .forEach((ends, name) -> {
            var caller = near.get(ends);
            if (caller != null) {
              caller.is(name);
            }
          });
    }
    nameByAddress(far);
  }

  private void nameByAddress(List<ConnectionCaller> far) {
    if (far.isEmpty()) {
      return;
    }
    Map<String, Set<ServiceName>> services = new HashMap<>();
    snapshot
        .get()
        .services()
        .forEach((name, state) -> {
          for (Routee routee : state.routees()) {
            services.computeIfAbsent(routee.address(), address -> new HashSet<>()).add(name);
          }
        });
    for (ConnectionCaller caller : far) {
      Set<ServiceName> there = services.getOrDefault(caller.address(), Set.of());
      if (there.size() == 1) {
        caller.is(there.iterator().next().toString());
      }
    }
  }
}
