package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The services as real processes. */
class StartupTest {
  @ParameterizedTest
  @ValueSource(classes = {Web.class, Orders.class, Pricing.class, Payments.class, Inventory.class})
  void exitsWithTwoAndASentenceWhereNoPortIsSet(Class<?> service) throws Exception {
    Process process = start(service, Map.of());

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(process.errorReader().readLine())
        .contains("PORT is not set in the environment, and it cannot start without it");
  }

  @Test
  void ordersNeedsToKnowWhereTheInventoryIs() throws Exception {
    Process process = start(Orders.class, Map.of("PORT", "0"));

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(process.errorReader().readLine()).contains("INVENTORY_SERVICE_HOST is not set");
  }

  @Test
  void refusesAPortThatIsNone() throws Exception {
    Process process = start(Payments.class, Map.of("PORT", "70000"));

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.errorReader().readLine())
        .isEqualTo("payments: PORT is '70000', not a port from 0 to 65535");
  }

  @ParameterizedTest
  @ValueSource(classes = {Web.class, Pricing.class, Inventory.class})
  void saysWhenItIsReadyAndEndsOnSigterm(Class<?> service) throws Exception {
    Process process = start(service, Map.of("PORT", "0"));

    assertThat(process.inputReader().readLine()).contains("pid " + process.pid(), "is ready");
    process.destroy();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
  }

  private static Process start(Class<?> service, Map<String, String> environment)
      throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            service.getName());
    builder.environment().keySet().removeIf(name -> name.matches("PORT|INVENTORY_.*|JDK_JAVA.*"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
