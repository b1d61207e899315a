package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import java.time.Duration;

/** Finds what the test says, and counts. */
final class ScriptedChecker implements Checker {
  String finding = "connected";
  int checks;
  int closed;
  Runnable meanwhile = () -> {};

  @Override
  public CheckResult check(ProbePolicy.Check check, String host, int port, Duration timeout) {
    checks++;
    meanwhile.run();
    String subject = "tcp " + host + ":" + port;
    return finding.equals("connected")
        ? new CheckResult(true, subject, finding, Duration.ofMillis(1))
        : new CheckResult(false, subject, finding, null);
  }

  @Override
  public void close() {
    closed++;
  }
}
