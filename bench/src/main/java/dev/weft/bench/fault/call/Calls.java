package dev.weft.bench.fault.call;

import dev.weft.bench.load.Latencies;
import java.util.List;
import java.util.function.Predicate;

/** Calls, and what may be asked about them. */
public record Calls(List<Call> all) {

  /** Those that were due in a span, its end not included. */
  public Calls between(long fromNanos, long toNanos) {
    return where(call -> call.dueNanos() >= fromNanos && call.dueNanos() < toNanos);
  }

  public Calls where(Predicate<Call> condition) {
    return new Calls(all.stream().filter(condition).toList());
  }

  public int count() {
    return all.size();
  }

  /** Those not answered with 200 to the end. */
  public Calls failed() {
    return where(call -> !call.good());
  }

  public Calls good() {
    return where(Call::good);
  }

  /** What a share of them stays under, in milliseconds. */
  public double millis(double share) {
    var latencies = new Latencies();
    all.forEach(call -> latencies.record(call.doneNanos() - call.dueNanos()));
    return latencies.millis(share);
  }

  /** The longest, in milliseconds. */
  public double worstMillis() {
    return all.stream().mapToDouble(Call::millis).max().orElse(0);
  }

  /** The most frequent trouble in words, empty where there is none. */
  public String trouble() {
    return all.stream()
        .filter(call -> !call.good())
        .collect(
            java.util.stream.Collectors.groupingBy(
                Call::trouble, java.util.stream.Collectors.counting()))
        .entrySet()
        .stream()
        .max(java.util.Map.Entry.comparingByValue())
        .map(java.util.Map.Entry::getKey)
        .orElse("");
  }
}
