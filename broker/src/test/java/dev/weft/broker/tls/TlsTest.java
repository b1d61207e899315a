package dev.weft.broker.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.tls.CertifiedKey;
import dev.weft.model.tls.RouteeTls;
import dev.weft.testkit.SelfSigned;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of the engine's TLS, against each other over loopback. */
class TlsTest {
  private static MultiThreadIoEventLoopGroup group;
  private static SelfSigned rsa;
  private static SelfSigned wild;
  private static SelfSigned caller;
  private final java.util.ArrayList<AutoCloseable> open = new java.util.ArrayList<>();

  @BeforeAll
  static void makeKeys(@TempDir Path dir) throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    rsa = SelfSigned.make(dir, "first", "RSA", "dns:localhost,dns:a.example");
    wild = SelfSigned.make(dir, "wild", "EC", "dns:*.example");
    caller = SelfSigned.make(dir, "caller", "EC", "dns:caller");
  }

  @AfterAll
  static void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private static CertifiedKey key(SelfSigned one) throws GeneralSecurityException {
    return CertifiedKey.read(
        one.certificatePem().getBytes(US_ASCII), one.keyPem().getBytes(US_ASCII));
  }

  private int serve(ServerTls tls) {
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(tls.handler());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    open.add(() -> server.close().syncUninterruptibly());
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** The handler once hands have been shaken; throws what went wrong. */
  private SslHandler connect(int port, ClientTls tls) throws Exception {
    var handler = new SslHandler[1];
    Channel channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel made) throws SSLException {
                    handler[0] = tls.handler(made, 443);
                    made.pipeline().addLast(handler[0]);
                  }
                })
            .connect(InetAddress.getLoopbackAddress(), port)
            .syncUninterruptibly()
            .channel();
    open.add(() -> channel.close().syncUninterruptibly());
    var shaken = handler[0].handshakeFuture();
    assertThat(shaken.await(10, TimeUnit.SECONDS)).isTrue();
    if (!shaken.isSuccess()) {
      throw new java.io.IOException(shaken.cause());
    }
    return handler[0];
  }

  private static ClientTls trusting(
      SelfSigned server, String name, @Nullable CertifiedKey own, List<String> protocols)
      throws Exception {
    var authority = (X509Certificate) server.store().getCertificate("a");
    return ClientTls.of(new RouteeTls(name, List.of(authority), own), protocols);
  }

  private static String shown(SslHandler handler) throws Exception {
    var certificate = (X509Certificate) handler.engine().getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  @Test
  void boringSslIsUsedWhereItsLibraryIs() {
    assertThat(OpenSsl.isAvailable())
        .as(() -> "OpenSSL does not load: " + OpenSsl.unavailabilityCause())
        .isEqualTo(System.getProperty("os.name").equals("Linux"));
  }

  @Test
  void bothSidesAgreeOnTheProtocolInside() throws Exception {
    int port = serve(ServerTls.http(key(rsa)));
    assertThat(connect(port, trusting(rsa, "localhost", null, Tls.HTTP)).applicationProtocol())
        .isEqualTo("h2");
    assertThat(
            connect(port, trusting(rsa, "localhost", null, List.of("http/1.1")))
                .applicationProtocol())
        .isEqualTo("http/1.1");
    assertThat(connect(port, trusting(rsa, "localhost", null, List.of())).applicationProtocol())
        .isNull();
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    int port = serve(ServerTls.http(key(rsa)));
    assertThatThrownBy(() -> connect(port, trusting(rsa, "elsewhere", null, List.of())))
        .hasStackTraceContaining("elsewhere");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    int port = serve(ServerTls.http(key(rsa)));
    assertThatThrownBy(() -> connect(port, trusting(wild, "localhost", null, List.of())))
        .hasStackTraceContaining("unable to find valid certification path");
  }

  @Test
  void theNameAskedForChoosesTheCertificate() throws Exception {
    int port =
        serve(
            ServerTls.of(
                key(caller),
                Map.of("A.example", key(rsa), "*.example", key(wild)),
                ServerTls.Callers.ANYONE,
                List.of(),
                Tls.HTTP));
    assertThat(shown(connect(port, trusting(rsa, "a.example", null, List.of()))))
        .isEqualTo("CN=first");
    assertThat(shown(connect(port, trusting(wild, "b.example", null, List.of()))))
        .isEqualTo("CN=wild");
    assertThat(shown(connect(port, trusting(caller, "caller", null, List.of()))))
        .isEqualTo("CN=caller");
    // A wildcard stands for one label only.
    assertThatThrownBy(() -> connect(port, trusting(wild, "c.b.example", null, List.of())));
  }

  @Test
  void callersShowTheirCertificateWhereTheyMust() throws Exception {
    X509Certificate known = (X509Certificate) caller.store().getCertificate("a");
    int port =
        serve(
            ServerTls.of(
                key(rsa), Map.of(), ServerTls.Callers.CERTIFIED, List.of(known), Tls.HTTP));
    SslHandler certified = connect(port, trusting(rsa, "localhost", key(caller), Tls.HTTP));
    assertThat(certified.applicationProtocol()).isEqualTo("h2");
    SslHandler stranger = connect(port, trusting(rsa, "localhost", key(wild), Tls.HTTP));
    // In TLS 1.3 the refusal comes after the client's part of the handshake.
    assertThat(stranger.engine().getSession().isValid()).isTrue();
    assertThat(stranger.sslCloseFuture().await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oldFormsOfKeysAreRead() throws Exception {
    assertThat(read(rsa, "RSA PRIVATE KEY")).isEqualTo(key(rsa).key());
    assertThat(read(wild, "EC PRIVATE KEY").getAlgorithm()).isEqualTo("EC");
    assertThatThrownBy(() ->
            CertifiedKey.read(
                rsa.certificatePem().getBytes(US_ASCII), wild.keyPem().getBytes(US_ASCII)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** Takes the inner key out of its PKCS #8 wrapping: the last element, an octet string. */
  private static java.security.PrivateKey read(SelfSigned one, String as) throws Exception {
    byte[] pkcs8 = key(one).key().getEncoded();
    int at = 1;
    at += (pkcs8[at] & 0x80) == 0 ? 1 : 1 + (pkcs8[at] & 0x7f); // into the sequence
    at += 3; // the version
    at += 2 + pkcs8[at + 1]; // the algorithm
    at += (pkcs8[at + 1] & 0x80) == 0 ? 2 : 2 + (pkcs8[at + 1] & 0x7f); // into the octets
    byte[] inner = Arrays.copyOfRange(pkcs8, at, pkcs8.length);
    return CertifiedKey.read(
            one.certificatePem().getBytes(US_ASCII), SelfSigned.pem(as, inner).getBytes(US_ASCII))
        .key();
  }
}
