package dev.weft.broker.route;

import dev.weft.broker.eject.Standing;
import dev.weft.model.mesh.Snapshot.ServiceState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service, compiled.
 *
 * @param state what it was compiled from
 * @param main where calls to no particular port go
 * @param byPort the service's HTTP ports
 * @param tcp the service's TCP ports
 * @param originated TLS towards its routees
 * @param standings of all its routees' ports in use, admitted or not
 */
public record ServiceRoutes(
    ServiceState state,
    Destination main,
    Map<Integer, Destination> byPort,
    Map<Integer, Destination> tcp,
    OriginatedTls originated,
    List<Standing> standings) {

  public ServiceRoutes {
    byPort = Map.copyOf(byPort);
    tcp = Map.copyOf(tcp);
    standings = List.copyOf(standings);
  }

  /** The destination of exactly that port, whatever is spoken there; null if there is none. */
  @Nullable Destination exactly(int port) {
    @Nullable Destination named = byPort.get(port);
    return named != null ? named : main.port() == port ? main : tcp.get(port);
  }

  /** Where connections to a port go whose bytes are passed on unread, whatever they speak. */
  public Destination stream(int port) {
    @Nullable Destination raw = tcp.get(port);
    return raw == null ? at(port) : raw;
  }

  Destination at(int port) {
    @Nullable Destination named = byPort.get(port);
    return named == null ? main : named;
  }
}
