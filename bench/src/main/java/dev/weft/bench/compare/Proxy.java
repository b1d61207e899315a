package dev.weft.bench.compare;

import java.util.List;
import java.util.Set;

/**
 * A proxy that is measured.
 *
 * @param name as the tables name it
 * @param command what serves in the foreground; {@code @PORT@} and the like are filled in
 * @param template its configuration under bench/peers, or empty
 * @param jvm whether it compiles while it runs, and so needs a longer warm-up
 * @param http2Port whether HTTP/2 has a port of its own
 * @param wires what it is measured with
 * @param setUp what a reader should know of it
 */
record Proxy(
    String name,
    List<String> command,
    String template,
    boolean jvm,
    boolean http2Port,
    Set<Wire> wires,
    String setUp) {

  /** What callers speak; HTTP/2 in cleartext, TLS 1.3 with HTTP/1.1 inside. */
  enum Wire {
    HTTP1,
    HTTP2,
    TLS
  }

  static Proxy haproxy(String binary) {
    return new Proxy(
        "HAProxy",
        List.of(binary, "-db", "-f", "@CONFIG@"),
        "haproxy/haproxy.cfg",
        false,
        false,
        Set.of(Wire.HTTP1, Wire.HTTP2, Wire.TLS),
        "nbthread 1, http-reuse always, random(2), a check a second, X-Forwarded-For; no log");
  }

  static Proxy nginx(String binary) {
    return new Proxy(
        "nginx",
        List.of(binary, "-c", "@CONFIG@", "-p", "@WORK@"),
        "nginx/nginx.conf",
        false,
        true,
        Set.of(Wire.HTTP1, Wire.HTTP2, Wire.TLS),
        "one worker, upstream keepalive 256, random two least_conn, X-Forwarded-For; no log, no"
            + " active checks");
  }

  static Proxy envoy(String binary) {
    return new Proxy(
        "Envoy",
        List.of(
            binary,
            "--concurrency",
            "1",
            "--disable-hot-restart",
            "--log-level",
            "warning",
            "-c",
            "@CONFIG@"),
        "envoy/envoy.yaml",
        false,
        false,
        Set.of(Wire.HTTP1, Wire.HTTP2),
        "--concurrency 1, router filter alone without dynamic stats, least request, outlier"
            + " detection, a check a second, request ids off; no log");
  }

  static Proxy vertx(String classpath, String java) {
    return new Proxy(
        "Vert.x",
        List.of(
            "env",
            "MALLOC_ARENA_MAX=1",
            java,
            "-XX:ActiveProcessorCount=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            classpath,
            "Proxy",
            "@PORT@",
            "@ORIGIN_1@",
            "@ORIGIN_2@"),
        "",
        true,
        false,
        Set.of(Wire.HTTP1, Wire.HTTP2),
        "http-proxy 5 on one event loop, native epoll, pool of 512, round robin; no timeouts, no"
            + " retries, no checks");
  }

  static Proxy weft(String launcher, boolean http2) {
    return new Proxy(
        "Weft",
        List.of(
            launcher,
            "agent",
            "--registry",
            "http://127.0.0.1:@REGISTRY@",
            "--data",
            "@WORK@/agent",
            "--name",
            "bench",
            "--broker-port",
            "@PORT@",
            "--admin-port",
            "0"),
        "",
        true,
        false,
        http2 ? Set.of(Wire.HTTP1, Wire.HTTP2) : Set.of(Wire.HTTP1),
        "'weft agent' as shipped: broker, probe and metrics, all policies at their defaults; its"
            + " registry runs on the load's core and is not counted");
  }

  /** The broker alone with a port for TLS, without a registry and a probe. */
  static Proxy weftTls(String classpath, String java) {
    return new Proxy(
        "Weft's broker",
        List.of(
            java,
            "-XX:ActiveProcessorCount=1",
            "-XX:+UseSerialGC",
            "-Xms10m",
            "-Xmx256m",
            "-XX:NewSize=4m",
            "-XX:MaxNewSize=64m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classpath,
            "TlsBroker",
            "@PORT@",
            "@TLS_PORT@",
            "@CERTIFICATE@",
            "@KEY@",
            "@ORIGIN_1@",
            "@ORIGIN_2@"),
        "",
        true,
        false,
        Set.of(Wire.TLS),
        "for TLS the broker with its metrics, without a registry and a probe; BoringSSL");
  }
}
