import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import java.util.List;

/** {@code java Proxy.java PORT ORIGIN ORIGIN}: Vert.x http-proxy on one event loop. */
public final class Proxy {
  private static int next;

  public static void main(String[] args) {
    var vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    var client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true).setConnectTimeout(1000),
            new PoolOptions().setHttp1MaxSize(512));
    var origins =
        List.of(
            SocketAddress.inetSocketAddress(Integer.parseInt(args[1]), "127.0.0.1"),
            SocketAddress.inetSocketAddress(Integer.parseInt(args[2]), "127.0.0.1"));
    var proxy =
        HttpProxy.reverseProxy(client)
            .origin(
                OriginRequestProvider.selector(
                    _ -> io.vertx.core.Future.succeededFuture(origins.get(next++ & 1))));
    var server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"));
    server.requestHandler(proxy).listen(Integer.parseInt(args[0])).await();
  }
}
