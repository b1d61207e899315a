package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.tls.RouteeTls;
import dev.weft.model.tls.SubjectName;
import dev.weft.testkit.TlsPair;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** From BackendTLSPolicies to how routees are called, and what is said of the policies. */
class BackendTlsTest extends RegistryFixture {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ServiceName PAY = new ServiceName("default", "pay");
  private static final String PEM =
      new String(Base64.getDecoder().decode(TlsPair.CERTIFICATE), StandardCharsets.US_ASCII);

  @BeforeEach
  void service() {
    put(
        Kind.SERVICE,
        "pay",
        "{\"spec\":{\"ports\":[{\"name\":\"web\",\"port\":80},{\"name\":\"rpc\",\"port\":81}]}}");
    put(Kind.CONFIG_MAP, "ca", JSON.writeValueAsString(Map.of("data", Map.of("ca.crt", PEM))));
  }

  @SuppressWarnings("unchecked") // a JSON object is a map with text keys
  private void put(Kind kind, String name, String json) {
    var body = (Map<String, Object>) JSON.readValue(json, Map.class);
    String namespace = kind.namespaced() ? "default" : "";
    catalog.put(new Resource(kind, Metadata.named(namespace, name), body, Map.of()));
  }

  private void policy(String name, String section, String ca, String more) {
    String target =
        "{\"group\":\"\",\"kind\":\"Service\",\"name\":\"pay\""
            + (section.isEmpty() ? "" : ",\"sectionName\":\"" + section + "\"")
            + "}";
    put(
        Kind.BACKEND_TLS_POLICY,
        name,
        "{\"spec\":{\"targetRefs\":["
            + target
            + "],\"validation\":{\"hostname\":\"pay.internal\",\"caCertificateRefs\":[{\"group\":\"\","
            + "\"kind\":\"ConfigMap\",\"name\":\""
            + ca
            + "\"}]"
            + more
            + "}}}");
  }

  private Map<Integer, RouteeTls> tls(Predicate<Map<Integer, RouteeTls>> wanted) throws Exception {
    Snapshot snapshot =
        snapshotWhere(one -> one.service(PAY).map(state -> wanted.test(state.tls())).orElse(false));
    return snapshot.service(PAY).orElseThrow().tls();
  }

  private String said(String policy, String... parts) throws Exception {
    try (Watch watch = catalog.watch(Kind.BACKEND_TLS_POLICY, null, 0)) {
      Event event;
      while ((event = watch.poll(Duration.ofSeconds(10))) != null) {
        Resource seen = event.resource();
        String status = seen.status().toString();
        if (seen.metadata().name().equals(policy)
            && List.of(parts).stream().allMatch(status::contains)) {
          return status;
        }
      }
    }
    throw new AssertionError("never said of " + policy + ": " + List.of(parts));
  }

  @Test
  void aPolicySaysHowRouteesAreCalled() throws Exception {
    policy("whole", "", "ca", "");
    RouteeTls tls = Objects.requireNonNull(tls(map -> map.containsKey(0)).get(0));
    assertThat(tls.serverName()).isEqualTo("pay.internal");
    assertThat(tls.authorities()).hasSize(1);
    assertThat(tls.names()).isEmpty();
    said("whole", "name=pay", "type=Accepted, status=True", "type=ResolvedRefs, status=True");

    catalog.delete(Kind.BACKEND_TLS_POLICY, "default", "whole", 0);
    assertThat(tls(Map::isEmpty)).isEmpty();
  }

  @Test
  void oneForAPortGoesBeforeOneForAllAndOfTwoTheOlderHolds() throws Exception {
    policy("whole", "", "ca", "");
    policy(
        "of-port",
        "rpc",
        "ca",
        ",\"subjectAltNames\":[{\"type\":\"URI\",\"uri\":\"spiffe://mesh/pay\"},"
            + "{\"type\":\"Hostname\",\"hostname\":\"pay.other\"}]");
    clock.advance(Duration.ofSeconds(2));
    policy("late", "rpc", "ca", "");
    Map<Integer, RouteeTls> tls = tls(map -> map.keySet().equals(Set.of(0, 81)));
    assertThat(Objects.requireNonNull(tls.get(81)).names())
        .containsExactly(
            new SubjectName(SubjectName.Type.URI, "spiffe://mesh/pay"),
            new SubjectName(SubjectName.Type.HOSTNAME, "pay.other"));
    assertThat(said("late", "status=False")).contains("Conflicted", "default/of-port holds");
  }

  @Test
  void withoutAnAuthorityTheRouteesAreNotCalledAtAll() throws Exception {
    policy("broken", "", "nowhere", "");
    RouteeTls tls = Objects.requireNonNull(tls(map -> map.containsKey(0)).get(0));
    assertThat(tls.trouble()).contains("BackendTLSPolicy default/broken", "ConfigMap");
    assertThat(said("broken", "NoValidCACertificate")).contains("InvalidCACertificateRef");
  }

  @Test
  void aPortThatIsNotThereIsSaid() throws Exception {
    policy("strange", "nope", "ca", "");
    assertThat(said("strange", "TargetNotFound")).contains("no port of the name nope");
  }

  @Test
  void theGatewaysThatReachItAreItsAncestors() throws Exception {
    put(
        Kind.GATEWAY,
        "edge",
        "{\"spec\":{\"gatewayClassName\":\"weft\",\"listeners\":[{\"name\":\"web\",\"port\":80,"
            + "\"protocol\":\"HTTP\"}]}}");
    put(
        Kind.HTTP_ROUTE,
        "pay",
        "{\"spec\":{\"parentRefs\":[{\"name\":\"edge\"}],\"rules\":[{\"backendRefs\":[{\"name\":"
            + "\"pay\",\"port\":80}]}]}}");
    policy("whole", "", "ca", "");
    assertThat(said("whole", "name=edge", "type=Accepted, status=True"))
        .contains("kind=Gateway")
        .doesNotContain("kind=Service");
  }
}
