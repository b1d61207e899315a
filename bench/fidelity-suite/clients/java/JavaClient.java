import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The JDK's client with the broker as its proxy: {@code JavaClient PORT}. */
public final class JavaClient {
  private interface Action {
    void run() throws Exception;
  }

  private static HttpClient client;

  public static void main(String[] args) {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]))))
            .build();
    byte[] large = new byte[3_000_000];
    check(
        "two hundred on one connection",
        () -> {
          for (int i = 0; i < 200; i++) {
            equal(get("/echo").statusCode(), 200);
          }
        });
    check(
        "post of 3 MB",
        () ->
            equal(
                text(post("/echo", BodyPublishers.ofByteArray(large)))
                    .contains("\"size\": 3000000"),
                true));
    check(
        "chunks",
        () ->
            equal(
                text(post(
                        "/echo", BodyPublishers.ofByteArrays(List.of(new byte[10], new byte[20]))))
                    .contains("\"size\": 30"),
                true));
    check("10 MB", () -> equal(get("/big/10000000").body().length, 10_000_000));
    check("interim answers", () -> equal(text(get("/interim")), "done"));
    check("trailers are no body", () -> equal(text(get("/trailers")), "ok"));
    check(
        "cookies apart",
        () -> equal(get("/cookies").headers().allValues("set-cookie"), List.of("a=1, x", "b=2")));
    for (String path : List.of("/cut-length", "/cut-chunked", "/reset")) {
      check(path.substring(1), () -> fails(path));
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://origin" + path))
        .timeout(Duration.ofSeconds(10));
  }

  private static HttpResponse<byte[]> get(String path) throws Exception {
    return client.send(to(path).build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> post(String path, HttpRequest.BodyPublisher body)
      throws Exception {
    return client.send(to(path).POST(body).build(), BodyHandlers.ofByteArray());
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

  private static void fails(String path) throws Exception {
    try {
      get(path);
    } catch (java.io.IOException e) {
      return;
    }
    throw new IllegalStateException("a cut answer was taken for whole");
  }
}
