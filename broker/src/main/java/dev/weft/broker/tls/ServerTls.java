package dev.weft.broker.tls;

import dev.weft.model.tls.CertifiedKey;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a listener ends its callers' TLS: which certificate for which name (SNI, RFC 6066, section
 * 3), and which protocol inside (ALPN, RFC 7301). Safe on any thread.
 */
public final class ServerTls implements AutoCloseable {
  /** Whether a caller must show a certificate of its own. */
  public enum Callers {
    /** No caller is asked. */
    ANYONE,
    /** Only those whose certificate an authority vouches for. */
    CERTIFIED
  }

  private final Map<String, SslContext> byName;
  private final SslContext fallback;

  private ServerTls(Map<String, SslContext> byName, SslContext fallback) {
    this.byName = byName;
    this.fallback = fallback;
  }

  /**
   * Makes one.
   *
   * @param fallback for callers that name no host, or one that nothing else is for
   * @param byName certificates by host name, such as {@code a.example} or {@code *.example}; a
   *     wildcard stands for one label (RFC 9525, section 6.3)
   * @param authorities that vouch for callers; used where callers are to be certified
   * @param applicationProtocols offered by ALPN, the preferred first; empty for raw TCP
   * @throws SSLException if a key and a certificate cannot be used
   */
  public static ServerTls of(
      CertifiedKey fallback,
      Map<String, CertifiedKey> byName,
      Callers callers,
      List<X509Certificate> authorities,
      List<String> applicationProtocols)
      throws SSLException {
    var made = new ArrayList<SslContext>();
    try {
      var contexts = new LinkedHashMap<String, SslContext>();
      for (Map.Entry<String, CertifiedKey> one : byName.entrySet()) {
        SslContext context = context(one.getValue(), callers, authorities, applicationProtocols);
        made.add(context);
        contexts.put(one.getKey().toLowerCase(Locale.ROOT), context);
      }
      SslContext last = context(fallback, callers, authorities, applicationProtocols);
      return new ServerTls(contexts, last);
    } catch (SSLException e) {
      made.forEach(ReferenceCountUtil::release);
      throw e;
    }
  }

  /** For HTTP with one certificate: h2 and HTTP/1.1, anyone may call. */
  public static ServerTls http(CertifiedKey key) throws SSLException {
    return of(key, Map.of(), Callers.ANYONE, List.of(), Tls.HTTP);
  }

  /** A handler for a new connection; the first in its pipeline. */
  public ChannelHandler handler() {
    return new SniHandler((String name) -> find(name));
  }

  private SslContext find(@Nullable String name) {
    if (name == null || byName.isEmpty()) {
      return fallback;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    SslContext exact = byName.get(lower);
    if (exact != null) {
      return exact;
    }
    int dot = lower.indexOf('.');
    SslContext wild = dot < 0 ? null : byName.get("*" + lower.substring(dot));
    return wild == null ? fallback : wild;
  }

  private static SslContext context(
      CertifiedKey key,
      Callers callers,
      List<X509Certificate> authorities,
      List<String> applicationProtocols)
      throws SSLException {
    SslContextBuilder builder =
        Tls.modern(
            SslContextBuilder.forServer(key.key(), key.chain().toArray(X509Certificate[]::new)),
            applicationProtocols);
    if (callers == Callers.CERTIFIED) {
      builder
          .clientAuth(ClientAuth.REQUIRE)
          .trustManager(authorities.toArray(X509Certificate[]::new));
    }
    return builder.build();
  }

  /** Frees native memory once the last connection that uses it has closed. */
  @Override
  public void close() {
    byName.values().forEach(ReferenceCountUtil::release);
    ReferenceCountUtil.release(fallback);
  }
}
