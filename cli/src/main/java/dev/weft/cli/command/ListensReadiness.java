package dev.weft.cli.command;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.time.Clock;
import dev.weft.probe.BlockingChecker;
import dev.weft.probe.Checker;
import dev.weft.routee.Readiness;
import java.time.Duration;

/** A program is ready to be registered when something listens on its port. */
final class ListensReadiness implements Readiness {
  private final Checker checker;

  ListensReadiness(Clock clock) {
    checker = new BlockingChecker(clock);
  }

  @Override
  public boolean ready(String host, int port) {
    return checker.check(new ProbePolicy.TcpCheck(), host, port, Duration.ofMillis(500)).passed();
  }
}
