package dev.weft.bench.result;

import java.util.ArrayList;
import java.util.List;

/** One figure of each round. */
public final class Numbers {
  private final List<Double> values = new ArrayList<>();

  public void add(double value) {
    values.add(value);
  }

  public double median() {
    return quantile(0.5);
  }

  public double least() {
    return quantile(0);
  }

  public double most() {
    return quantile(1);
  }

  private double quantile(double share) {
    List<Double> sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    double at = share * (sorted.size() - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
  }

  /** This, round by round, divided by the other. */
  public Numbers over(Numbers other) {
    var ratios = new Numbers();
    for (int i = 0; i < Math.min(values.size(), other.values.size()); i++) {
      ratios.add(values.get(i) / other.values.get(i));
    }
    return ratios;
  }

  /** Each value divided by the one after it: what two rounds of the same server differ by. */
  public Numbers againstNext() {
    var ratios = new Numbers();
    for (int i = 0; i + 1 < values.size(); i += 2) {
      ratios.add(values.get(i) / values.get(i + 1));
    }
    return ratios;
  }

  /** Median, least and most. */
  public String spread(String format) {
    return Report.number(format + " (" + format + "–" + format + ")", median(), least(), most());
  }
}
