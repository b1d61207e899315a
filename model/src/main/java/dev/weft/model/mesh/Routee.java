package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Names;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One running instance of a service.
 *
 * @param address an IP literal or a host name
 * @param ports at least one
 * @param zone empty where none is given
 * @param weight 0 to 1,000,000; 100 is usual, 0 takes no new calls
 * @param leaseTtl null where it renews no lease of its own
 * @param leaseAgent the agent whose lease covers it; null where none does. A routee with neither is
 *     static and never expires
 * @param duty whether it may take calls, whatever the probes say
 * @param process what runs it; null where that was not told
 */
public record Routee(
    RouteeId id,
    ServiceName service,
    String address,
    List<RouteePort> ports,
    String zone,
    int weight,
    Map<String, String> labels,
    @Nullable Duration leaseTtl,
    @Nullable String leaseAgent,
    Verdict verdict,
    Duty duty,
    @Nullable RouteeProcess process) {

  /** What the registry lets a routee do. */
  public enum Duty {
    /** It takes calls if the probes let it. */
    IN_SERVICE,
    /** An administrator has taken it out: no new calls. */
    CORDONED,
    /** An administrator empties it: no new calls, and idle connections to it are closed. */
    DRAINING,
    /** It registered and left, or moved, too often: no new calls for a while. */
    DAMPED
  }

  /** The longest lease that may be asked for. */
  public static final int MAX_LEASE_SECONDS = 86_400;

  private static final int MAX_PORT = 65_535;

  public Routee {
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
  }

  /** A routee in service, with a lease of its own or none. */
  public Routee(
      RouteeId id,
      ServiceName service,
      String address,
      List<RouteePort> ports,
      String zone,
      int weight,
      Map<String, String> labels,
      @Nullable Duration leaseTtl,
      Verdict verdict) {
    this(
        id,
        service,
        address,
        ports,
        zone,
        weight,
        labels,
        leaseTtl,
        null,
        verdict,
        Duty.IN_SERVICE);
  }

  /** A routee of whose process nothing is known. */
  public Routee(
      RouteeId id,
      ServiceName service,
      String address,
      List<RouteePort> ports,
      String zone,
      int weight,
      Map<String, String> labels,
      @Nullable Duration leaseTtl,
      @Nullable String leaseAgent,
      Verdict verdict,
      Duty duty) {
    this(
        id,
        service,
        address,
        ports,
        zone,
        weight,
        labels,
        leaseTtl,
        leaseAgent,
        verdict,
        duty,
        null);
  }

  /** The port that calls go to where no other is asked for: the first. */
  public RouteePort mainPort() {
    return ports.getFirst();
  }

  /** Whether calls may go to it: passing or degraded, and in service. */
  public boolean admitted() {
    return duty == Duty.IN_SERVICE
        && (verdict.state() == Verdict.State.PASSING || verdict.state() == Verdict.State.DEGRADED);
  }

  /** Whether an administrator has taken it out of service; the probes go on checking it. */
  public boolean outOfService() {
    return duty == Duty.CORDONED || duty == Duty.DRAINING;
  }

  /** {@code address:port} of the main port, with brackets round an IPv6 address. */
  public String hostAndPort() {
    String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    return host + ":" + mainPort().port();
  }

  /**
   * Reads a Routee document.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  public static Routee fromResource(Resource resource) {
    var root = new Fields(resource.body());
    Fields spec = root.required("spec");
    String service = spec.requiredText("service");
    if (!service.isEmpty() && !Names.isLabel(service)) {
      spec.refuse("service", service, Names.LABEL_RULE);
    }
    String address = spec.requiredText("address");
    if (!address.isEmpty() && !Addresses.isHost(address)) {
      spec.refuse("address", address, "an IPv4 or IPv6 address or a host name");
    }
    List<RouteePort> ports = readPorts(spec);
    String zone = spec.text("zone", "");
    int weight = (int) spec.number("weight", 100, 0, 1_000_000);
    Fields lease = spec.object("lease");
    Duration ttl = readTtl(lease, spec.has("lease"));
    String agent = readAgent(lease);
    lease.refuseUnknown();
    RouteeProcess process = readProcess(spec);
    spec.refuseUnknown();
    root.refuseUnknown();
    root.throwIfAny("Routee " + resource.qualifiedName());
    String namespace = resource.metadata().namespace();
    return new Routee(
        new RouteeId(namespace, resource.metadata().name()),
        new ServiceName(namespace, service),
        address,
        ports,
        zone,
        weight,
        resource.metadata().labels(),
        ttl,
        agent,
        readVerdict(resource.status()),
        readDuty(resource.status()),
        process);
  }

  private static @Nullable RouteeProcess readProcess(Fields spec) {
    if (!spec.has("process")) {
      return null;
    }
    Fields process = spec.object("process");
    int pid = (int) process.requiredNumber("pid", 1, Integer.MAX_VALUE);
    String host = process.requiredText("host");
    process.refuseUnknown();
    return new RouteeProcess(pid, host);
  }

  private static @Nullable Duration readTtl(Fields lease, boolean given) {
    boolean byAgent = lease.has("agent") && !lease.has("ttlSeconds");
    if (!given || byAgent) {
      return null;
    }
    return Duration.ofSeconds(lease.requiredNumber("ttlSeconds", 1, MAX_LEASE_SECONDS));
  }

  private static @Nullable String readAgent(Fields lease) {
    if (!lease.has("agent")) {
      return null;
    }
    String agent = lease.requiredText("agent");
    if (lease.has("ttlSeconds")) {
      lease.refuse("agent", agent, "allowed beside ttlSeconds: give one of the two");
    } else if (!agent.isEmpty() && !Names.isSubdomain(agent)) {
      lease.refuse("agent", agent, Names.SUBDOMAIN_RULE);
    }
    return agent;
  }

  /** What the registry has written; what cannot be read takes nobody out of service. */
  private static Duty readDuty(Map<String, Object> status) {
    if (status.get("outOfService") instanceof Map<?, ?> out) {
      return "Drain".equals(out.get("mode")) ? Duty.DRAINING : Duty.CORDONED;
    }
    return status.containsKey("dampedUntil") ? Duty.DAMPED : Duty.IN_SERVICE;
  }

  private static List<RouteePort> readPorts(Fields spec) {
    var ports = new ArrayList<RouteePort>();
    Protocol protocol = spec.choice("protocol", Protocol.HTTP, Protocol.class);
    if (spec.has("ports")) {
      if (spec.has("port")) {
        spec.refuse("port", spec.value("port"), "allowed beside ports: give one of the two");
      }
      var names = new HashSet<String>();
      for (Fields entry : spec.objects("ports")) {
        String name = entry.requiredText("name");
        if (!name.isEmpty() && !Names.isLabel(name)) {
          entry.refuse("name", name, Names.LABEL_RULE);
        } else if (!names.add(name)) {
          entry.refuse("name", name, "a name that no other port of this routee has");
        }
        int port = (int) entry.requiredNumber("port", 1, MAX_PORT);
        ports.add(new RouteePort(name, port, entry.choice("protocol", protocol, Protocol.class)));
        entry.refuseUnknown();
      }
      if (ports.isEmpty()) {
        spec.refuse("ports", null, "a list of at least one port");
      }
    } else {
      ports.add(new RouteePort("", (int) spec.requiredNumber("port", 1, MAX_PORT), protocol));
    }
    return ports;
  }

  /** The verdict on a status; unknown where the mesh has written none that can be read. */
  private static Verdict readVerdict(Map<String, Object> status) {
    var fields = Fields.at("status", status);
    Verdict.State state = fields.choice("verdict", Verdict.State.UNKNOWN, Verdict.State.class);
    var evidence = new ArrayList<String>();
    if (status.get("evidence") instanceof List<?> list) {
      list.forEach(line -> evidence.add(String.valueOf(line)));
    }
    if (evidence.isEmpty() && state == Verdict.State.UNKNOWN) {
      return Verdict.UNKNOWN;
    }
    return new Verdict(state, evidence, readSince(fields));
  }

  private static Instant readSince(Fields status) {
    try {
      return Instant.parse(status.text("since", Instant.EPOCH.toString()));
    } catch (java.time.format.DateTimeParseException e) {
      return Instant.EPOCH; // the mesh wrote it; a hand-made one only loses its time
    }
  }
}
