package dev.weft.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A routee that asks to be left alone for a while. */
class RetryAfterTest {
  private final FakeClock clock = new FakeClock();
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture(clock, 1);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private static RawRoutee asking(String fields) throws IOException {
    return new RawRoutee((head, in, out, socket) -> {
      RawRoutee.skipBody(head, in);
      out.write(
          ("HTTP/1.1 503 X\r\nContent-Length: 0\r\n" + fields + "\r\n\r\n").getBytes(ISO_8859_1));
      return true;
    });
  }

  private void orders(RawRoutee one, RawRoutee other) {
    mesh.put(
        MeshFixture.service("orders")
            .roundRobin()
            .routee("orders-1", one.port())
            .routee("orders-2", other.port())
            .build());
  }

  private void calls(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertThat(mesh.get("orders").body()).isEqualTo("good");
    }
  }

  private static String imf(int second) {
    return "Sun, 06 Nov 1994 08:49:" + second + " GMT";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"Retry-After: 20|20", "Retry-After: 86400|30", "date|20"})
  void isLeftAloneForAsLongAsItAsksAndThirtySecondsAtMost(String fields, int seconds)
      throws IOException {
    String asked =
        fields.equals("date") ? "Date: " + imf(10) + "\r\nRetry-After: " + imf(30) : fields;
    try (RawRoutee busy = asking(asked);
        RawRoutee good = RawRoutee.answering("good")) {
      orders(busy, good);
      calls(10);
      assertThat(busy.received()).isEqualTo(2);
      assertThat(mesh.broker.ejected().values())
          .singleElement()
          .asString()
          .contains("asks to be left alone for " + seconds + " s");
      clock.advance(Duration.ofSeconds(seconds - 1));
      calls(10);
      assertThat(busy.received()).isEqualTo(2);
      clock.advance(Duration.ofSeconds(5));
      calls(10);
      assertThat(busy.received()).as("one trial call").isEqualTo(3);
    }
  }

  @Test
  void askingOnceAmongAnswersIsTheOneCallsOwnMatter() throws IOException {
    var calls = new AtomicInteger();
    try (var other = RawRoutee.answering("good");
        var now =
            new RawRoutee((head, in, out, socket) -> {
              boolean busy = calls.getAndIncrement() % 2 == 0;
              out.write(
                  busy
                      ? "HTTP/1.1 503 X\r\nContent-Length: 0\r\nRetry-After: 9\r\n\r\n"
                          .getBytes(ISO_8859_1)
                      : RawRoutee.answer(200, "good"));
              return true;
            })) {
      orders(now, other);
      calls(20);
      assertThat(mesh.broker.ejected()).isEmpty();
    }
  }

  @Test
  void aFieldThatSaysNothingChangesNothing() throws IOException {
    try (RawRoutee busy = asking("Retry-After: soon");
        RawRoutee good = RawRoutee.answering("good")) {
      orders(busy, good);
      calls(4);
      assertThat(busy.received()).isBetween(2, 4); // five in a row would eject it anyway
      assertThat(mesh.broker.ejected()).isEmpty();
    }
  }
}
