package dev.weft.model.route;

import java.util.List;

/**
 * One listener of a gateway. Several may share a port: which of them a call is for is told by its
 * host (HTTP, HTTPS) or by the server name that the caller asks for (TLS), the most specific one
 * that fits.
 *
 * @param port 1 to 65535
 * @param hostname in lower case, such as {@code a.example} or {@code *.example}, where the wildcard
 *     stands for any number of labels; empty for every host
 * @param calls routes of a listener that speaks HTTP, by precedence among equals
 * @param streams routes of one that passes bytes on, by precedence
 */
public record ListenerSpec(
    ListenerId id,
    int port,
    Protocol protocol,
    String hostname,
    ListenerTls tls,
    List<OnHosts> calls,
    List<StreamRoute> streams) {

  /** What is spoken on a listener's port. */
  public enum Protocol {
    HTTP,
    HTTPS,
    /** TLS whose inside is nobody's business: a stream, ended here or not. */
    TLS,
    TCP
  }

  /**
   * A route on a listener.
   *
   * @param hostnames in lower case: the route's, as far as they are the listener's; empty for every
   *     host of the listener
   */
  public record OnHosts(CallRoute route, List<String> hostnames) {
    public OnHosts {
      hostnames = List.copyOf(hostnames);
    }
  }

  public ListenerSpec {
    calls = List.copyOf(calls);
    streams = List.copyOf(streams);
  }

  ListenerSpec after(ListenerSpec before) {
    if (equals(before)) {
      return before;
    }
    var kept = new CallRoute.Kept(before.calls.stream().map(OnHosts::route));
    List<OnHosts> routes =
        calls.stream().map(one -> new OnHosts(kept.of(one.route), one.hostnames)).toList();
    return new ListenerSpec(id, port, protocol, hostname, tls, routes, streams);
  }
}
