package dev.weft.cli.demo;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.util.function.Consumer;

/** One process of the shop, which the mesh knows as a routee. Safe for use by any thread. */
interface Member {
  /** Its name in the mesh, such as {@code orders-2}. */
  String name();

  /** Of the program itself; another one after it was started again. */
  long pid();

  /** Whether its process runs. */
  default boolean alive() {
    return ProcessHandle.of(pid()).isPresent();
  }

  /** Ends it in order and waits until it has ended. */
  void stop();

  /** Ends its process as {@code kill -9} does: it gets no chance to say good-bye. */
  default void kill() {
    ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  default RouteeId id() {
    return new RouteeId(ServiceName.DEFAULT_NAMESPACE, name());
  }

  /** What starts members. */
  interface Starter {
    /**
     * Starts one; returns once its process runs.
     *
     * @throws dev.weft.cli.CommandFailure if it cannot be started
     */
    Member start(Trade trade, String name) throws InterruptedException;

    /** Tells from now on, in sentences, of members that ended and were started again. */
    default void onRestart(Consumer<String> heard) {}
  }
}
