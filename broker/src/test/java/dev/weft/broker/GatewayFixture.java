package dev.weft.broker;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerSpec.OnHosts;
import dev.weft.model.route.ListenerSpec.Protocol;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.ListenerTls.Callers;
import dev.weft.model.route.RouteId;
import dev.weft.model.route.Routing;
import dev.weft.model.route.StreamRoute;
import dev.weft.model.tls.CertifiedKey;
import dev.weft.testkit.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Writes gateways as tests need them, on an address that no other test has. */
final class GatewayFixture {
  static final int PORT = 8443;

  final String address = freshAddress();
  private final String name;
  private final List<ListenerSpec> listeners = new ArrayList<>();

  private GatewayFixture(String name) {
    this.name = name;
  }

  static GatewayFixture gateway(String name) {
    return new GatewayFixture(name);
  }

  /** Tests of several processes run at once: where they listen must differ. */
  static String freshAddress() {
    var random = ThreadLocalRandom.current();
    return "127."
        + random.nextInt(80, 200)
        + "."
        + random.nextInt(1, 255)
        + "."
        + random.nextInt(1, 255);
  }

  GatewayId id() {
    return new GatewayId("default", name);
  }

  /** Forgets its listeners. */
  GatewayFixture anew() {
    listeners.clear();
    return this;
  }

  GatewayFixture calls(String listener, int port, String host, ListenerTls tls, OnHosts... routes) {
    Protocol protocol = tls instanceof ListenerTls.None ? Protocol.HTTP : Protocol.HTTPS;
    return listener(listener, port, protocol, host, tls, List.of(routes), List.of());
  }

  /** A listener of this port that passes connections on. */
  GatewayFixture tcp(int port, Backend... backends) {
    StreamRoute all = stream(List.of(), backends);
    var tls = new ListenerTls.None();
    return listener("tcp-" + port, port, Protocol.TCP, "", tls, List.of(), List.of(all));
  }

  /** A listener of {@link #PORT} that passes on what TLS brings. */
  GatewayFixture tls(String listener, String host, ListenerTls tls, StreamRoute... routes) {
    return listener(listener, PORT, Protocol.TLS, host, tls, List.of(), List.of(routes));
  }

  private GatewayFixture listener(
      String listener,
      int port,
      Protocol protocol,
      String host,
      ListenerTls tls,
      List<OnHosts> calls,
      List<StreamRoute> streams) {
    var listenerId = new ListenerId(Kind.GATEWAY, "default", name, listener);
    listeners.add(new ListenerSpec(listenerId, port, protocol, host, tls, calls, streams));
    return this;
  }

  GatewaySpec build() {
    return build(List.of(address));
  }

  GatewaySpec build(List<String> addresses) {
    return new GatewaySpec(id(), addresses, listeners, null);
  }

  /** One that shows routees this certificate. */
  GatewaySpec showing(CertifiedKey own) {
    return new GatewaySpec(id(), List.of(address), listeners, own);
  }

  /** All calls to these hosts go to a service. */
  static OnHosts everything(String service, String... hosts) {
    var rule =
        new CallRule(
            "",
            List.of(CallMatch.ANY),
            List.of(),
            List.of(to(service, 1)),
            CallRule.Timeouts.UNSAID);
    var id = new RouteId(Kind.HTTP_ROUTE, "default", "to-" + service);
    return new OnHosts(new CallRoute(id, List.of(rule)), List.of(hosts));
  }

  static Backend to(String service, int weight) {
    return new Backend(
        new Backend.ToService(new ServiceName("default", service), 80), weight, List.of());
  }

  static StreamRoute stream(List<String> hosts, Backend... backends) {
    var id = new RouteId(Kind.TCP_ROUTE, "default", "stream");
    return new StreamRoute(id, hosts, List.of(backends));
  }

  static ListenerTls ending(SelfSigned... keys) throws GeneralSecurityException {
    return ending(Callers.ANYONE, keys);
  }

  static ListenerTls ending(Callers callers, SelfSigned... keys) throws GeneralSecurityException {
    var certificates = new ArrayList<CertifiedKey>();
    for (SelfSigned key : keys) {
      certificates.add(TlsFixture.key(key));
    }
    return new ListenerTls.Terminate(certificates, callers);
  }

  /** A snapshot that follows what a broker has. */
  static Snapshot snapshot(
      BrokerFixture mesh, List<ServiceState> services, List<GatewaySpec> gateways) {
    var all = new HashMap<>(mesh.snapshots.current().services());
    services.forEach(one -> all.put(one.service().name(), one));
    var byId = new HashMap<GatewayId, GatewaySpec>();
    gateways.forEach(one -> byId.put(one.id(), one));
    return new Snapshot(mesh.snapshots.current().revision() + 1, all, new Routing(Map.of(), byId));
  }

  /** Gives a broker these gateways and no others. */
  static void serve(BrokerFixture mesh, GatewaySpec... gateways) {
    mesh.snapshots.publish(snapshot(mesh, List.of(), List.of(gateways)));
  }

  Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.ofLiteral(address), port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** With a handshake for this name, where an empty one asks for none. */
  SSLSocket connect(SSLContext context, int port, String serverName, String... versions)
      throws IOException {
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.ofLiteral(address), port);
    socket.setSoTimeout(10_000);
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    SSLParameters parameters = socket.getSSLParameters();
    if (!serverName.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
