package dev.weft.control.http;

import dev.weft.model.time.Clock;
import dev.weft.model.tls.CertifiedKey;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;

/**
 * The server's certificate and key, read again when their files change: connections that are open
 * keep theirs, new ones get the new one. Safe for use by any thread.
 */
public final class Certificate implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Certificate.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Path chain;
  private final Path key;
  private final Clock.Timer looking;
  private byte[] seen;
  private volatile SslContext context;

  private Certificate(Path chain, Path key, Clock clock) throws IOException {
    this.chain = chain;
    this.key = key;
    byte[] chainBytes = Files.readAllBytes(chain);
    byte[] keyBytes = Files.readAllBytes(key);
    seen = digest(chainBytes, keyBytes);
    context = context(chainBytes, keyBytes);
    looking = clock.every(LOOK, this::look);
  }

  /**
   * Reads both and looks every five seconds whether they have changed. A pair that cannot be used,
   * as when one of the two is replaced already, leaves the old one in use and is logged.
   *
   * @param chain PEM, the server's own certificate first
   * @param key PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted
   * @throws IOException if they cannot be read or do not belong together; says which and why
   */
  public static Certificate read(Path chain, Path key, Clock clock) throws IOException {
    return new Certificate(chain, key, clock);
  }

  SslHandler handler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }

  private void look() {
    try {
      byte[] chainBytes = Files.readAllBytes(chain);
      byte[] keyBytes = Files.readAllBytes(key);
      byte[] now = digest(chainBytes, keyBytes);
      if (!Arrays.equals(now, seen)) {
        seen = now;
        context = context(chainBytes, keyBytes);
        LOG.log(System.Logger.Level.INFO, "the certificate {0} was read anew", chain);
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the old certificate stays in use: {0}",
          String.valueOf(e.getMessage()));
    }
  }

  private SslContext context(byte[] chainBytes, byte[] keyBytes) throws IOException {
    try {
      CertifiedKey pair = CertifiedKey.read(chainBytes, keyBytes);
      return SslContextBuilder.forServer(pair.key(), pair.chain())
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (IOException | IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException(
          "certificate "
              + chain
              + " and key "
              + key
              + " cannot be used (PEM is wanted, the key without a password): "
              + e.getMessage(),
          e);
    }
  }

  private static byte[] digest(byte[] one, byte[] other) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(one);
      digest.update((byte) 0);
      return digest.digest(other);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    looking.cancel();
  }
}
