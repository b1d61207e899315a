package dev.weft.broker.filter;

import dev.weft.broker.message.Head;
import dev.weft.model.route.RouteFilter.Field;
import dev.weft.model.route.RouteFilter.Redirect;
import java.util.List;

/** Where a redirected call is sent (HTTPRequestRedirectFilter). */
final class Location {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private Location() {}

  /**
   * The answer that sends a call there.
   *
   * @param listenerPort that the caller has reached; 0 if that says nothing
   */
  static OwnAnswer answer(Redirect redirect, Head head, int listenerPort) {
    return new OwnAnswer(
        redirect.status(), List.of(new Field("Location", location(redirect, head, listenerPort))));
  }

  private static String location(Redirect redirect, Head head, int listenerPort) {
    String own = head.secure() ? "https" : "http";
    String scheme = redirect.scheme().isEmpty() ? own : redirect.scheme();
    int usual = scheme.equals("https") ? HTTPS : HTTP;
    String authority = head.authority();
    int colon = portAt(authority);
    String host = redirect.hostname();
    if (host.isEmpty()) {
      host = colon < 0 ? authority : authority.substring(0, colon);
    }
    int port = redirect.port();
    if (port == 0) {
      port = redirect.scheme().isEmpty() ? listenerPort : usual;
    }
    String shownPort = port == 0 || port == usual ? "" : ":" + port;
    return scheme + "://" + host + shownPort + PathChange.target(head, redirect.path());
  }

  /** Where an authority's port begins; −1 if it has none. */
  private static int portAt(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }
}
