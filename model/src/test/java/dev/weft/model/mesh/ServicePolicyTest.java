package dev.weft.model.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServicePolicyTest {
  private static ServicePolicy read(Map<String, Object> spec) {
    return ServicePolicy.fromResource(
        new Resource(
            Kind.SERVICE_POLICY,
            Metadata.named("default", "orders"),
            Map.of("spec", spec),
            Map.of()));
  }

  private static final List<Object> TARGETS = List.of(Map.of("kind", "Service", "name", "orders"));

  @Test
  void anEmptyPolicyHasTheDefaults() {
    ServicePolicy policy = read(Map.of("targetRefs", TARGETS));

    assertThat(policy.targets()).containsExactly(new ServiceName("default", "orders"));
    assertThat(policy.probe()).isEqualTo(ProbePolicy.DEFAULT);
    assertThat(policy.eject()).isEqualTo(EjectPolicy.DEFAULT);
    assertThat(policy.timeout()).isEqualTo(TimeoutPolicy.DEFAULT);
  }

  @Test
  void readsWhatIsGiven() {
    ServicePolicy policy =
        read(
            Map.of(
                "targetRefs",
                TARGETS,
                "probe",
                Map.of("http", Map.of("path", "/healthz"), "interval", "2s", "rise", 1),
                "balance",
                Map.of("algorithm", "RoundRobin", "panicThreshold", "30%"),
                "retry",
                Map.of("attempts", 0, "budget", Map.of("ratio", "5%"))));

    assertThat(policy.probe().check()).isEqualTo(new ProbePolicy.HttpCheck("/healthz"));
    assertThat(policy.probe().interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(policy.balance().algorithm()).isEqualTo(BalancePolicy.Algorithm.ROUND_ROBIN);
    assertThat(policy.balance().panicThresholdPercent()).isEqualTo(30);
    assertThat(policy.retry()).isEqualTo(new RetryPolicy(0, 5, 10));
  }

  @Test
  void refusesWithTheAcceptedValues() {
    assertThatThrownBy(() ->
            read(
                Map.of(
                    "targetRefs",
                    TARGETS,
                    "balance",
                    Map.of("algorithm", "Fastest"),
                    "timeout",
                    Map.of("connect", "soon"),
                    "eject",
                    Map.of("maxEjected", "101%"))))
        .hasMessageContaining(
            "spec.balance.algorithm: \"Fastest\" is not one of RoundRobin, Random, LeastRequest,"
                + " PeakEwma")
        .hasMessageContaining(
            "spec.timeout.connect: \"soon\" is not a duration from 1ms to 1h, such as 500ms or 15s")
        .hasMessageContaining("spec.eject.maxEjected: \"101%\" is not a percentage");
  }

  @Test
  void aTimeoutLongerThanTheIntervalIsRefused() {
    assertThatThrownBy(() ->
            read(Map.of("targetRefs", TARGETS, "probe", Map.of("interval", "1s", "timeout", "2s"))))
        .hasMessageContaining("spec.probe.timeout: \"2s\" is not a duration from 1ms to 1s");
  }
}
