package dev.weft.broker.tcp;

import dev.weft.broker.caller.ConnectionCaller;
import dev.weft.broker.connect.Connector;
import dev.weft.broker.eject.Fault;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.message.ExchangeId;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Sighting;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection through the broker. No byte is passed on until a routee has accepted, so that
 * trying the next routee is always safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Splice {
  private final Loop loop;
  private final DestinationLane lane;
  private final Connector connector;
  private final ConnectionCaller from;
  private final Sighting sighting;
  private final Channel caller;
  private final Relay fromCaller;
  private final List<RouteeLane> tried = new ArrayList<>();
  private final Deadline idle = new Deadline(this::idle);
  private @Nullable RouteeLane routee;
  private @Nullable Channel upstream;
  private long touchedNanos;
  private boolean over;

  Splice(
      Loop loop,
      DestinationLane lane,
      Connector connector,
      ExchangeObserver observer,
      Channel caller) {
    this.loop = loop;
    this.lane = lane;
    this.connector = connector;
    this.caller = caller;
    fromCaller = new Relay(this, caller);
    from = loop.callers().of(caller);
    sighting =
        new Sighting(
            observer,
            loop.edges(),
            loop.trails(),
            "tcp",
            new ExchangeId(loop.nextExchangeId()),
            null,
            from.address(),
            loop.nowNanos());
  }

  void begin() {
    sighting.calledBy(from.name());
    sighting.routed(lane.destination().service());
    caller.pipeline().addLast(fromCaller);
    caller.closeFuture().addListener(closed -> closed());
    tryOnce();
  }

  /** Bytes went one way or the other. */
  void touched() {
    touchedNanos = loop.nowNanos();
  }

  private void tryOnce() {
    long nowNanos = loop.nowNanos();
    @Nullable RouteeLane picked = lane.pick(tried, true, key(), nowNanos);
    if (picked == null) {
      end(new Outcome.Refused(503, "destination_unavailable"));
      return;
    }
    boolean trial = lane.pickedForTrial();
    routee = picked;
    @Nullable RouteeLane other = lane.comparedWith();
    sighting.picked(lane.pickNote(), other == null ? null : other.standing().routee().id());
    sighting.picked().opens();
    sighting.tries(picked.standing().routee().id(), nowNanos);
    picked.load().began();
    connector.connect(
        loop,
        picked.standing().address(),
        lane.destination().policy().timeout().connect(),
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            channel.pipeline().addLast(new Relay(Splice.this, channel));
          }
        },
        (channel, failure) -> connected(picked, trial, nowNanos, channel, failure));
  }

  private long key() {
    return lane.destination().callKey().ofConnection(sighting.callerAddress());
  }

  private void connected(
      RouteeLane to,
      boolean trial,
      long sinceNanos,
      @Nullable Channel channel,
      @Nullable Throwable failure) {
    long nowNanos = loop.nowNanos();
    if (channel != null) {
      to.load().measured(nowNanos - sinceNanos, nowNanos);
      to.standing().succeeded(trial, nowNanos);
      if (over) {
        channel.close();
      } else {
        join(channel, nowNanos);
      }
      return;
    }
    if (!over) {
      to.load().ended();
      routee = null;
    }
    to.load().failed(nowNanos - sinceNanos, nowNanos);
    boolean refused = failure != null && Connector.refused(failure);
    to.standing().failed(refused ? Fault.REFUSED : Fault.CONNECT, trial, nowNanos);
    if (!over) {
      tried.add(to);
      sighting.tryFailed(
          refused ? "connection_refused" : "connection_timeout",
          to.name() + " did not take the connection",
          lane.hasOther(tried),
          lane.hasOther(tried) ? "tried elsewhere" : "nobody is left to try",
          nowNanos);
      tryOnce();
    }
  }

  private void join(Channel channel, long nowNanos) {
    upstream = channel;
    touchedNanos = nowNanos;
    idle.set(nowNanos + idleNanos());
    loop.idlers().watch(idle);
    channel.closeFuture().addListener(closed -> closed());
    channel.pipeline().get(Relay.class).join(caller);
    fromCaller.join(channel);
  }

  private void idle(long nowNanos) {
    if (nowNanos - touchedNanos < idleNanos()) {
      sighting.calledBy(from.name());
      idle.set(touchedNanos + idleNanos());
      return;
    }
    loop.idlers().drop(idle);
    caller.close(); // at once: whoever let it come to this does not read what is left either
    if (upstream != null) {
      upstream.close();
    }
    end(new Outcome.Spliced());
  }

  private void closed() {
    end(new Outcome.Spliced());
    if (!caller.isOpen() && (upstream == null || !upstream.isOpen())) {
      loop.idlers().drop(idle);
    }
  }

  private long idleNanos() {
    return lane.destination().policy().timeout().idle().toNanos();
  }

  private void end(Outcome outcome) {
    if (over) {
      return;
    }
    over = true;
    touched(); // what was written has as long to go out as silence may last
    idle.set(touchedNanos + idleNanos());
    loop.idlers().watch(idle);
    if (routee != null) {
      routee.load().ended();
    }
    if (upstream != null) {
      Relay.finish(upstream);
    }
    Relay.finish(caller);
    sighting.calledBy(from.name());
    sighting.ended(outcome, tried.size(), loop.nowNanos());
  }
}
