package dev.weft.broker.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** On valid input, the scanner must read what Netty's own decoder reads. */
class DifferentialTest {
  private static final int ROUNDS = 3_000;
  private static final String TOKEN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";
  private static final String TARGET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%";

  private final long seed = new SplittableRandom().nextLong();
  private final SplittableRandom random = new SplittableRandom(seed);

  private String some(String letters, int least, int most) {
    var out = new StringBuilder();
    for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
      out.append(letters.charAt(random.nextInt(letters.length())));
    }
    return out.toString();
  }

  private String value() {
    var out = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      int c = random.nextInt(20) == 0 ? '\t' : ' ' + random.nextInt(224);
      out.append(c == 0x7f ? 'x' : (char) c);
    }
    return out.toString();
  }

  private String request() {
    var out = new StringBuilder(some(TOKEN, 1, 8));
    out.append(" /").append(some(TARGET, 0, 80));
    out.append(random.nextBoolean() ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
    for (int i = random.nextInt(12); i > 0; i--) {
      // A prefix keeps names that mean something about the body, which Netty acts on, away.
      out.append("x-").append(some(TOKEN, 1, 24)).append(':');
      out.append(some(" \t", 0, 2)).append(value()).append(some(" \t", 0, 2)).append("\r\n");
    }
    return out.append("\r\n").toString();
  }

  @Test
  void readsValidRequestsAsNettyDoes() {
    for (int round = 0; round < ROUNDS; round++) {
      String request = request();
      byte[] input = Scans.bytes(request);
      var pieces = new ArrayList<Integer>();
      for (int i = random.nextInt(4); i > 0; i--) {
        pieces.add(1 + random.nextInt(input.length));
      }
      assertThat(Scans.head(HeadScanner.Kind.REQUEST, input, pieces))
          .as("seed %s, round %s: %s", seed, round, request)
          .isEqualTo(netty(input));
    }
  }

  private static String netty(byte[] input) {
    var channel = new EmbeddedChannel(new HttpRequestDecoder());
    channel.writeInbound(Unpooled.wrappedBuffer(input));
    HttpRequest request = channel.readInbound();
    assertThat(request.decoderResult().isSuccess()).as("the input is valid").isTrue();
    var out = new StringBuilder(request.method().name()).append(' ').append(request.uri());
    out.append(request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? " 1.0" : " 1.1");
    List<Map.Entry<String, String>> fields = request.headers().entries();
    for (Map.Entry<String, String> field : fields) {
      out.append(" | ").append(field.getKey()).append('=').append(field.getValue());
    }
    channel.finishAndReleaseAll();
    return out.append(" left 0").toString();
  }
}
