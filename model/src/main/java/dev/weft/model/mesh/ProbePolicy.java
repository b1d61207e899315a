package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a service's routees are checked.
 *
 * @param check what one check does
 * @param interval from the start of one check to the start of the next
 * @param timeout after which a check has failed; at most the interval
 * @param rise passing checks in a row that make a failing routee passing
 * @param fall failing checks in a row that make a passing routee failing
 * @param startPeriod from the first check of a routee that has never passed: what fails in it does
 *     not count against it
 */
public record ProbePolicy(
    Check check, Duration interval, Duration timeout, int rise, int fall, Duration startPeriod) {

  /** TCP every second: right for anything that listens. */
  public static final ProbePolicy DEFAULT =
      new ProbePolicy(new TcpCheck(), Duration.ofSeconds(1), Duration.ofMillis(500), 2, 3);

  /** A policy without a start period. */
  public ProbePolicy(Check check, Duration interval, Duration timeout, int rise, int fall) {
    this(check, interval, timeout, rise, fall, Duration.ZERO);
  }

  /** What one check does. */
  public sealed interface Check {}

  /** Connects to the routee's main port. */
  public record TcpCheck() implements Check {}

  /**
   * Asks for a path.
   *
   * @param tls whether by https
   * @param trusting whether any certificate will do
   * @param host for the Host header, and the name that a certificate must be for; empty for the
   *     routee's address
   * @param from the least status that passes, 100 to 599
   * @param to the highest status that passes, from {@code from} to 599
   * @param headers sent besides; those that the check sends itself are replaced
   * @param authorities PEM of the certificates to trust; empty for those that the system trusts
   * @param keepAlive whether the next check may ask on the connection of the last
   */
  public record HttpCheck(
      String path,
      boolean tls,
      boolean trusting,
      String host,
      int from,
      int to,
      Map<String, String> headers,
      String authorities,
      boolean keepAlive)
      implements Check {
    public HttpCheck {
      headers = Map.copyOf(headers);
    }

    /** Asks for a path in plain text; any answer from 200 to 399 passes. */
    public HttpCheck(String path) {
      this(path, false, false, "", 200, 399, Map.of(), "", true);
    }
  }

  /**
   * Calls {@code grpc.health.v1.Health/Check} over plain HTTP/2; SERVING passes.
   *
   * @param service the full name of a gRPC service; empty asks for the server as a whole
   * @param keepAlive whether the next check may ask on the connection of the last
   */
  public record GrpcCheck(String service, boolean keepAlive) implements Check {}

  /** Runs a program; exit code 0 passes. */
  public record CommandCheck(List<String> command) implements Check {
    public CommandCheck {
      command = List.copyOf(command);
    }
  }

  /** Looks whether the routee's process runs, on the host where the check is made. */
  public record ProcessCheck() implements Check {}

  /**
   * Nobody asks: the routee says how it is.
   *
   * @param ttl after which a routee that has said nothing is failing
   */
  public record PushCheck(Duration ttl) implements Check {}

  static ProbePolicy read(Fields fields) {
    Check check = ProbeCheckFields.read(fields);
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
    Duration startPeriod =
        fields.duration("startPeriod", DEFAULT.startPeriod, Duration.ZERO, ServicePolicy.ONE_HOUR);
    fields.refuseUnknown();
    return new ProbePolicy(check, interval, timeout, rise, fall, startPeriod);
  }
}
