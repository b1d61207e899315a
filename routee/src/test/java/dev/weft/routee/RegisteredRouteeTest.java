package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegisteredRouteeTest {
  private final FakeClock clock = new FakeClock();
  private final List<String> heard = new ArrayList<>();
  private FakeRegistry registry;
  private RegisteredRoutee routee;

  private final RegistrationListener listener =
      new RegistrationListener() {
        @Override
        public void registered(String name) {
          heard.add("registered");
        }

        @Override
        public void refused(String why) {
          heard.add("refused");
        }

        @Override
        public void registryLost(String why) {
          heard.add("lost");
        }

        @Override
        public void registryBack() {
          heard.add("back");
        }

        @Override
        public void notDeregistered(String why) {
          heard.add("not deregistered");
        }
      };

  @BeforeEach
  void start() throws Exception {
    registry = new FakeRegistry();
    routee =
        new RegisteredRoutee(
            new RegistryClient(registry.uri()),
            RegistrationJsonTest.orders(Map.of(), ""),
            clock,
            listener,
            new Random(3));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void pass(long millis) {
    clock.advance(Duration.ofMillis(millis));
  }

  private List<String> requests() {
    var drained = new ArrayList<FakeRegistry.Request>();
    registry.requests.drainTo(drained);
    return drained.stream()
        .map(request -> request.path().endsWith("/lease") ? "RENEW" : request.method())
        .toList();
  }

  @Test
  void registersAtOnceAndRenewsThreeTimesALease() {
    routee.begin();
    pass(0);
    assertThat(requests()).containsExactly("PUT");

    pass(60_000);

    assertThat(requests()).hasSizeBetween(10, 14).containsOnly("RENEW");
    assertThat(heard).containsExactly("registered");
  }

  @Test
  void registersAnewWhenTheRegistryHasLostIt() {
    routee.begin();
    pass(0);
    registry.leaseStatus = 404;

    pass(6000);

    assertThat(requests()).startsWith("PUT", "RENEW", "PUT");
    assertThat(heard).startsWith("registered", "registered");
  }

  @Test
  void triesOnThroughAnOutageAndSaysSoOnce() throws Exception {
    routee.begin();
    pass(0);
    int port = registry.port();
    registry.close();
    pass(600_000);
    assertThat(heard).containsExactly("registered", "lost");

    registry = new FakeRegistry(port);
    pass(5000);

    assertThat(requests()).startsWith("RENEW");
    assertThat(heard).containsExactly("registered", "lost", "back");
  }

  @Test
  void registersWhenARegistryThatWasDownAtTheStartComesUp() throws Exception {
    int port = registry.port();
    registry.close();
    routee.begin();
    pass(30_000);
    assertThat(heard).containsExactly("lost");

    registry = new FakeRegistry(port);
    pass(5000);

    assertThat(requests()).startsWith("PUT");
    assertThat(heard).containsExactly("lost", "back", "registered");
  }

  @Test
  void saysARefusalOnceAndTriesOn() {
    registry.putStatus = 409;
    routee.begin();
    pass(60_000);
    assertThat(heard).containsExactly("refused");

    registry.putStatus = 200;
    pass(6000);

    assertThat(heard).containsExactly("refused", "registered");
  }

  @Test
  void deregistersOnceAndNeverCallsAgain() {
    routee.begin();
    pass(0);

    routee.close();
    routee.close();
    pass(60_000);

    assertThat(requests()).containsExactly("PUT", "DELETE");
    assertThat(clock.pending()).isZero();
  }

  @Test
  void saysThatTheRegistryCouldNotBeToldOfTheEnd() {
    routee.begin();
    pass(0);
    registry.close();

    routee.close();

    assertThat(heard).containsExactly("registered", "not deregistered");
  }
}
