package dev.weft.cli.command;

import dev.weft.broker.BrokerException;
import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.control.ControlException;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.registry.CatalogException;
import dev.weft.registry.store.StoreException;
import java.util.function.Supplier;

/** What the parts of the mesh throw when they cannot start, as sentences and exit codes. */
final class Failures {
  private Failures() {}

  /**
   * Starts something.
   *
   * @throws CommandFailure in one sentence if a port is taken, a file is wrong or the store is
   */
  static <T> T told(Supplier<T> start) {
    try {
      return start.get();
    } catch (InvalidResourceException | CatalogException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage());
    } catch (StoreException | BrokerException | ControlException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }
}
