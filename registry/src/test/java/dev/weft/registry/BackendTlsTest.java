package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.resource.Kind;
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

/** From BackendTLSPolicies to how routees are called, and what is said of the policies. */
class BackendTlsTest extends RegistryFixture {
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

  private String said(String policy, String... parts) {
    return await(
            Kind.BACKEND_TLS_POLICY,
            "default",
            policy,
            seen -> List.of(parts).stream().allMatch(seen.status().toString()::contains))
        .status()
        .toString();
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
