package dev.weft.examples.shop;

import java.io.IOException;

/** What every {@code main} does: start, say so, and stop on SIGTERM. */
final class Startup {
  private static final int CANNOT_LISTEN = 1;
  private static final int BAD_SETTING = 2;

  /** Starts one service. */
  interface Starter {
    Running start(Settings settings) throws BadSettingException, IOException;
  }

  private Startup() {}

  /** Exits the process with 2 where a setting is wrong and with 1 where it cannot listen. */
  static void run(String service, Starter starter) {
    try {
      Running running = starter.start(new Settings(service, System.getenv()));
      Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop-" + service));
      System.out.println(running.instance() + " is ready");
    } catch (BadSettingException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_SETTING);
    } catch (IOException e) {
      System.err.println(service + ": cannot listen: " + e.getMessage());
      System.exit(CANNOT_LISTEN);
    }
  }
}
