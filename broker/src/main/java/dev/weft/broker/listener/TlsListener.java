package dev.weft.broker.listener;

import dev.weft.broker.tls.ServerTls;
import io.netty.channel.unix.FileDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A port on which callers speak TLS. Safe on any thread. */
public final class TlsListener implements AutoCloseable {
  private final Consumer<TlsListener> closed;
  private volatile ServerTls tls;
  private volatile @Nullable HttpListener listener;

  /**
   * @param closed hears of its end
   */
  public TlsListener(ServerTls tls, Consumer<TlsListener> closed) {
    this.tls = tls;
    this.closed = closed;
  }

  /** It listens by this. */
  public void opened(HttpListener newListener) {
    listener = newListener;
  }

  /** What the next connection is met with. */
  public ServerTls tls() {
    return tls;
  }

  /** Meets connections from now on with other certificates; those that stand keep theirs. */
  public void tls(ServerTls newer) {
    tls = newer;
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return Objects.requireNonNull(listener, "opened").port();
  }

  /** The listening sockets, for another process; empty where they cannot be passed on. */
  public List<FileDescriptor> sockets() {
    return Objects.requireNonNull(listener, "opened").sockets();
  }

  /** Stops accepting; connections already accepted go on. */
  @Override
  public void close() {
    Objects.requireNonNull(listener, "opened").close();
    closed.accept(this);
  }
}
