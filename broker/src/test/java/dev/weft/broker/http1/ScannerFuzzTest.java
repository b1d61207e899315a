package dev.weft.broker.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.HopByHop;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;

/**
 * Whatever bytes come: no exception, the same result in whatever pieces, and what is accepted is,
 * written out again, accepted again as the same. Runs over its seeds in {@code
 * src/test/resources/dev/weft/broker/http1/ScannerFuzzTestInputs}; with {@code JAZZER_FUZZ=1} it
 * looks for more.
 */
class ScannerFuzzTest {
  private static final int MOST_INPUT = 4096; // for byte by byte

  @FuzzTest(maxDuration = "2m")
  void readsRequestsOneWayOnly(byte[] input) {
    String whole = Scans.head(HeadScanner.Kind.REQUEST, input, List.of());
    assertThat(Scans.head(HeadScanner.Kind.REQUEST, input, Collections.nCopies(MOST_INPUT, 1)))
        .isEqualTo(whole);
    var scanner = new HeadScanner();
    var head = new Head();
    scanner.begin(HeadScanner.Kind.REQUEST, head);
    if (scanner.scan(Unpooled.wrappedBuffer(input)) == HeadScanner.Result.WHOLE
        && Framing.request(head, scanner.http10()) == null
        && Target.resolve(head, !scanner.http10()) == null) {
      HopByHop.strip(head);
      assertSurvivesWriting(head);
    }
  }

  /** What goes to a routee must be one request, to the letter, with the same meaning. */
  private static void assertSurvivesWriting(Head head) {
    var text = new HeadText(new dev.weft.broker.message.HeadPool());
    boolean chunked = head.bodyLength() == Head.UNKNOWN_LENGTH;
    text.request(head, chunked ? OutgoingFraming.CHUNKED : OutgoingFraming.NONE);
    ByteBuf written = Unpooled.buffer();
    text.copyTo(written);
    var again = new Head();
    var scanner = new HeadScanner();
    scanner.begin(HeadScanner.Kind.REQUEST, again);
    assertThat(scanner.scan(written)).isEqualTo(HeadScanner.Result.WHOLE);
    assertThat(written.isReadable()).as("bytes behind the head").isFalse();
    assertThat(Framing.request(again, false)).isNull();
    assertThat(again.bodyLength()).isEqualTo(head.bodyLength());
    assertThat(Target.resolve(again, true)).isNull();
    assertThat(again.path()).isEqualTo(head.path());
    assertThat(again.authority()).isEqualTo(head.authority());
    assertThat(again.has(Known.TRANSFER_ENCODING)).isFalse();
  }

  @FuzzTest(maxDuration = "2m")
  void readsAnswersOneWayOnly(byte[] input) {
    assertThat(Scans.head(HeadScanner.Kind.ANSWER, input, Collections.nCopies(MOST_INPUT, 1)))
        .isEqualTo(Scans.head(HeadScanner.Kind.ANSWER, input, List.of()));
  }

  @FuzzTest(maxDuration = "2m")
  void readsChunksOneWayOnly(byte[] input) {
    assertThat(Scans.body(Head.UNKNOWN_LENGTH, input, Collections.nCopies(MOST_INPUT, 1)))
        .isEqualTo(Scans.body(Head.UNKNOWN_LENGTH, input, List.of()));
  }
}
