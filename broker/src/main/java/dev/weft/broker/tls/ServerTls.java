package dev.weft.broker.tls;

import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.tls.CertifiedKey;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
  private static final int DNS_NAME = 2; // RFC 5280, section 4.2.1.6
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, SslContext> byName;
  private final SslContext fallback;

  /**
   * @param contexts all of them, the one for any other name first
   */
  private ServerTls(Map<String, SslContext> byName, List<SslContext> contexts) {
    this.byName = Map.copyOf(byName);
    fallback = contexts.getFirst();
    // Connections keep their context for themselves.
    Tls.CLEANER.register(this, () -> contexts.forEach(ReferenceCountUtil::release));
  }

  /**
   * As a listener has it. Of several certificates the one is shown that is for the name that a
   * caller asks for, where a wildcard stands for one label (RFC 9525, section 6.3); else the first.
   *
   * @throws SSLException if a key and a certificate cannot be used
   */
  public static ServerTls of(ListenerTls.Terminate ending, ListenerSpec.Protocol protocol)
      throws SSLException {
    List<String> inside = protocol == ListenerSpec.Protocol.HTTPS ? Tls.HTTP : List.of();
    var made = new ArrayList<SslContext>();
    var byName = new HashMap<String, SslContext>();
    try {
      for (CertifiedKey key : ending.certificates()) {
        SslContext context = context(key, ending.callers(), inside);
        made.add(context);
        if (ending.certificates().size() > 1) {
          names(key.chain().getFirst()).forEach(name -> byName.putIfAbsent(name, context));
        }
      }
      return new ServerTls(byName, made);
    } catch (SSLException e) {
      made.forEach(ReferenceCountUtil::release);
      throw e;
    }
  }

  private static List<String> names(X509Certificate certificate) throws SSLException {
    @Nullable Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      throw new SSLException("the names of a certificate cannot be read", e);
    }
    var names = new ArrayList<String>();
    for (List<?> one : all == null ? List.<List<?>>of() : all) {
      if (one.getFirst().equals(DNS_NAME)) {
        names.add(String.valueOf(one.get(1)).toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /**
   * A handler for a new connection, the first in its pipeline, whose caller has said already which
   * name it asks for. It sets no limit of time.
   *
   * @param serverName null if it asked for none
   */
  public SslHandler handler(ByteBufAllocator allocator, @Nullable String serverName) {
    SslHandler handler = find(serverName).newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
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
      CertifiedKey key, ListenerTls.Callers callers, List<String> applicationProtocols)
      throws SSLException {
    SslContextBuilder builder =
        Tls.modern(
            SslContextBuilder.forServer(key.key(), key.chain().toArray(X509Certificate[]::new)),
            applicationProtocols);
    switch (callers.asked()) {
      case MUST ->
          builder
              .clientAuth(ClientAuth.REQUIRE)
              .trustManager(callers.authorities().toArray(X509Certificate[]::new));
      // Whatever they show, as the Gateway API's AllowInsecureFallback says.
      case MAY ->
          builder
              .clientAuth(ClientAuth.OPTIONAL)
              .trustManager(InsecureTrustManagerFactory.INSTANCE);
      case NO -> {
        // any caller will do
      }
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
