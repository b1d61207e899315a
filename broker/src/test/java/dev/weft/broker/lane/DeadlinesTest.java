package dev.weft.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  @Test
  void oneThatFailsDoesNotStopTheOthers() throws InterruptedException {
    var loop = new DefaultEventLoop();
    try {
      var deadlines = new Deadlines(loop, new FakeClock(), 1);
      var failed = new AtomicInteger();
      var seen = new CountDownLatch(3);
      loop.execute(() -> {
        var bad =
            new Deadline(nowNanos -> {
              throw new IllegalStateException("a defect of " + failed.incrementAndGet());
            });
        bad.set(0);
        deadlines.watch(bad);
        var good = new Deadline(nowNanos -> seen.countDown());
        good.set(0);
        deadlines.watch(good);
      });
      assertThat(seen.await(10, TimeUnit.SECONDS)).as("the good one goes on").isTrue();
      assertThat(failed).hasValue(1);
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
