package dev.weft.broker.caller;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.model.observe.EdgeName;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of one connection. In this order: what a request says in X-Weft-Caller,
 * what it shows to a proxy (Proxy-Authorization), what was found out about the connection. Belongs
 * to the connection's loop.
 */
public final class ConnectionCaller {
  private static final String NO_ADDRESS = "unknown";

  private final CallerNames names;
  private final Channel channel;
  private final String address;
  private final String otherwise;
  private final Claim claim = new Claim(Known.X_WEFT_CALLER, Claim::ofName);
  private final Claim credentials = new Claim(Known.PROXY_AUTHORIZATION, Claim::ofCredentials);
  private volatile @Nullable String found;
  private boolean asked;

  ConnectionCaller(CallerNames names, Channel channel) {
    this.names = names;
    this.channel = channel;
    @Nullable InetAddress remote =
        channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    address = remote == null ? NO_ADDRESS : remote.getHostAddress();
    otherwise = remote == null || remote.isLoopbackAddress() ? EdgeName.UNKNOWN : address;
  }

  /** The caller's address as the wire shows it, without port. */
  public String address() {
    return address;
  }

  /**
   * Who makes a request.
   *
   * @param head with what it said of itself, perhaps dropped by now
   */
  public String of(Head head) {
    @Nullable String name = claim.in(head);
    if (name == null) {
      name = credentials.in(head);
    }
    return name == null ? name() : name;
  }

  /** Who is there, as far as is known by now; the first to ask has it found out. */
  public String name() {
    @Nullable String known = found;
    if (known != null) {
      return known;
    }
    if (!asked) {
      asked = true;
      names.find(this);
    }
    return otherwise;
  }

  /** It was found out; on any thread. */
  void is(String name) {
    found = name;
  }

  Channel channel() {
    return channel;
  }
}
