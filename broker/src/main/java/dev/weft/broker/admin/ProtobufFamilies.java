package dev.weft.broker.admin;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBucket;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.ArrayList;

/**
 * Metrics as Prometheus's messages ({@code io.prometheus.client.MetricFamily}, each behind its
 * length), the only form in which it takes native histograms. Four messages do not merit a library
 * of two megabytes.
 */
final class ProtobufFamilies {
  static final String CONTENT_TYPE =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  private static final int COUNTER = 0;
  private static final int GAUGE = 1;
  private static final int HISTOGRAM = 4;

  private ProtobufFamilies() {}

  /** Whether a scraper asks for this before all other forms. */
  static boolean wanted(String accept) {
    return accept.startsWith("application/vnd.google.protobuf")
        && accept.contains("io.prometheus.client.MetricFamily");
  }

  static byte[] write(MetricSnapshots all) {
    var out = new ProtobufMessage();
    for (MetricSnapshot family : all) {
      var message = new ProtobufMessage();
      String suffix = family instanceof CounterSnapshot ? "_total" : "";
      message.text(1, family.getMetadata().getPrometheusName() + suffix);
      message.text(2, String.valueOf(family.getMetadata().getHelp()));
      message.number(3, typeOf(family));
      for (DataPointSnapshot point : family.getDataPoints()) {
        message.message(4, metric(point));
      }
      out.delimited(message);
    }
    return out.bytes();
  }

  private static int typeOf(MetricSnapshot family) {
    return switch (family) {
      case CounterSnapshot _ -> COUNTER;
      case GaugeSnapshot _ -> GAUGE;
      case HistogramSnapshot _ -> HISTOGRAM;
      default -> throw new IllegalStateException("no form for " + family.getClass());
    };
  }

  private static ProtobufMessage metric(DataPointSnapshot point) {
    var metric = new ProtobufMessage();
    for (Label label : point.getLabels()) {
      metric.message(1, label(label));
    }
    switch (point) {
      case CounterSnapshot.CounterDataPointSnapshot counter ->
          metric.message(3, new ProtobufMessage().real(1, counter.getValue()));
      case GaugeSnapshot.GaugeDataPointSnapshot gauge ->
          metric.message(2, new ProtobufMessage().real(1, gauge.getValue()));
      case HistogramDataPointSnapshot histogram -> metric.message(7, histogram(histogram));
      default -> throw new IllegalStateException("no form for " + point.getClass());
    }
    return metric;
  }

  private static ProtobufMessage label(Label label) {
    return new ProtobufMessage().text(1, label.getName()).text(2, label.getValue());
  }

  private static ProtobufMessage histogram(HistogramDataPointSnapshot point) {
    var histogram = new ProtobufMessage();
    histogram.number(1, point.getCount()).real(2, point.getSum());
    long cumulative = 0;
    for (int i = 0; i < point.getClassicBuckets().size(); i++) {
      cumulative += point.getClassicBuckets().getCount(i);
      double bound = point.getClassicBuckets().getUpperBound(i);
      double lower = i == 0 ? 0 : point.getClassicBuckets().getUpperBound(i - 1);
      var bucket = new ProtobufMessage().number(1, cumulative).real(2, bound);
      Exemplar exemplar = point.getExemplars().get(lower, bound);
      if (exemplar != null) {
        bucket.message(3, exemplar(exemplar));
      }
      histogram.message(3, bucket);
    }
    histogram.signed(5, point.getNativeSchema()).real(6, point.getNativeZeroThreshold());
    histogram.number(7, point.getNativeZeroCount());
    addBuckets(histogram, point.getNativeBucketsForPositiveValues());
    return histogram;
  }

  /** Spans of buckets that follow each other, and how each count differs from the one before. */
  private static void addBuckets(ProtobufMessage histogram, NativeHistogramBuckets buckets) {
    var spans = new ArrayList<int[]>();
    int end = 0;
    for (NativeHistogramBucket bucket : buckets) {
      int index = bucket.getBucketIndex();
      if (spans.isEmpty() || index != end) {
        spans.add(new int[] {index - end, 0});
      }
      spans.getLast()[1]++;
      end = index + 1;
    }
    for (int[] span : spans) {
      histogram.message(12, new ProtobufMessage().signed(1, span[0]).number(2, span[1]));
    }
    long before = 0;
    for (NativeHistogramBucket bucket : buckets) {
      histogram.signed(13, bucket.getCount() - before);
      before = bucket.getCount();
    }
  }

  private static ProtobufMessage exemplar(Exemplar exemplar) {
    var message = new ProtobufMessage();
    for (Label label : exemplar.getLabels()) {
      message.message(1, label(label));
    }
    return message.real(2, exemplar.getValue());
  }
}
