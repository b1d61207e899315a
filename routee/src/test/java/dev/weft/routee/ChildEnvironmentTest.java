package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ServiceName;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {
  private static final URI BROKER = URI.create("http://127.0.0.1:7071");
  private static final ServiceName WEB = new ServiceName("shop", "web");
  private static final String JAVA_PROXY =
      "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=7071"
          + " -Dhttp.nonProxyHosts=localhost|127.*|[::1]";

  private static Map<String, String> additions(
      Map<String, String> inherited, @Nullable URI broker, Map<String, String> extra) {
    return ChildEnvironment.additions(inherited, 20_001, WEB, "web-1", broker, extra);
  }

  @Test
  void tellsTheProgramItsPortAndWhoItIs() {
    assertThat(additions(Map.of(), null, Map.of()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "PORT",
                "20001",
                "WEFT_SERVICE",
                "web",
                "WEFT_NAMESPACE",
                "shop",
                "WEFT_ROUTEE",
                "web-1"));
  }

  @Test
  void sendsHttpCallsToTheBroker() {
    assertThat(additions(Map.of(), BROKER, Map.of()))
        .containsEntry("http_proxy", "http://web.shop:weft@127.0.0.1:7071")
        .containsEntry("no_proxy", "localhost,127.0.0.1,::1")
        .containsEntry("JDK_JAVA_OPTIONS", JAVA_PROXY)
        .doesNotContainKeys("HTTP_PROXY", "https_proxy");
  }

  @Test
  void keepsWhatTheUserHad() {
    assertThat(
            additions(
                Map.of("no_proxy", "10.0.0.1", "JDK_JAVA_OPTIONS", "-Xmx1g"), BROKER, Map.of()))
        .doesNotContainKey("no_proxy")
        .containsEntry("JDK_JAVA_OPTIONS", "-Xmx1g " + JAVA_PROXY);
  }

  @Test
  void replacesAnUpperCaseProxyThatWouldWin() {
    assertThat(additions(Map.of("HTTP_PROXY", "http://corporate:3128"), BROKER, Map.of()))
        .containsEntry("HTTP_PROXY", "http://web.shop:weft@127.0.0.1:7071");
  }

  @Test
  void letsTheCallersVariablesWinButKeepsTheProxyOptions() {
    assertThat(
            additions(
                Map.of(),
                BROKER,
                Map.of("LEGACY_SERVICE_PORT", "7311", "PORT", "1", "JDK_JAVA_OPTIONS", "-Xmx9m")))
        .containsEntry("LEGACY_SERVICE_PORT", "7311")
        .containsEntry("PORT", "1")
        .containsEntry("JDK_JAVA_OPTIONS", "-Xmx9m " + JAVA_PROXY);
  }
}
