package dev.weft.probe;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program and passes on exit code 0. Its output goes nowhere; a program that outlives the
 * timeout is killed with all that it started.
 */
final class CommandRun {
  private CommandRun() {}

  static CheckResult check(
      List<String> command, String routee, String host, int port, Deadline deadline) {
    String subject = "command " + command.getFirst();
    var builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("WEFT_ROUTEE", routee);
    environment.put("WEFT_ADDRESS", host);
    environment.put("WEFT_PORT", Integer.toString(port));
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return deadline.failed(subject, Connection.reason(e));
    }
    try {
      process.getOutputStream().close();
      return await(process, subject, deadline);
    } catch (IOException e) {
      return deadline.failed(subject, Connection.reason(e));
    } finally {
      end(process);
    }
  }

  private static CheckResult await(Process process, String subject, Deadline deadline) {
    try {
      if (!process.waitFor(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
        return deadline.timedOut(subject, "not done");
      }
    } catch (SocketTimeoutException e) {
      return deadline.timedOut(subject, "not done");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return deadline.failed(subject, "interrupted");
    }
    int code = process.exitValue();
    return deadline.answered(code == 0, subject, "exit " + code);
  }

  private static void end(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
