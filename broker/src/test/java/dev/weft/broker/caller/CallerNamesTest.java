package dev.weft.broker.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Snapshot;
import dev.weft.testkit.FakeClock;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerNamesTest {
  private static final Duration SOON = Duration.ofMillis(50);

  /** A connection from a port of this machine. */
  private static final class Connected extends EmbeddedChannel {
    private final int port;

    Connected(int port) {
      this.port = port;
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    protected SocketAddress localAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 7071);
    }
  }

  /** Knows every connection, and has another one come while it looks. */
  private final class Sockets extends ProcessSockets {
    private int looks;

    Sockets() {
      super(Path.of("none"));
    }

    @Override
    Map<Ends, String> services(Set<Ends> wanted) {
      looks++;
      caller(10_000 + looks).name();
      var found = new HashMap<Ends, String>();
      wanted.forEach(ends -> found.put(ends, "web-" + ends.there()));
      return found;
    }
  }

  private final FakeClock clock = new FakeClock();
  private final Sockets sockets = new Sockets();
  private final CallerNames names = new CallerNames(() -> Snapshot.EMPTY, sockets, clock);

  private ConnectionCaller caller(int port) {
    return names.of(new Connected(port));
  }

  @Test
  void theFirstToAskHasItFoundOut() {
    ConnectionCaller web = caller(5_000);
    assertThat(web.name()).isEqualTo("unknown");
    clock.advance(SOON);
    assertThat(web.name()).isEqualTo("web-5000");
  }

  @Test
  void howeverManyComeThereIsOneLookASecond() {
    caller(5_000).name();
    clock.advance(SOON);
    assertThat(sockets.looks).isEqualTo(1);
    for (int second = 1; second <= 5; second++) {
      for (int i = 0; i < 18; i++) {
        clock.advance(SOON);
        caller(5_000 + i).name();
      }
      assertThat(sockets.looks).isEqualTo(second);
      clock.advance(Duration.ofMillis(100));
      assertThat(sockets.looks).isEqualTo(second + 1);
    }
  }
}
