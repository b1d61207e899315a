package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.front.Front;
import dev.weft.bench.fault.front.Peer;
import dev.weft.bench.fault.front.Weft;
import dev.weft.bench.server.DataFiles;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes faults and tells what callers noticed; {@code bench/faults --help} says how. */
public final class FaultBench implements AutoCloseable {
  private static final Set<String> OPTIONS =
      Set.of(
          "--only",
          "--peers",
          "--work",
          "--table",
          "--weft",
          "--haproxy",
          "--envoy",
          "--warm",
          "--templates");

  private final Map<String, String> given;
  private final Setting setting;
  private final List<Front> peers = new ArrayList<>();
  private Weft weft;
  private int stages;

  /**
   * Starts Weft.
   *
   * @param given options with their values, as on the command line
   */
  FaultBench(Map<String, String> given, Setting setting) throws IOException {
    this.given = given;
    this.setting = setting;
    weft = freshWeft();
    Path templates = Path.of(given.getOrDefault("--templates", "peers"));
    for (String name : given.getOrDefault("--peers", "haproxy,envoy").split(",", -1)) {
      String binary = given.getOrDefault("--" + name, "");
      switch (name) {
        case "none" -> {}
        case "haproxy", "envoy" -> {
          if (binary.isEmpty()) {
            System.err.println("faults: NO " + name + ": it is left out");
          } else {
            peers.add(
                name.equals("haproxy")
                    ? Peer.haproxy(binary, templates, setting.work())
                    : Peer.envoy(binary, templates, setting.work()));
          }
        }
        default -> throw new IllegalArgumentException("--peers: \"" + name + "\" is not known");
      }
    }
  }

  /**
   * Plays what is asked for. The exit code is 1 where a row is missed that the table has as met, 2
   * where the words are not understood.
   */
  public static void main(String[] args) throws IOException {
    boolean brief = false;
    boolean write = false;
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--brief" -> brief = true;
        case "--write" -> write = true;
        default -> {
          if (!OPTIONS.contains(args[i]) || i + 1 == args.length) {
            System.err.println("faults: " + args[i] + " is not understood; see --help");
            System.exit(2);
          }
          given.put(args[i], args[++i]);
        }
      }
    }
    List<Row> rows = Rows.all();
    List<String> only = List.of(given.getOrDefault("--only", "").split(",", -1));
    if (given.containsKey("--only")) {
      rows = rows.stream().filter(row -> only.contains(row.number())).toList();
      if (rows.size() < only.size()) {
        System.err.println("faults: --only takes numbers of rows, not all of " + only);
        System.exit(2);
      }
    }
    Path work = Files.createDirectories(Path.of(given.getOrDefault("--work", "work")));
    var table = FaultTable.read(Path.of(given.getOrDefault("--table", "faults.md")), Rows.all());
    int worse = 0;
    try (var clock = new SystemClock();
        var bench =
            new FaultBench(
                given, new Setting(given.getOrDefault("--weft", "weft"), work, brief, clock))) {
      bench.peers.forEach(peer -> System.out.println("- " + peer.name() + ": " + peer.setUp()));
      bench.warmUp();
      for (Row row : rows) {
        boolean wasMet = table.wasMet(row);
        Map<String, List<Figure>> figures = bench.play(row);
        table.put(row, figures);
        System.out.println(table.line(row));
        if (wasMet && Figure.verdict(figures.getOrDefault("Weft", List.of())).equals("missed")) {
          System.out.println("row " + row.number() + " was met before");
          worse++;
        }
        if (write) {
          table.write();
        }
      }
    }
    System.exit(worse == 0 ? 0 : 1);
  }

  private Weft freshWeft() throws IOException {
    stages++;
    Path folder = setting.work().resolve("weft-" + stages);
    DataFiles.delete(folder);
    return new Weft(setting.launcher(), Files.createDirectories(folder));
  }

  /** What a JVM compiles in its first seconds is no row's business. */
  void warmUp() throws IOException {
    try (Stage stage = new Stage(weft, setting, "warm")) {
      stage.open(Shape.USUAL);
      Callers callers = stage.call("GET");
      stage.rest(Double.parseDouble(given.getOrDefault("--warm", "10")));
      callers.stop();
    }
  }

  /** Plays a row; what was seen, by the name of who was played. */
  Map<String, List<Figure>> play(Row row) throws IOException {
    Map<String, List<Figure>> figures = new LinkedHashMap<>();
    switch (row.beside()) {
      case NOBODY -> figures.put("Weft", play(row, weft));
      case OWN -> {
        try (Stage stage = new Stage(null, setting, "row-" + row.number() + "-" + stages++)) {
          figures.put("Weft", row.play().on(stage));
        }
      }
      case PEERS -> {
        figures.put("Weft", play(row, weft));
        playPeers(row, figures);
      }
      case PEERS_ANEW -> {
        try (Weft own = freshWeft()) {
          figures.put("Weft", play(row, own));
        }
        playPeers(row, figures);
      }
    }
    return figures;
  }

  private void playPeers(Row row, Map<String, List<Figure>> figures) throws IOException {
    for (Front peer : peers) {
      figures.put(peer.name(), play(row, peer));
    }
  }

  private List<Figure> play(Row row, Front front) throws IOException {
    System.out.println("  .. row " + row.number() + ", " + front.name());
    try (Stage stage = new Stage(front, setting, "row-" + row.number() + "-" + stages++)) {
      List<Figure> figures = row.play().on(stage);
      System.out.println("     " + Figure.cell(figures));
      return figures;
    }
  }

  @Override
  public void close() {
    weft.close();
  }
}
