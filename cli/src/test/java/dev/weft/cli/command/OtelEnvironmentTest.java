package dev.weft.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.cli.CommandFailure;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OtelEnvironmentTest {
  private static OtelEnvironment read(
      @Nullable String otlp, @Nullable String sample, String... variables) {
    return Objects.requireNonNull(OtelEnvironment.read(otlp, sample, of(variables)));
  }

  private static Map<String, String> of(String... variables) {
    var map = new HashMap<String, String>();
    for (int i = 0; i < variables.length; i += 2) {
      map.put(variables[i], variables[i + 1]);
    }
    return map;
  }

  @Test
  void noTracesAreSentUnlessSomebodySaysWhere() {
    assertThat(OtelEnvironment.read(null, "50%", Map.of())).isNull();
    assertThat(
            OtelEnvironment.read(
                null,
                null,
                of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318", "OTEL_SDK_DISABLED", "true")))
        .isNull();
  }

  @Test
  void theOptionWinsAndTheStandardPathIsAdded() {
    assertThat(read("http://a:4318", null, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://b:1").export())
        .extracting(options -> options.traces())
        .isEqualTo(URI.create("http://a:4318/v1/traces"));
    assertThat(read("http://a:4318/v1/traces", null).export().traces().getPath())
        .isEqualTo("/v1/traces");
    assertThat(read(null, null, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://b:1/x/").export().traces())
        .isEqualTo(URI.create("http://b:1/x/v1/traces"));
    assertThat(
            read(null, null, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:1/y")
                .export()
                .traces())
        .isEqualTo(URI.create("http://c:1/y"));
  }

  @Test
  void readsHeadersTimeoutAndResource() {
    var export =
        read(
                "http://a:4318",
                null,
                "OTEL_EXPORTER_OTLP_HEADERS",
                "x-tenant=me,authorization=Bearer%20t",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "250",
                "OTEL_SERVICE_NAME",
                "edge",
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.name=other,host.name=h1")
            .export();
    assertThat(export.headers())
        .containsEntry("x-tenant", "me")
        .containsEntry("authorization", "Bearer t");
    assertThat(export.timeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(export.resource())
        .containsEntry("service.name", "edge")
        .containsEntry("host.name", "h1");
  }

  @Test
  void oneInAHundredIsSampledUnlessSomebodySaysOtherwise() {
    assertThat(read("http://a:1", null).ratio()).isEqualTo(0.01);
    assertThat(read("http://a:1", "25%").ratio()).isEqualTo(0.25);
    assertThat(read("http://a:1", null, "OTEL_TRACES_SAMPLER", "parentbased_always_on").ratio())
        .isEqualTo(1);
    assertThat(
            read(
                    "http://a:1",
                    null,
                    "OTEL_TRACES_SAMPLER",
                    "traceidratio",
                    "OTEL_TRACES_SAMPLER_ARG",
                    "0.5")
                .ratio())
        .isEqualTo(0.5);
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> read("here", null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--otlp: \"here/v1/traces\"");
    assertThatThrownBy(() -> read("http://a:1", "200%")).hasMessageContaining("--trace-sample");
    assertThatThrownBy(() ->
            read(
                null,
                null,
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://a:1",
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                "grpc"))
        .hasMessageContaining("grpc");
    assertThatThrownBy(() -> read("http://a:1", null, "OTEL_TRACES_SAMPLER", "jaeger_remote"))
        .hasMessageContaining("jaeger_remote");
  }
}
