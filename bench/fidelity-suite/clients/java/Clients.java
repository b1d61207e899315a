import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * Java's clients, by name: {@code Clients PORT okhttp|okhttp-h2|apache|apache-h2|java-h2c}. Each is
 * told that the name is on this machine, so that it says the name itself; the JDK's, which cannot
 * be told, says it in Host, and asks for HTTP/2 by an Upgrade that a broker ignores.
 */
public final class Clients {
  private record Answer(int status, byte[] body, List<String> cookies) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Sends a request and reads the whole answer; a null body is none. */
  private interface Ask {
    Answer ask(String method, String path, byte[] body) throws Exception;
  }

  private interface Action {
    void run() throws Exception;
  }

  private static final DnsResolver HERE =
      new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) {
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
          return host;
        }
      };

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    String base = "http://origin:" + port;
    Ask client =
        switch (args[1]) {
          case "okhttp" -> okhttp(base, Protocol.HTTP_1_1);
          case "okhttp-h2" -> okhttp(base, Protocol.H2_PRIOR_KNOWLEDGE);
          case "apache" -> apache(base);
          case "apache-h2" -> apacheHttp2(port);
          case "java-h2c" -> java("http://127.0.0.1:" + port);
          default -> throw new IllegalArgumentException(args[1]);
        };
    check("get", () -> equal(client.ask("GET", "/echo", null).status(), 200));
    check(
        "two hundred, one after another",
        () -> {
          for (int i = 0; i < 200; i++) {
            equal(client.ask("GET", "/echo", null).status(), 200);
          }
        });
    check(
        "post of 3 MB",
        () ->
            equal(
                client
                    .ask("POST", "/echo", new byte[3_000_000])
                    .text()
                    .contains("\"size\": 3000000"),
                true));
    check("10 MB", () -> equal(client.ask("GET", "/big/10000000", null).body().length, 10_000_000));
    if (!args[1].startsWith("okhttp")) { // which takes one 1xx and then an answer, no second
      check("interim answers", () -> equal(client.ask("GET", "/interim", null).text(), "done"));
    }
    check("trailers are no body", () -> equal(client.ask("GET", "/trailers", null).text(), "ok"));
    check(
        "cookies apart",
        () -> equal(client.ask("GET", "/cookies", null).cookies(), List.of("a=1, x", "b=2")));
    for (String path : List.of("/cut-length", "/cut-chunked", "/reset")) {
      check(path.substring(1), () -> fails(client, path));
    }
    System.exit(0); // the clients' threads would stay a while
  }

  private static Ask okhttp(String base, Protocol protocol) {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .protocols(List.of(protocol))
            .dns(name -> List.of(InetAddress.getLoopbackAddress()))
            .readTimeout(Duration.ofSeconds(10))
            .build();
    return (method, path, body) -> {
      RequestBody sent =
          body == null ? null : RequestBody.create(body, MediaType.get("application/x"));
      var request = new Request.Builder().url(base + path).method(method, sent).build();
      try (Response answer = client.newCall(request).execute()) {
        equal(answer.protocol(), protocol);
        return new Answer(answer.code(), answer.body().bytes(), answer.headers("set-cookie"));
      }
    };
  }

  private static Ask apache(String base) {
    CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(HERE).build())
            .disableCookieManagement()
            .disableAutomaticRetries()
            .build();
    return (method, path, body) -> {
      var request = ClassicRequestBuilder.create(method).setUri(base + path);
      if (body != null) {
        request.setEntity(body, ContentType.APPLICATION_OCTET_STREAM);
      }
      return client.execute(
          request.build(),
          answer ->
              new Answer(
                  answer.getCode(),
                  EntityUtils.toByteArray(answer.getEntity()),
                  cookies(answer.getHeaders("set-cookie"))));
    };
  }

  private static Ask apacheHttp2(int port) {
    CloseableHttpAsyncClient client =
        HttpAsyncClients.customHttp2()
            .disableCookieManagement()
            .disableAutomaticRetries()
            .setDnsResolver(HERE)
            .build();
    client.start();
    return (method, path, body) -> {
      var request = SimpleRequestBuilder.create(method).setUri("http://origin:" + port + path);
      if (body != null) {
        request.setBody(body, ContentType.APPLICATION_OCTET_STREAM);
      }
      SimpleHttpRequest built = request.build();
      SimpleHttpResponse answer = client.execute(built, null).get(10, TimeUnit.SECONDS);
      byte[] came = answer.getBodyBytes();
      return new Answer(
          answer.getCode(),
          came == null ? new byte[0] : came,
          cookies(answer.getHeaders("set-cookie")));
    };
  }

  private static Ask java(String base) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    return (method, path, body) -> {
      var request =
          HttpRequest.newBuilder(URI.create(base + path))
              .header("Host", "origin")
              .timeout(Duration.ofSeconds(10))
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(body));
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          answer.statusCode(), answer.body(), answer.headers().allValues("set-cookie"));
    };
  }

  private static List<String> cookies(Header[] headers) {
    return new ArrayList<>(Arrays.stream(headers).map(Header::getValue).toList());
  }

  private static void check(String name, Action action) {
    try {
      action.run();
      System.out.println("ok " + name);
    } catch (Exception e) { // whatever the client throws is what its user would see
      System.out.println("FAIL " + name + ": " + e);
    }
  }

  private static void equal(Object one, Object other) {
    if (!one.equals(other)) {
      throw new IllegalStateException(one + ", not " + other);
    }
  }

  private static void fails(Ask client, String path) throws Exception {
    try {
      client.ask("GET", path, null);
    } catch (java.io.IOException | java.util.concurrent.ExecutionException e) {
      return;
    }
    throw new IllegalStateException("a cut answer was taken for whole");
  }
}
