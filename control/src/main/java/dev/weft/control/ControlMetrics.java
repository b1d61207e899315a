package dev.weft.control;

import dev.weft.model.observe.ProcessFigures;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Catalog;
import dev.weft.registry.Leases;
import dev.weft.registry.Registry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What the API tells about itself. Safe for use by any thread. */
final class ControlMetrics {
  private final PrometheusRegistry series = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Counter requests;
  private final Gauge watches;
  private final Counter cutOff;

  ControlMetrics(Catalog catalog) {
    requests =
        Counter.builder()
            .name("weft_api_requests_total")
            .help("Requests answered by the API; a watch counts when it starts.")
            .labelNames("verb", "kind", "code")
            .register(series);
    watches =
        Gauge.builder().name("weft_api_watches").help("Watches that are open.").register(series);
    cutOff =
        Counter.builder()
            .name("weft_api_watches_cut_off_total")
            .help("Watches told to start anew (410) because their client did not keep up.")
            .register(series);
    GaugeWithCallback.builder()
        .name("weft_store_revision")
        .help("The store's revision: one more with every write.")
        .callback(callback -> callback.call((double) catalog.revision()))
        .register(series);
    GaugeWithCallback.builder()
        .name("weft_resources")
        .help("Resources stored.")
        .labelNames("kind")
        .callback(callback -> {
          for (Kind kind : Kind.values()) {
            callback.call(catalog.list(kind, null).documents().size(), kind.kindName());
          }
        })
        .register(series);
  }

  /**
   * @param kind null for requests that are about no kind
   */
  void answered(String verb, @Nullable Kind kind, int code) {
    requests.labelValues(verb, kind == null ? "" : kind.kindName(), Integer.toString(code)).inc();
  }

  /** Adds what this process uses. */
  void tellOfProcess() {
    for (ProcessFigures.Figure figure : ProcessFigures.all()) {
      if (figure.counter()) {
        CounterWithCallback.builder()
            .name(figure.name())
            .help(figure.help())
            .callback(callback -> callback.call(figure.value().getAsDouble()))
            .register(series);
      } else {
        GaugeWithCallback.builder()
            .name(figure.name())
            .help(figure.help())
            .callback(callback -> callback.call(figure.value().getAsDouble()))
            .register(series);
      }
    }
  }

  /** Adds what the leases tell of themselves. */
  void tellOf(Leases leases) {
    LeaseMetrics.register(leases, series);
  }

  /** Adds what happened and what needs a person. */
  void tellOf(Registry registry) {
    RecordMetrics.register(registry, series);
  }

  void watchOpened() {
    watches.inc();
  }

  void watchCutOff() {
    cutOff.inc();
  }

  void watchClosed() {
    watches.dec();
  }

  /** Answers in OpenMetrics or Prometheus text, as the caller accepts. */
  void send(Call call) {
    String accept = call.accept();
    ExpositionFormatWriter writer = formats.findWriter(accept.isEmpty() ? null : accept);
    var body = new ByteArrayOutputStream();
    try {
      writer.write(body, series.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    call.send(200, writer.getContentType(), body.toByteArray());
  }
}
