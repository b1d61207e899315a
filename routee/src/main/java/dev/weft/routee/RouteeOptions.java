package dev.weft.routee;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.ServiceName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a program says of itself before it registers. Belongs to one thread. */
public final class RouteeOptions {
  private static final String DEFAULT_REGISTRY = "http://127.0.0.1:7070";
  private static final int USUAL_WEIGHT = 100;

  private final String service;
  private final int port;
  private final Map<String, String> environment;
  private final Map<String, String> labels = new TreeMap<>();
  private String namespace = ServiceName.DEFAULT_NAMESPACE;
  private String zone = "";
  private Protocol protocol = Protocol.HTTP;
  private int weight = USUAL_WEIGHT;
  private Duration lease = Duration.ofSeconds(15);
  private @Nullable String name;
  private @Nullable String address;
  private @Nullable URI registry;
  private @Nullable String token;
  private @Nullable Path authority;

  RouteeOptions(String service, int port) {
    this(service, port, System.getenv());
  }

  RouteeOptions(String service, int port, Map<String, String> environment) {
    this.service = service;
    this.port = port;
    this.environment = Map.copyOf(environment);
  }

  /** The service's namespace; {@code default} otherwise. */
  public RouteeOptions namespace(String label) {
    namespace = label;
    return this;
  }

  /** The routee's name, unique in its namespace; made from the service and the port otherwise. */
  public RouteeOptions name(String subdomain) {
    name = subdomain;
    return this;
  }

  /**
   * Under which brokers reach the program; otherwise loopback where the registry is on this host,
   * and else the address from which this host reaches it.
   */
  public RouteeOptions address(String ipOrHost) {
    address = ipOrHost;
    return this;
  }

  /** Where it runs. */
  public RouteeOptions zone(String word) {
    zone = word;
    return this;
  }

  /** A label, such as {@code version=v2}; may be called several times. */
  public RouteeOptions label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /** What it speaks; HTTP otherwise. */
  public RouteeOptions protocol(Protocol spoken) {
    protocol = spoken;
    return this;
  }

  /** Its share of calls, 0 to 1,000,000; 100 otherwise. */
  public RouteeOptions weight(int share) {
    weight = share;
    return this;
  }

  /**
   * After which silence the registry forgets it, whole seconds from 1 s to 24 h; 15 s otherwise.
   */
  public RouteeOptions lease(Duration ttl) {
    lease = ttl;
    return this;
  }

  /** The registry's address; {@code WEFT_API} otherwise. */
  public RouteeOptions registry(URI http) {
    registry = http;
    return this;
  }

  /** The token that the registry asks for; {@code WEFT_TOKEN} otherwise. */
  public RouteeOptions token(String bearer) {
    token = bearer;
    return this;
  }

  /** A PEM file of the certificates to trust where the registry is https; WEFT_CA otherwise. */
  public RouteeOptions authority(Path pem) {
    authority = pem;
    return this;
  }

  /**
   * Registers in the background; returns at once.
   *
   * @throws IllegalArgumentException naming the value that cannot be and what can
   */
  public Routee register() {
    RegistryEndpoint endpoint = endpoint();
    var registration =
        new Registration(
            namespace,
            name != null ? name : RouteeNames.of(service, port, endpoint.uri()),
            service,
            address != null ? address : AdvertisedAddress.candidates(endpoint.uri()).getFirst(),
            port,
            protocol,
            zone,
            weight,
            labels,
            lease,
            ThisHost.process(ProcessHandle.current().pid()));
    return Routee.start(new RegistryClient(endpoint), registration);
  }

  private RegistryEndpoint endpoint() {
    String api = environment.getOrDefault("WEFT_API", "");
    URI uri = registry != null ? registry : URI.create(api.isEmpty() ? DEFAULT_REGISTRY : api);
    String pem = environment.getOrDefault("WEFT_CA", "");
    return RegistryEndpoint.of(
        uri,
        token != null ? token : environment.get("WEFT_TOKEN"),
        authority != null ? authority : pem.isEmpty() ? null : Path.of(pem));
  }
}
