package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;
import java.util.List;

/**
 * How a service's routees are checked.
 *
 * @param check what one check does
 * @param interval from the start of one check to the start of the next
 * @param timeout after which a check has failed; at most the interval
 * @param rise passing checks in a row that make a failing routee passing
 * @param fall failing checks in a row that make a passing routee failing
 */
public record ProbePolicy(Check check, Duration interval, Duration timeout, int rise, int fall) {

  /** TCP every second: right for anything that listens. */
  public static final ProbePolicy DEFAULT =
      new ProbePolicy(new TcpCheck(), Duration.ofSeconds(1), Duration.ofMillis(500), 2, 3);

  /** What one check does. */
  public sealed interface Check {}

  /** Connects to the routee's main port. */
  public record TcpCheck() implements Check {}

  /** Asks for a path; any answer from 200 to 399 passes. */
  public record HttpCheck(String path) implements Check {}

  /** Runs a program; exit code 0 passes. */
  public record CommandCheck(List<String> command) implements Check {
    public CommandCheck {
      command = List.copyOf(command);
    }
  }

  static ProbePolicy read(Fields fields) {
    Check check = readCheck(fields);
    Duration interval =
        fields.duration(
            "interval", DEFAULT.interval, Duration.ofMillis(100), ServicePolicy.ONE_HOUR);
    Duration timeout =
        fields.duration(
            "timeout",
            DEFAULT.timeout.compareTo(interval) < 0 ? DEFAULT.timeout : interval,
            ServicePolicy.ONE_MILLI,
            interval);
    int rise = (int) fields.number("rise", DEFAULT.rise, 1, 1000);
    int fall = (int) fields.number("fall", DEFAULT.fall, 1, 1000);
    fields.refuseUnknown();
    return new ProbePolicy(check, interval, timeout, rise, fall);
  }

  private static Check readCheck(Fields fields) {
    Check check = DEFAULT.check;
    int given = 0;
    if (fields.has("http")) {
      given++;
      Fields http = fields.object("http");
      String path = http.text("path", "/");
      if (!path.startsWith("/") || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        http.refuse("path", path, "a path that starts with / and holds visible ASCII only");
      }
      http.refuseUnknown();
      check = new HttpCheck(path);
    }
    if (fields.has("tcp")) {
      given++;
      fields.object("tcp").refuseUnknown();
      check = new TcpCheck();
    }
    if (fields.has("command")) {
      given++;
      check = new CommandCheck(readCommand(fields));
    }
    if (given > 1) {
      fields.refuse("http", "with another", "allowed beside tcp or command: give one check");
    }
    return check;
  }

  private static List<String> readCommand(Fields fields) {
    if (fields.value("command") instanceof List<?> words
        && !words.isEmpty()
        && words.stream().allMatch(String.class::isInstance)) {
      return words.stream().map(String.class::cast).toList();
    }
    fields.refuse("command", fields.value("command"), "a list of texts: the program and its words");
    return List.of("false");
  }
}
