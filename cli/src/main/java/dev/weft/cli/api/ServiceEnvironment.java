package dev.weft.cli.api;

import dev.weft.cli.CommandFailure;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a program finds the TCP services of its namespace: {@code NAME_SERVICE_HOST} and {@code
 * NAME_SERVICE_PORT}, as Kubernetes tells its programs.
 */
public final class ServiceEnvironment {
  private ServiceEnvironment() {}

  /**
   * The variables for all TCP services known now. An unreachable registry is told in one line and
   * is no reason not to start a program.
   *
   * @param host where the broker listens
   */
  public static Map<String, String> of(
      ApiClient client, String namespace, String host, PrintStream err) {
    var variables = new HashMap<String, String>();
    try {
      Object items =
          client.get(ApiClient.path(Kind.SERVICE, namespace, null)).orFail().body().get("items");
      if (items instanceof List<?> list) {
        list.forEach(item -> add(variables, item, namespace, host));
      }
    } catch (CommandFailure e) {
      err.println("weft: the program is not told of TCP services: " + e.getMessage());
    }
    return variables;
  }

  @SuppressWarnings("unchecked") // a JSON object
  private static void add(
      Map<String, String> variables, Object item, String namespace, String host) {
    var tree = new HashMap<>((Map<String, Object>) item);
    Service service;
    try {
      service = Service.fromResource(Resource.fromTree(Kind.SERVICE, tree, namespace));
    } catch (InvalidResourceException e) {
      return; // a newer registry's service that this program cannot read: not one it can call
    }
    variables.putAll(of(service, host));
  }

  /**
   * The variables for one service: none if it is not TCP, its first TCP port if it has several.
   *
   * @param host where the broker listens
   */
  public static Map<String, String> of(Service service, String host) {
    var variables = new HashMap<String, String>();
    for (ServicePort port : service.ports()) {
      if (port.protocol() == Protocol.TCP) {
        String prefix = service.name().name().toUpperCase(Locale.ROOT).replace('-', '_');
        variables.put(prefix + "_SERVICE_HOST", host);
        variables.putIfAbsent(prefix + "_SERVICE_PORT", Integer.toString(port.port()));
      }
    }
    return variables;
  }
}
