package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.time.Clock;
import java.time.Duration;

/** Checks with plain blocking sockets and child processes. Call it from virtual threads. */
public final class BlockingChecker implements Checker {
  private final Clock clock;
  private final String routee;

  /** A checker that knows the routee by its address alone. */
  public BlockingChecker(Clock clock) {
    this(clock, "");
  }

  /**
   * @param routee given to commands as {@code WEFT_ROUTEE}
   */
  BlockingChecker(Clock clock, String routee) {
    this.clock = clock;
    this.routee = routee;
  }

  @Override
  public CheckResult check(ProbePolicy.Check check, String host, int port, Duration timeout) {
    var deadline = new Deadline(clock, timeout);
    return switch (check) {
      case ProbePolicy.TcpCheck _ -> TcpConnect.check(host, port, deadline);
      case ProbePolicy.HttpCheck http -> HttpGet.check(http, host, port, deadline);
      case ProbePolicy.GrpcCheck grpc -> GrpcHealth.check(grpc.service(), host, port, deadline);
      case ProbePolicy.CommandCheck command ->
          CommandRun.check(command.command(), routee, host, port, deadline);
    };
  }
}
