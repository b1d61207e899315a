package dev.weft.cli.node;

import dev.weft.cli.files.CatalogTarget;
import dev.weft.cli.files.DeclaredFiles;
import dev.weft.control.ControlServer;
import dev.weft.control.http.Rehearsal;
import dev.weft.model.time.Clock;
import dev.weft.probe.Probe;
import dev.weft.registry.Registry;
import dev.weft.routee.ThisHost;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A registry without a broker: store, API, and a probe for the routees that no agent looks after.
 *
 * <p>Who probes a routee stands in its document, so that no two probes ever argue about one: where
 * {@code spec.lease.agent} names an agent that agent does, else the registry.
 */
public final class RegistryNode implements AutoCloseable {
  private final Parts parts = new Parts();
  private final Registry registry;
  private final ControlServer control;
  private final ControlServer.Options options;

  private RegistryNode(
      ControlServer.Options options,
      Supplier<Registry> store,
      List<String> files,
      Consumer<String> say,
      Clock clock) {
    this.options = options;
    Rehearsal.begin(clock); // the store's reading keeps one core busy, not two
    try {
      registry = parts.opened(store.get());
      var declared =
          parts.opened(DeclaredFiles.apply(files, "", new CatalogTarget(registry.catalog()), say));
      parts.opened(
          Probe.start(
              registry.snapshots(),
              registry.verdicts(),
              clock,
              new Probe.Options(routee -> routee.leaseAgent() == null, ThisHost.id())));
      control = parts.opened(ControlServer.start(options, registry, clock));
      declared.follow(clock);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts every part; returns when all of them serve.
   *
   * @param store opens the registry, which is closed with the rest
   * @param files put into the catalog before anything listens, and followed
   * @param say hears what becomes of the files
   */
  public static RegistryNode start(
      ControlServer.Options options,
      Supplier<Registry> store,
      List<String> files,
      Consumer<String> say,
      Clock clock) {
    return new RegistryNode(options, store, files, say, clock);
  }

  public Registry registry() {
    return registry;
  }

  /** Where the API and the page are. */
  public URI uri() {
    return Address.of(options, control.port());
  }

  @Override
  public void close() {
    parts.close();
  }
}
