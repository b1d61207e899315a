package dev.weft.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ways to load a proxy from the load's core.
 *
 * @param tool the binary of bench/tools/load.c
 * @param h2load nghttp2's, or empty
 */
record Load(String tool, String h2load) {
  static final String CORE = "0";
  private static final int CONNECTIONS = 64;
  private static final int HTTP2_CONNECTIONS = 8;
  private static final int HTTP2_STREAMS = 16;
  private static final Pattern H2LOAD =
      Pattern.compile("(\\d+) succeeded, (\\d+) failed, (\\d+) errored");

  /**
   * What came of it. Latencies are in microseconds, 0 where they were not taken.
   *
   * @param unanswered fell due and had no answer two seconds after the end
   */
  record Outcome(long done, long failed, long unanswered, double p50, double p99) {}

  /** Every connection asks again as soon as it is answered. */
  Outcome saturate(int port, String path, double seconds) {
    return atRate(port, path, seconds, 0);
  }

  /** So many requests a second, timed from when each was due. */
  Outcome atRate(int port, String path, double seconds, int rate) {
    String said =
        Commands.output(
            List.of(
                "taskset",
                "-c",
                CORE,
                tool,
                String.valueOf(port),
                "origin",
                path,
                String.valueOf(CONNECTIONS),
                String.valueOf(seconds),
                String.valueOf(rate)),
            Map.of());
    String[] words = said.strip().split(" ", -1);
    if (words.length != 8) {
      throw new IllegalStateException("load: " + said);
    }
    return new Outcome(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Double.parseDouble(words[4]),
        Double.parseDouble(words[5]));
  }

  /** HTTP/2 with prior knowledge, at saturation. */
  Outcome http2(int port, String path, double seconds) {
    return h2load(
        seconds, "http://127.0.0.1:" + port + path, "-c" + HTTP2_CONNECTIONS, "-m" + HTTP2_STREAMS);
  }

  /** HTTP/1.1 in TLS 1.3 on connections that stay, at saturation. */
  Outcome tls(int port, String path, double seconds) {
    return h2load(seconds, "https://127.0.0.1:" + port + path, "--h1", "-c" + CONNECTIONS, "-m1");
  }

  private Outcome h2load(double seconds, String url, String... how) {
    var words = new ArrayList<>(List.of("taskset", "-c", CORE, h2load, "-t1"));
    words.addAll(List.of(how));
    words.add("-D" + Math.max(1, Math.round(seconds))); // whole seconds only
    words.addAll(List.of("-H", ":authority: origin", url));
    String said = Commands.output(words, Map.of());
    Matcher matcher = H2LOAD.matcher(said);
    if (!matcher.find()) {
      throw new IllegalStateException("h2load: " + said);
    }
    return new Outcome(
        Long.parseLong(matcher.group(1)),
        Long.parseLong(matcher.group(2)) + Long.parseLong(matcher.group(3)),
        0,
        0,
        0);
  }
}
