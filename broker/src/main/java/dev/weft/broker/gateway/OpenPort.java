package dev.weft.broker.gateway;

import dev.weft.broker.listener.Callers;
import dev.weft.broker.listener.HttpListener;
import dev.weft.model.route.GatewayId;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.unix.FileDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An address and port that a gateway has, open or about to be. */
final class OpenPort {
  private final GatewayId gateway;
  private final ChannelGroup callers;
  private volatile Doors doors;
  private @Nullable HttpListener listener;

  /**
   * @param callers where the connections of this port are entered
   */
  OpenPort(GatewayId gateway, ChannelGroup callers, Doors doors) {
    this.gateway = gateway;
    this.callers = callers;
    this.doors = doors;
  }

  GatewayId gateway() {
    return gateway;
  }

  ChannelGroup callers() {
    return callers;
  }

  Doors doors() {
    return doors;
  }

  void doors(Doors newer) {
    doors = newer;
  }

  void opened(HttpListener newListener) {
    listener = newListener;
  }

  List<FileDescriptor> sockets() {
    return listener == null ? List.of() : listener.sockets();
  }

  /** Accepts nothing more; calls under way are answered, and their connections end with them. */
  void close() {
    if (listener != null) {
      listener.close();
    }
    Callers.drain(callers);
  }

  /** Accepts nothing more; what was accepted goes on. */
  void stopListening() {
    if (listener != null) {
      listener.close();
    }
  }
}
