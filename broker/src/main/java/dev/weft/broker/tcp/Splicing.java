package dev.weft.broker.tcp;

import dev.weft.broker.connect.Connector;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.route.Destination;
import io.netty.channel.Channel;

/** Passes callers' bytes on to routees, unread. Called on the caller's loop. */
public record Splicing(Connector connector, ExchangeObserver observer) {
  /**
   * Begins.
   *
   * @param caller whose other handlers, such as one for TLS, stand before what is added here
   */
  public void begin(Channel caller, Loop loop, Destination destination) {
    new Splice(loop, loop.lane(destination), connector, observer, caller).begin();
  }
}
