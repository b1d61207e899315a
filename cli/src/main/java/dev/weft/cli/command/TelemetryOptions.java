package dev.weft.cli.command;

import dev.weft.broker.Broker;
import dev.weft.broker.accesslog.AccessLog;
import dev.weft.broker.accesslog.Format;
import dev.weft.broker.trace.OtlpExport;
import dev.weft.broker.trace.Spans;
import dev.weft.broker.trace.TraceContext;
import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.mesh.Routee;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a broker's traces and its access log go. */
final class TelemetryOptions {
  private static final long MEBIBYTE = 1 << 20;
  private static final int KEPT_FILES = 5;

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description =
          "Sends spans of calls to this OTLP/HTTP receiver, such as http://127.0.0.1:4318"
              + " (environment: OTEL_EXPORTER_OTLP_ENDPOINT and the others of OpenTelemetry).")
  private @Nullable String otlp;

  @Option(
      names = "--trace-sample",
      paramLabel = "SHARE",
      description =
          "Of traces that begin here, such as 10%% (environment: OTEL_TRACES_SAMPLER_ARG; default:"
              + " 1%%). Calls that fail, are tried again or are slow are always sent.")
  private @Nullable String traceSample;

  @Option(
      names = "--access-log",
      paramLabel = "FILE|-",
      description = "Writes a line for each call to a file that is rotated, or to standard output.")
  private @Nullable String accessLog;

  @Option(
      names = "--access-log-format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "json or common (Common Log Format) (default: ${DEFAULT-VALUE}).")
  private String accessLogFormat = "json";

  @Option(
      names = "--access-log-sample",
      paramLabel = "SHARE",
      defaultValue = "100%",
      description =
          "Of calls that are well, such as 5%%; the others are all written (default:"
              + " ${DEFAULT-VALUE}).")
  private String accessLogSample = "100%";

  @Option(
      names = "--access-log-size",
      paramLabel = "MIB",
      defaultValue = "64",
      description = "After how many MiB the file is put aside; five of those stay (default: 64).")
  private int accessLogSize;

  /**
   * Fails on what cannot be, before anything is started.
   *
   * @throws CommandFailure naming the option or the variable
   */
  void check() {
    boolean _ = OtelEnvironment.read(otlp, traceSample, System.getenv()) != null;
    format();
    share("--access-log-sample", accessLogSample);
    if (accessLogSize < 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "--access-log-size: " + accessLogSize + " is not at least 1");
    }
  }

  /**
   * Begins to look at a broker's calls.
   *
   * @return what is to be closed with the broker, which is closed first
   */
  List<AutoCloseable> attach(Broker broker, Clock clock) {
    var parts = new ArrayList<AutoCloseable>();
    if (accessLog != null) {
      parts.add(startLog(broker, accessLog, clock));
    }
    @Nullable OtelEnvironment traces = OtelEnvironment.read(otlp, traceSample, System.getenv());
    if (traces != null) {
      OtlpExport export =
          OtlpExport.start(
              traces.export(),
              clock,
              (service, id) -> {
                @Nullable Routee routee =
                    broker.snapshot().service(service).map(state -> state.routee(id)).orElse(null);
                return routee == null ? null : routee.hostAndPort();
              });
      broker.trace(new TraceContext(traces.ratio()));
      broker.observe(new Spans(export::offer));
      broker.countDrops("otlp", export::dropped);
      parts.add(export);
    }
    return parts;
  }

  private AccessLog startLog(Broker broker, String where, Clock clock) {
    var options =
        new AccessLog.Options(
            where.equals("-") ? null : Path.of(where),
            format(),
            share("--access-log-sample", accessLogSample),
            accessLogSize * MEBIBYTE,
            KEPT_FILES);
    try {
      AccessLog log = AccessLog.start(options, System.out, clock);
      broker.observe(log);
      broker.countDrops("access log", log::dropped);
      return log;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "--access-log: " + where + " cannot be written: " + e);
    }
  }

  private Format format() {
    return switch (accessLogFormat.toLowerCase(Locale.ROOT)) {
      case "json" -> Format.JSON;
      case "common" -> Format.COMMON;
      default ->
          throw new CommandFailure(
              ExitCode.USAGE,
              "--access-log-format: \"" + accessLogFormat + "\" is neither json nor common");
    };
  }

  /**
   * @throws CommandFailure naming where the text stands
   */
  static double share(String where, String text) {
    try {
      double read =
          text.endsWith("%")
              ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
              : Double.parseDouble(text);
      if (read >= 0 && read <= 1) {
        return read;
      }
    } catch (NumberFormatException e) {
      // the sentence below says what is right
    }
    throw new CommandFailure(
        ExitCode.USAGE, where + ": \"" + text + "\" is neither 10% nor 0.1, from 0 to 1");
  }

  /** What a resource's attributes or a receiver's headers are written as: {@code a=1,b=2}. */
  static Map<String, String> pairs(String where, String text) {
    var pairs = new LinkedHashMap<String, String>();
    for (String one : text.split(",", -1)) {
      int equals = one.indexOf('=');
      if (one.isBlank()) {
        continue;
      }
      if (equals < 1) {
        throw new CommandFailure(ExitCode.USAGE, where + ": \"" + one + "\" is not NAME=VALUE");
      }
      pairs.put(
          one.substring(0, equals).strip(),
          URLDecoder.decode(one.substring(equals + 1).strip(), StandardCharsets.UTF_8));
    }
    return pairs;
  }
}
