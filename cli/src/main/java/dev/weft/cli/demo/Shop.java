package dev.weft.cli.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** The processes that run now. Safe for use by any thread; a start or a stop blocks. */
final class Shop implements AutoCloseable {
  private final Member.Starter starter;
  private final Map<Trade, List<Member>> members = new EnumMap<>(Trade.class);
  private final Map<Trade, Integer> numbers = new EnumMap<>(Trade.class);
  private boolean closed;

  private Shop(Member.Starter starter) {
    this.starter = starter;
  }

  /**
   * Starts every process that the demo begins with.
   *
   * @throws dev.weft.cli.CommandFailure if one cannot be started; those that were are stopped
   */
  static Shop open(Member.Starter starter) throws InterruptedException {
    var shop = new Shop(starter);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts = new ArrayList<Future<Member>>();
      for (Trade trade : Trade.values()) {
        for (int i = 0; i < trade.count(); i++) {
          starts.add(threads.submit(() -> shop.add(trade)));
        }
      }
      for (Future<Member> start : starts) {
        start.get();
      }
      return shop;
    } catch (ExecutionException e) {
      shop.close();
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      shop.close();
      throw e;
    }
  }

  /** {@code web ×2, orders ×3, …}: what the demo begins with. */
  static String describe() {
    return Arrays.stream(Trade.values())
        .sorted(Comparator.reverseOrder())
        .map(trade -> trade.service() + " ×" + trade.count())
        .collect(Collectors.joining(", "));
  }

  /** Starts one more; it is called after the service and the next free number. */
  Member add(Trade trade) throws InterruptedException {
    int number;
    synchronized (this) {
      number = numbers.merge(trade, 1, Integer::sum);
    }
    Member member = starter.start(trade, trade.service() + "-" + number);
    synchronized (this) {
      if (!closed) {
        members.computeIfAbsent(trade, any -> new ArrayList<>()).add(member);
        return member;
      }
    }
    member.stop();
    return member;
  }

  /** All of one service, by name. */
  synchronized List<Member> all(Trade trade) {
    return members.getOrDefault(trade, List.of()).stream()
        .sorted(Comparator.comparing(Member::name))
        .toList();
  }

  synchronized List<Member> members() {
    return members.values().stream().flatMap(Collection::stream).toList();
  }

  /** Stops all of them, callers before those whom they call. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (Trade trade : Arrays.asList(Trade.values()).reversed()) {
      List<Member> stopping;
      synchronized (this) {
        stopping = List.copyOf(members.getOrDefault(trade, List.of()));
        members.remove(trade);
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        stopping.forEach(member -> threads.execute(member::stop));
      }
    }
  }
}
