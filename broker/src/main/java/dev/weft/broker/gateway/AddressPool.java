package dev.weft.broker.gateway;

import dev.weft.model.route.GatewayId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives each gateway an address of its own, and the same again after a restart: where to look first
 * follows from its name, and what was given is kept in a file. Safe on any thread.
 */
final class AddressPool {
  private static final System.Logger LOG = System.getLogger(AddressPool.class.getName());

  private final AddressRange range;
  private final @Nullable Path file;
  private final Map<GatewayId, Integer> given = new HashMap<>();
  private boolean changed;

  private AddressPool(AddressRange range, @Nullable Path file) {
    this.range = range;
    this.file = file;
  }

  /**
   * Opens one.
   *
   * @param file where it remembers; null for nowhere
   */
  static AddressPool open(AddressRange range, @Nullable Path file) {
    var pool = new AddressPool(range, file);
    if (file != null && Files.exists(file)) {
      try {
        Files.readAllLines(file).forEach(pool::remember);
      } catch (IOException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "gateways may get other addresses than before: {0} cannot be read: {1}",
            file,
            e.getMessage());
      }
    }
    return pool;
  }

  /** A line is {@code ADDRESS NAMESPACE/NAME}; one of another range says nothing here. */
  private void remember(String line) {
    String[] words = line.strip().split("[ /]", 3);
    if (words.length < 3) {
      return;
    }
    int index = range.indexOf(words[0]);
    if (index >= 0 && !given.containsValue(index)) {
      given.put(new GatewayId(words[1], words[2]), index);
    }
  }

  /**
   * The address of a gateway.
   *
   * @param asked addresses that gateways ask for by themselves, which are not given away
   * @return null if none is left
   */
  synchronized @Nullable InetAddress of(GatewayId gateway, Set<InetAddress> asked) {
    @Nullable Integer before = given.get(gateway);
    if (before != null && !asked.contains(range.at(before))) {
      return range.at(before);
    }
    var taken = new HashSet<>(given.values());
    int start = Math.floorMod(gateway.toString().hashCode(), range.size());
    for (int i = 0; i < range.size(); i++) {
      int index = (start + i) % range.size();
      if (range.usable(index) && !taken.contains(index) && !asked.contains(range.at(index))) {
        given.put(gateway, index);
        changed = true;
        return range.at(index);
      }
    }
    return null;
  }

  /** Takes back what gateways have that are gone, and writes down what has changed. */
  synchronized void settle(Set<GatewayId> present) {
    changed |= given.keySet().retainAll(present);
    if (changed && file != null) {
      write(file);
    }
    changed = false;
  }

  private void write(Path to) {
    var lines = new TreeMap<String, String>();
    given.forEach((gateway, index) ->
        lines.put(gateway.toString(), range.at(index).getHostAddress() + " " + gateway));
    try {
      Path beside = to.resolveSibling(to.getFileName() + ".new");
      Files.write(beside, List.copyOf(lines.values()));
      Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "gateways may get other addresses after a restart: {0} cannot be written: {1}",
          to,
          e.getMessage());
    }
  }
}
