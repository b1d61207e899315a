package dev.weft.broker.tls;

import dev.weft.model.tls.CertifiedKey;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
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
public final class ServerTls {
  /** Whether a caller must show a certificate of its own. */
  public enum Callers {
    /** No caller is asked. */
    ANYONE,
    /** Callers are asked, and served whatever they show or do not show. */
    ASKED,
    /** Only those whose certificate an authority vouches for. */
    CERTIFIED
  }

  private static final int MOST_HELLO_BYTES = 64 << 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, SslContext> byName;
  private final SslContext fallback;

  private ServerTls(Map<String, SslContext> byName, SslContext fallback) {
    this.byName = Map.copyOf(byName);
    this.fallback = fallback;
    var contexts = new ArrayList<>(byName.values());
    contexts.add(fallback);
    // Connections keep their context for themselves.
    Tls.CLEANER.register(this, () -> contexts.forEach(ReferenceCountUtil::release));
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

  /**
   * A handler for a new connection; the first in its pipeline. It tells of the name that the caller
   * asked for and of the handshake's end by Netty's events, and sets no limit of time.
   */
  public ChannelHandler handler() {
    return new SniHandler(
        (String name, Promise<SslContext> found) -> found.setSuccess(find(name)),
        MOST_HELLO_BYTES,
        0) {
      @Override
      protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        return patient(super.newSslHandler(context, allocator));
      }
    };
  }

  /**
   * A handler for a new connection whose caller has said already which name it asks for; the first
   * in its pipeline. It sets no limit of time.
   *
   * @param serverName null if it asked for none
   */
  public SslHandler handler(ByteBufAllocator allocator, @Nullable String serverName) {
    return patient(find(serverName).newHandler(allocator));
  }

  private static SslHandler patient(SslHandler handler) {
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /**
   * Whether a connection on which one name was asked for may carry calls to another: where both
   * lead to the same certificate and to the same demands on the caller's own.
   *
   * @param serverName as the caller sent it; null for none
   * @param authority of a call, with or without port
   */
  boolean serves(@Nullable String serverName, String authority) {
    return byName.isEmpty() || find(serverName).equals(find(Authority.host(authority)));
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
    } else if (callers == Callers.ASKED) {
      // Who is to judge them is the routee, which is told; see the Gateway API's
      // AllowInsecureFallback.
      builder.clientAuth(ClientAuth.OPTIONAL).trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    SslContext context = builder.build();
    if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
      // Netty switches tickets off until there are keys, and TLS 1.3 resumes by tickets alone. The
      // keys go with the context; what a ticket resumes still gets keys of its own (RFC 8446,
      // section 2.2, psk_dhe_ke).
      sessions.setTicketKeys(newTicketKey());
    }
    return context;
  }

  private static OpenSslSessionTicketKey newTicketKey() {
    return new OpenSslSessionTicketKey(
        random(OpenSslSessionTicketKey.NAME_SIZE),
        random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        random(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
