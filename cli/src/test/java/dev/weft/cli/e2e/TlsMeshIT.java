package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that other machines reach: TLS, and for everybody the token of what it does. */
class TlsMeshIT {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String PROGRAM = "exec python3 -m http.server --bind 127.0.0.1 $PORT";

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void startRegistry() throws Exception {
    makeCertificate();
    Process registry =
        start(
            "registry",
            "--data",
            data(),
            "--host",
            "0.0.0.0",
            "--registry-port",
            "0",
            "--tls-cert",
            file("tls.crt"),
            "--tls-key",
            file("tls.key"));
    environment.put(
        "WEFT_API",
        "https://localhost:" + port(registry, "registry +https://0\\.0\\.0\\.0:(\\d+)"));
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : processes.reversed()) {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends by SIGTERM").isTrue();
    }
  }

  private String data() {
    return file("registry");
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void makeCertificate() throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file("pair.p12"),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore pair = KeyStore.getInstance(folder.resolve("pair.p12").toFile(), PASSWORD);
    writePem("tls.crt", "CERTIFICATE", pair.getCertificate("a").getEncoded());
    writePem("tls.key", "PRIVATE KEY", pair.getKey("a", PASSWORD).getEncoded());
  }

  private void writePem(String name, String what, byte[] der) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }

  private Process start(String... words) throws Exception {
    Process process = Weft.start(environment, words);
    processes.add(process);
    return process;
  }

  private static int port(Process process, String pattern) throws Exception {
    String lines = String.join("\n", Weft.linesUntil(process, "ready"));
    Matcher matcher = Pattern.compile(pattern).matcher(lines);
    assertThat(matcher.find()).as(lines).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private String token(String... words) throws Exception {
    var all = new ArrayList<>(List.of("token", "create", "t", "--data", data()));
    all.addAll(Arrays.asList(words));
    Weft.Outcome made = Weft.run(Map.of(), all.toArray(String[]::new));
    assertThat(made.exitCode()).as(made.err()).isZero();
    return made.out().strip();
  }

  private Weft.Outcome getAs(String token, String kind) throws Exception {
    var with = new HashMap<>(environment);
    with.put("WEFT_TOKEN", token);
    return Weft.run(with, "get", kind);
  }

  @Test
  void agentsCommandsAndProgramsReachItWithWhatEachMayDo() throws Exception {
    String admin = token("--scope", "admin");
    String reader = token("--scope", "read");
    String agents = token("--scope", "agent");
    String hello = token("--scope", "register", "--service", "hello");

    Weft.Outcome untrusted = Weft.run(environment, "get", "routees");
    assertThat(untrusted.exitCode()).isNotZero();
    assertThat(untrusted.err()).contains("not trusted", "WEFT_CA");
    environment.put("WEFT_CA", file("tls.crt"));
    Weft.Outcome unknown = Weft.run(environment, "get", "routees");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("WEFT_TOKEN");
    assertThat(getAs(admin, "secrets").exitCode()).isZero();
    assertThat(getAs(reader, "secrets").err()).contains("lacks the scope agent");

    environment.put("WEFT_TOKEN", agents);
    Process agent =
        start(
            "agent",
            "--registry",
            String.valueOf(environment.get("WEFT_API")),
            "--data",
            file("agent"),
            "--broker-port",
            "0",
            "--admin-port",
            "0");
    int broker = port(agent, "broker +http://127\\.0\\.0\\.1:(\\d+)");

    environment.put("WEFT_BROKER", "http://127.0.0.1:" + broker);
    environment.put("WEFT_TOKEN", hello);
    Process run = start("run", "--service", "hello", "--", "sh", "-c", PROGRAM);
    Weft.linesUntil(run, "registered");
    RunningMesh.await("passing", () -> routees(reader).contains("passing"));
    RunningMesh.await("a call", () -> call(broker) == 200);

    Process other = start("run", "--service", "other", "--", "sh", "-c", PROGRAM);
    assertThat(String.join("\n", Weft.linesUntil(other, "refuses other")))
        .contains("may not register routees of the service other");
  }

  private String routees(String token) {
    try {
      return getAs(token, "routees").out();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int call(int broker) {
    var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker);
    try (var client = HttpClient.newBuilder().proxy(ProxySelector.of(proxy)).build()) {
      var request = HttpRequest.newBuilder(URI.create("http://hello/")).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
