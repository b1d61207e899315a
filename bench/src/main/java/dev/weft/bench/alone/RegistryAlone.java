package dev.weft.bench.alone;

import dev.weft.control.ControlServer;
import dev.weft.control.http.Rehearsal;
import dev.weft.model.time.SystemClock;
import dev.weft.registry.Registry;
import dev.weft.registry.store.StoreException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The program {@code --data DIR --registry-port PORT}; ends in order on SIGTERM. */
public final class RegistryAlone {
  private RegistryAlone() {}

  /** Serves until it is told to end; a store that it cannot use ends it with one sentence. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 4 || !args[0].equals("--data") || !args[2].equals("--registry-port")) {
      System.err.println("usage: --data DIR --registry-port PORT");
      System.exit(2);
    }
    var clock = new SystemClock();
    Rehearsal.begin(clock); // as 'weft registry' does
    Registry registry;
    try {
      registry = Registry.open(Path.of(args[1]), clock);
    } catch (StoreException e) {
      System.err.println("weft: " + e.getMessage());
      System.exit(1);
      return;
    }
    ControlServer control =
        ControlServer.start(
            new ControlServer.Options("127.0.0.1", Integer.parseInt(args[3])), registry, clock);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              control.close();
              registry.close();
              clock.close();
            }));
    System.out.println("ready");
    new CountDownLatch(1).await();
  }
}
