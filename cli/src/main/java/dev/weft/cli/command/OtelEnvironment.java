package dev.weft.cli.command;

import dev.weft.broker.trace.OtlpExport;
import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How traces are exported, by the options and by the variables that OpenTelemetry's SDKs read
 * ("OpenTelemetry Environment Variable Specification" and "OTLP Exporter Configuration"). Options
 * win, and of the variables those for traces.
 *
 * @param ratio of traces that begin here, 0 to 1
 */
record OtelEnvironment(OtlpExport.Options export, double ratio) {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
  private static final String TRACES_PROTOCOL = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";
  private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
  private static final String SAMPLER_ARG = "OTEL_TRACES_SAMPLER_ARG";
  private static final String TRACES_PATH = "/v1/traces";
  private static final String USUAL_RATIO = "1%";
  private static final long USUAL_TIMEOUT_MILLIS = 10_000;

  /**
   * @param otlp the option; null if it is not given
   * @param sample the option; null if it is not given
   * @return null where no traces are wanted
   * @throws CommandFailure naming the option or the variable that is wrong
   */
  static @Nullable OtelEnvironment read(
      @Nullable String otlp, @Nullable String sample, Map<String, String> environment) {
    if (otlp == null
        && (environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
            || environment.getOrDefault("OTEL_TRACES_EXPORTER", "otlp").equals("none"))) {
      return null;
    }
    @Nullable URI traces = endpoint(otlp, environment);
    if (traces == null) {
      return null;
    }
    String protocol =
        environment.getOrDefault(
            TRACES_PROTOCOL, environment.getOrDefault(PROTOCOL, "http/protobuf"));
    if (otlp == null && !protocol.equals("http/protobuf")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          PROTOCOL + ": \"" + protocol + "\" is not http/protobuf, the one that weft speaks");
    }
    var resource = new LinkedHashMap<String, String>();
    resource.put("service.name", "weft");
    resource.put("service.version", Version.text());
    resource.putAll(pairs("OTEL_RESOURCE_ATTRIBUTES", environment));
    if (environment.containsKey("OTEL_SERVICE_NAME")) {
      resource.put("service.name", environment.get("OTEL_SERVICE_NAME"));
    }
    var headers = new LinkedHashMap<>(pairs("OTEL_EXPORTER_OTLP_HEADERS", environment));
    headers.putAll(pairs("OTEL_EXPORTER_OTLP_TRACES_HEADERS", environment));
    return new OtelEnvironment(
        new OtlpExport.Options(traces, headers, timeout(environment), resource),
        ratio(sample, environment));
  }

  private static @Nullable URI endpoint(@Nullable String otlp, Map<String, String> environment) {
    if (otlp != null) {
      return withPath("--otlp", otlp);
    }
    String traces = environment.getOrDefault(TRACES_ENDPOINT, "");
    if (!traces.isEmpty()) {
      return http(TRACES_ENDPOINT, traces);
    }
    String base = environment.getOrDefault(ENDPOINT, "");
    return base.isEmpty() ? null : withPath(ENDPOINT, base);
  }

  private static URI withPath(String where, String text) {
    String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return http(where, base.endsWith(TRACES_PATH) ? base : base + TRACES_PATH);
  }

  private static URI http(String where, String text) {
    return WebAddress.of(where, text, "http://127.0.0.1:4318");
  }

  private static Map<String, String> pairs(String name, Map<String, String> environment) {
    return TelemetryOptions.pairs(name, environment.getOrDefault(name, ""));
  }

  private static Duration timeout(Map<String, String> environment) {
    String name = "OTEL_EXPORTER_OTLP_TIMEOUT";
    String text = environment.getOrDefault(name, Long.toString(USUAL_TIMEOUT_MILLIS));
    try {
      long millis = Long.parseLong(text);
      if (millis > 0) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException e) {
      // the sentence below says what is right
    }
    throw new CommandFailure(
        ExitCode.USAGE, name + ": \"" + text + "\" is no time in milliseconds");
  }

  private static double ratio(@Nullable String sample, Map<String, String> environment) {
    if (sample != null) {
      return TelemetryOptions.share("--trace-sample", sample);
    }
    String sampler = environment.getOrDefault(SAMPLER, "");
    String argument = environment.getOrDefault(SAMPLER_ARG, "");
    return switch (sampler) {
      case "always_on", "parentbased_always_on" -> 1;
      case "always_off", "parentbased_always_off" -> 0;
      case "", "traceidratio", "parentbased_traceidratio" ->
          TelemetryOptions.share(SAMPLER_ARG, argument.isEmpty() ? USUAL_RATIO : argument);
      default ->
          throw new CommandFailure(
              ExitCode.USAGE,
              SAMPLER
                  + ": \""
                  + sampler
                  + "\" is none of always_on, always_off, traceidratio and"
                  + " their parentbased_ forms");
    };
  }
}
