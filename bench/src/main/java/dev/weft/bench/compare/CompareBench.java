package dev.weft.bench.compare;

import dev.weft.bench.result.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures a broker beside other proxies; {@code bench/compare --help} says how. */
public final class CompareBench {
  private static final List<String> PARTS = List.of("saturation", "rate", "half", "http2", "tls");
  private static final List<String> ANSWERS = List.of("/100", "/10k");
  private static final int RATE = 10_000;

  private CompareBench() {}

  /** Runs what is asked for; the exit code is 2 where that is not understood. */
  public static void main(String[] args) throws IOException {
    boolean full = false;
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--full" -> full = true;
        case "--short" -> full = false;
        case "--only",
            "--peers",
            "--warm",
            "--rounds",
            "--seconds",
            "--work",
            "--out",
            "--weft",
            "--haproxy",
            "--nginx",
            "--envoy",
            "--vertx",
            "--weft-tls",
            "--java",
            "--h2load",
            "--tools",
            "--templates",
            "--http2" ->
            given.put(args[i], args[++i]);
        default -> misunderstood(args[i] + " is not understood; see --help");
      }
    }
    List<String> only =
        List.of(given.getOrDefault("--only", String.join(",", PARTS)).split(",", -1));
    if (!PARTS.containsAll(only)) {
      misunderstood("--only takes some of " + String.join(",", PARTS));
    }
    Path work = Files.createDirectories(Path.of(given.getOrDefault("--work", "work")));
    String out = given.getOrDefault("--out", work.resolve("compare-results.md").toString());
    Path tools = Path.of(given.getOrDefault("--tools", "."));
    var report = new Report(Path.of(out), System.out);
    var load = new Load(tools.resolve("load").toString(), given.getOrDefault("--h2load", ""));
    try (var field =
        new Field(
            Path.of(given.getOrDefault("--templates", "peers")),
            work,
            tools.resolve("origin").toString())) {
      List<Proxy> proxies = proxies(given);
      if (given.containsKey("--weft")) {
        field.registry(given.get("--weft"));
      }
      for (Proxy proxy : proxies) {
        field.proxy(proxy, load);
        report.line("- " + proxy.name() + ": " + proxy.setUp());
      }
      Set<Proxy.Wire> wires = wires(only, load);
      report.progress("warming up");
      field.warmUp(load, Integer.parseInt(given.getOrDefault("--warm", "20")), wires);
      double seconds = Double.parseDouble(given.getOrDefault("--seconds", full ? "5" : "3"));
      int rounds = Integer.parseInt(given.getOrDefault("--rounds", full ? "10" : "5"));
      measure(new Rounds(report, rounds), report, field, load, only, wires, seconds);
    }
  }

  private static Set<Proxy.Wire> wires(List<String> only, Load load) {
    Set<Proxy.Wire> wires = EnumSet.noneOf(Proxy.Wire.class);
    if (only.stream().anyMatch(part -> !part.equals("http2") && !part.equals("tls"))) {
      wires.add(Proxy.Wire.HTTP1);
    }
    if (only.contains("http2") && !load.h2load().isEmpty()) {
      wires.add(Proxy.Wire.HTTP2);
    }
    if (only.contains("tls") && !load.h2load().isEmpty()) {
      wires.add(Proxy.Wire.TLS);
    }
    return wires;
  }

  private static void misunderstood(String why) {
    System.err.println("compare: " + why);
    System.exit(2);
  }

  /** Those that are there; Weft first, which the others are compared with. */
  private static List<Proxy> proxies(Map<String, String> given) {
    List<String> peers =
        List.of(
            given
                .getOrDefault("--peers", "weft,weft-tls,haproxy,nginx,envoy,vertx")
                .split(",", -1));
    var proxies = new ArrayList<Proxy>();
    for (String peer : peers) {
      String where = given.getOrDefault("--" + peer, "");
      if (where.isEmpty()) {
        System.err.println("compare: NO " + peer + ": it is left out");
        continue;
      }
      proxies.add(
          switch (peer) {
            case "weft" -> Proxy.weft(where, given.getOrDefault("--http2", "yes").equals("yes"));
            case "weft-tls" -> Proxy.weftTls(where, given.getOrDefault("--java", "java"));
            case "haproxy" -> Proxy.haproxy(where);
            case "nginx" -> Proxy.nginx(where);
            case "envoy" -> Proxy.envoy(where);
            case "vertx" -> Proxy.vertx(where, given.getOrDefault("--java", "java"));
            default -> throw new IllegalArgumentException("--peers: \"" + peer + "\" is no proxy");
          });
    }
    return proxies;
  }

  private static void measure(
      Rounds rounds,
      Report report,
      Field field,
      Load load,
      List<String> only,
      Set<Proxy.Wire> wires,
      double seconds) {
    List<Field.Entry> plain = field.entries(Proxy.Wire.HTTP1);
    List<Field.Entry> http2 = field.entries(Proxy.Wire.HTTP2);
    List<Field.Entry> tls = field.entries(Proxy.Wire.TLS);
    String first = plain.isEmpty() ? "" : plain.getFirst().proxy().name();
    if (only.contains("saturation")) {
      Rounds.table(report, "HTTP/1.1 at saturation, 64 connections", first);
      for (String path : ANSWERS) {
        rounds.compare(path, plain, entry -> load.saturate(entry.port(), path, seconds));
      }
    }
    if (only.contains("rate")) {
      Rounds.table(report, "HTTP/1.1 at 10,000 requests a second, 64 connections", first);
      rounds.compare("/100", plain, entry -> load.atRate(entry.port(), "/100", seconds, RATE));
    }
    if (only.contains("half")) {
      Field.Entry leader = plain.getFirst();
      long rate = Math.round(load.saturate(leader.port(), "/100", seconds).done() / seconds / 2);
      Rounds.table(
          report,
          "HTTP/1.1 at half of what " + first + " can: " + rate + " requests a second",
          first);
      rounds.compare(
          "/100",
          plain,
          entry -> load.atRate(entry.port(), "/100", seconds, Math.toIntExact(rate)));
    }
    if (wires.contains(Proxy.Wire.HTTP2)) {
      Rounds.table(report, "HTTP/2 to HTTP/1.1 at saturation, 8 connections of 16 streams", first);
      for (String path : ANSWERS) {
        rounds.compare(path, http2, entry -> load.http2(entry.http2Port(), path, seconds));
      }
    }
    if (wires.contains(Proxy.Wire.TLS) && !tls.isEmpty()) {
      Rounds.table(
          report,
          "TLS 1.3, HTTP/1.1 inside, at saturation, 64 connections",
          tls.getFirst().proxy().name());
      for (String path : ANSWERS) {
        rounds.compare(path, tls, entry -> load.tls(entry.tlsPort(), path, seconds));
      }
    }
  }
}
