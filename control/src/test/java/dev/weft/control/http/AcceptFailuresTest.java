package dev.weft.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class AcceptFailuresTest {
  @Test
  void saysOnceThatConnectionsWaitAndAgainAfterAQuietMinute() {
    List<LogRecord> said = new ArrayList<>();
    Handler handler = new Recorder(said);
    Logger logger = Logger.getLogger(AcceptFailures.class.getName());
    logger.addHandler(handler);
    try {
      var channel = new EmbeddedChannel(new AcceptFailures());
      channel.freezeTime();
      for (int second = 0; second < 200; second++) {
        fail(channel);
        passes(channel, 1);
      }
      assertThat(said).hasSize(1);
      passes(channel, 61);
      fail(channel);
      assertThat(said).hasSize(2);
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static void passes(EmbeddedChannel channel, int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private static void fail(EmbeddedChannel channel) {
    assertThat(channel.config().isAutoRead()).as("tries again").isTrue();
    channel.pipeline().fireExceptionCaught(new IOException("too many open files"));
    channel.checkException(); // nobody else prints it
    assertThat(channel.config().isAutoRead()).as("pauses").isFalse();
  }

  private static final class Recorder extends Handler {
    private final List<LogRecord> said;

    Recorder(List<LogRecord> said) {
      this.said = said;
    }

    @Override
    public void publish(LogRecord message) {
      said.add(message);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
