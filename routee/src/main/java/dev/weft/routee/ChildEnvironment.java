package dev.weft.routee;

import dev.weft.model.mesh.ServiceName;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a program finds in its environment beyond what it inherits. */
final class ChildEnvironment {
  private static final String JAVA_OPTIONS = "JDK_JAVA_OPTIONS";
  private static final String NO_PROXY = "localhost,127.0.0.1,::1";
  private static final String JAVA_NO_PROXY = "localhost|127.*|[::1]";

  private ChildEnvironment() {}

  /**
   * @param inherited the environment that the program would have
   * @param broker null where calls are not to go through a broker
   * @param extra wins over everything else, but the proxy options are added to its Java options
   * @return only what is to be set
   */
  static Map<String, String> additions(
      Map<String, String> inherited,
      int port,
      ServiceName service,
      String routee,
      @Nullable URI broker,
      Map<String, String> extra) {
    var added = new HashMap<String, String>();
    added.put("PORT", Integer.toString(port));
    added.put("WEFT_SERVICE", service.name());
    added.put("WEFT_NAMESPACE", service.namespace());
    added.put("WEFT_ROUTEE", routee);
    if (broker != null) {
      addProxy(name -> extra.getOrDefault(name, inherited.get(name)), broker, service, added);
    }
    extra.forEach((name, value) -> {
      if (broker == null || !name.equals(JAVA_OPTIONS)) {
        added.put(name, value);
      }
    });
    return added;
  }

  private static void addProxy(
      Function<String, @Nullable String> given,
      URI broker,
      ServiceName service,
      Map<String, String> added) {
    // The user says who calls; there is a password because some clients send no user without one.
    String proxy = broker.getScheme() + "://" + service + ":weft@" + broker.getAuthority();
    added.put("http_proxy", proxy);
    if (given.apply("HTTP_PROXY") != null) {
      added.put("HTTP_PROXY", proxy); // where both are set, some programs heed this one
    }
    if (given.apply("no_proxy") == null && given.apply("NO_PROXY") == null) {
      added.put("no_proxy", NO_PROXY);
    }
    // Java heeds no proxy variable; its launcher reads options from here.
    String java =
        "-Dhttp.proxyHost=%s -Dhttp.proxyPort=%d -Dhttp.nonProxyHosts=%s"
            .formatted(host(broker), port(broker), JAVA_NO_PROXY);
    String users = given.apply(JAVA_OPTIONS);
    added.put(JAVA_OPTIONS, users == null || users.isBlank() ? java : users + " " + java);
  }

  private static String host(URI broker) {
    String host = broker.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(URI broker) {
    return broker.getPort() < 0 ? 80 : broker.getPort();
  }
}
