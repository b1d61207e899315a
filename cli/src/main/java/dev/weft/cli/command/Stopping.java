package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import java.util.concurrent.CountDownLatch;

/** The end of a command that runs until it is told to stop. */
final class Stopping {
  private Stopping() {}

  /** On SIGTERM, SIGINT or SIGHUP: runs this and ends the process with success. */
  static CountDownLatch then(String sentence, Runnable close) {
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("weft-stop")
                .unstarted(() -> {
                  System.err.println("weft: " + sentence);
                  close.run();
                  stopped.countDown();
                  // Being told to stop is how these commands end: that is success.
                  Runtime.getRuntime().halt(ExitCode.OK);
                }));
    return stopped;
  }
}
