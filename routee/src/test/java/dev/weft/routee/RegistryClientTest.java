package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryClientTest {
  private static final String ROUTEE = "/apis/weft.dev/v1/namespaces/default/routees/orders-1";

  private FakeRegistry registry;
  private RegistryClient client;

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
    client = new RegistryClient(registry.uri());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void registersRenewsAndDeregisters() throws Exception {
    Registration registration = RegistrationJsonTest.orders(Map.of(), "");
    client.put(registration, "me-1");
    assertThat(client.renew("default", "orders-1", "me-1")).isTrue();
    assertThat(client.delete("default", "orders-1", "me-1")).isTrue();

    assertThat(registry.next())
        .isEqualTo(
            new FakeRegistry.Request("PUT", ROUTEE, RegistrationJson.write(registration, "me-1")));
    assertThat(registry.next())
        .isEqualTo(new FakeRegistry.Request("PUT", ROUTEE + "/lease", "{\"owner\":\"me-1\"}"));
    assertThat(registry.next().line()).isEqualTo("DELETE " + ROUTEE + "?owner=me-1");
  }

  @Test
  void leavesANameToWhoeverHoldsItByNow() throws Exception {
    registry.deleteStatus = 409;

    assertThat(client.delete("default", "orders-1", "me-1")).isFalse();
  }

  @Test
  void saysThatTheRegistryKnowsNoSuchRoutee() throws Exception {
    registry.leaseStatus = 404;

    assertThat(client.renew("default", "orders-1", "me-1")).isFalse();
  }

  @Test
  void carriesTheReasonOfARefusal() {
    registry.putStatus = 422;
    registry.errorBody = "{\"kind\":\"Status\",\"message\":\"spec.address is wrong\"}";

    assertThatThrownBy(() -> client.put(RegistrationJsonTest.orders(Map.of(), ""), "me-1"))
        .isInstanceOf(RefusedException.class)
        .hasMessage("the registry answered 422: spec.address is wrong");
  }

  @Test
  void takesA503ForARegistryThatIsAway() {
    registry.putStatus = 503;

    assertThatThrownBy(() -> client.put(RegistrationJsonTest.orders(Map.of(), ""), "me-1"))
        .isInstanceOf(RegistryUnreachableException.class)
        .hasMessage("the registry answered 503");
  }

  @Test
  void saysWhichRegistryCannotBeReached() {
    URI uri = registry.uri();
    registry.close();

    assertThatThrownBy(() -> client.renew("default", "orders-1", "me-1"))
        .isInstanceOf(RegistryUnreachableException.class)
        .hasMessageContaining(uri.toString());
  }

  @Test
  void keepsAPathBeforeTheApis() throws Exception {
    new RegistryClient(URI.create(registry.uri() + "/mesh/")).delete("default", "orders-1", "me-1");

    assertThat(registry.next().line()).isEqualTo("DELETE /mesh" + ROUTEE + "?owner=me-1");
  }

  @Test
  void refusesWhatIsNoHttpUri() {
    assertThatThrownBy(() -> new RegistryClient(URI.create("localhost:7070")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
