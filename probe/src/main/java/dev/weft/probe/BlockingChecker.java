package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.RouteeProcess;
import dev.weft.model.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks with plain blocking sockets and child processes. Call it from virtual threads. */
public final class BlockingChecker implements Checker {
  private final Clock clock;
  private final String routee;
  private final @Nullable RouteeProcess process;
  private final String host;

  /** A checker that knows the routee by its address alone. */
  public BlockingChecker(Clock clock) {
    this(clock, "", null, "");
  }

  /**
   * @param routee given to commands as {@code WEFT_ROUTEE}
   * @param process what runs the routee; null where that is not known
   * @param host where this process runs; empty where that cannot be told
   */
  BlockingChecker(Clock clock, String routee, @Nullable RouteeProcess process, String host) {
    this.clock = clock;
    this.routee = routee;
    this.process = process;
    this.host = host;
  }

  @Override
  public CheckResult check(ProbePolicy.Check check, String address, int port, Duration timeout) {
    var deadline = new Deadline(clock, timeout);
    return switch (check) {
      case ProbePolicy.TcpCheck _ -> TcpConnect.check(address, port, deadline);
      case ProbePolicy.HttpCheck http -> HttpGet.check(http, address, port, deadline);
      case ProbePolicy.GrpcCheck grpc -> GrpcHealth.check(grpc.service(), address, port, deadline);
      case ProbePolicy.CommandCheck command ->
          CommandRun.check(command.command(), routee, address, port, deadline);
      case ProbePolicy.ProcessCheck _ -> ProcessLook.check(process, host, deadline);
      case ProbePolicy.PushCheck _ ->
          throw new IllegalArgumentException("a routee that says itself how it is, is not checked");
    };
  }
}
