package dev.weft.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeRoutee;
import dev.weft.testkit.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person does at the edge: a service behind TLS, a new certificate, a canary, a fault. */
@EnabledOnOs(OS.LINUX)
class GatewayIT {
  private static final Pattern ADDRESS = Pattern.compile("127\\.77\\.\\d+\\.\\d+");
  private static final int PORT = 8443;

  @TempDir private Path folder;
  private final List<FakeRoutee> programs = new ArrayList<>();

  @AfterEach
  void stop() {
    programs.forEach(FakeRoutee::close);
  }

  private String routee(String service) throws IOException {
    var program = FakeRoutee.answering(service);
    programs.add(program);
    return program.document(service + "-1", service);
  }

  private static String secret(SelfSigned key) throws Exception {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: shop-cert}
    type: kubernetes.io/tls
    stringData:
      tls.crt: |
    %s  tls.key: |
    %s---
    """
        .formatted(key.certificatePem().indent(4), key.keyPem().indent(4));
  }

  private static final String EDGE =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: edge}
      spec:
        gatewayClassName: weft
        listeners:
        - name: https
          port: 8443
          protocol: HTTPS
          hostname: shop.example
          tls: {certificateRefs: [{name: shop-cert}]}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: shop}
      spec:
        parentRefs: [{name: edge}]
        hostnames: [shop.example]
        rules:
        - backendRefs: [{name: orders, port: 80}]
      """;

  private void apply(RunningMesh mesh, String documents) throws Exception {
    Path file = Files.writeString(folder.resolve("mesh.yaml"), documents);
    Weft.Outcome outcome = mesh.weft("apply", "-f", file.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  @Test
  void aServiceIsServedAtTheEdgeOverTls() throws Exception {
    SelfSigned first = SelfSigned.make(folder, "first", "EC", "dns:shop.example");
    SelfSigned second = SelfSigned.make(folder, "second", "EC", "dns:shop.example");
    // Meshes of other tests may run beside this one: each has a range of its own.
    String range = "127.77." + ThreadLocalRandom.current().nextInt(1, 255) + ".0/24";
    try (var mesh = new RunningMesh(folder.resolve("data"), "--gateway-addresses", range)) {
      apply(mesh, routee("orders") + routee("orders-v2") + secret(first) + EDGE);
      mesh.awaitPassing("orders", 2);
      RunningMesh.await(
          "an address", () -> mesh.weftOut("get", "gateways", "-o", "json").contains("IPAddress"));
      RunningMesh.await(
          "programmed",
          () -> mesh.weftOut("get", "gateways", "-o", "yaml").contains("1 broker runs it"));
      Matcher address = ADDRESS.matcher(mesh.weftOut("get", "gateways", "-o", "json"));
      assertThat(address.find()).isTrue();

      assertThat(call(address.group(), first)).isEqualTo("CN=first 200 orders");
      apply(mesh, secret(second));
      RunningMesh.await(
          "the new certificate",
          () -> callOrWhy(address.group(), second).equals("CN=second 200 orders"));

      assertThat(mesh.weftOut("describe", "httproute", "shop"))
          .contains("accepted", "Gateway default/edge", "to orders:80");

      Weft.Outcome shifted = mesh.weft("shift", "orders", "v2=100%");
      assertThat(shifted.exitCode()).as(shifted.err()).isZero();
      assertThat(shifted.out()).contains("orders-v2:80 100%", "undo: weft delete httproute");
      RunningMesh.await("the new version", () -> mesh(mesh).equals("200 orders-v2"));

      assertThat(mesh.weftOut("fault", "orders-v2", "--abort", "418", "--percent", "100"))
          .contains("made ServicePolicy default/orders-v2-fault", "undo: weft fault orders-v2");
      RunningMesh.await("the fault", () -> mesh(mesh).startsWith("418 "));
      assertThat(mesh.weftOut("fault", "orders-v2", "--off")).contains("deleted ServicePolicy");
      RunningMesh.await("no fault", () -> mesh(mesh).equals("200 orders-v2"));
    }
  }

  private static String mesh(RunningMesh mesh) {
    try {
      var answer = mesh.call("orders", "/");
      return answer.statusCode() + " " + answer.body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String callOrWhy(String address, SelfSigned trusted) {
    try {
      return call(address, trusted);
    } catch (Exception e) {
      return e.toString();
    }
  }

  private static String call(String address, SelfSigned trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("a", trusted.store().getCertificate("a"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.ofLiteral(address), PORT)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("shop.example")));
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      String name = socket.getSession().getPeerPrincipal().getName();
      return name
          + " "
          + answer.substring(9, 12)
          + " "
          + answer.substring(answer.lastIndexOf('\n') + 1);
    }
  }
}
