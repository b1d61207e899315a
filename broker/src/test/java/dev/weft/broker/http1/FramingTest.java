package dev.weft.broker.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
  private final Head head = new Head();

  /** Fields are written {@code name=value}, with a bar between them. */
  private void fields(String text) {
    head.begin();
    for (String field : text.split("\\|", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        head.add(field.substring(0, equals), field.substring(equals + 1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length=3|Transfer-Encoding=chunked",
        "Transfer-Encoding=chunked|Content-Length=3",
        "Content-Length=3|Content-Length=4",
        "Content-Length=3|Content-Length=3",
        "Content-Length=5, 10",
        "Content-Length=5, 5",
        "Content-Length=+5",
        "Content-Length=0x5",
        "Content-Length=-1",
        "Content-Length=-0",
        "Content-Length=1_0",
        "Content-Length=1 0",
        "Content-Length=",
        "Content-Length=18446744073709551621",
        "Content-Length=9223372036854775808",
        "Content-Length=0000000000000000000000001",
        "Transfer-Encoding=xchunked",
        "Transfer-Encoding=chunked, chunked",
        "Transfer-Encoding=chunked, gzip",
        "Transfer-Encoding=gzip, chunked",
        "Transfer-Encoding=gzip",
        "Transfer-Encoding=,chunked",
        "Transfer-Encoding=chunked,",
        "Transfer-Encoding=",
        "Transfer-Encoding=chunked|Transfer-Encoding=chunked",
        "Transfer-Encoding=chunked|Transfer-Encoding=identity",
        "Transfer-Encoding=identity|Content-Length=3"
      })
  void refusesWhatCouldBeFramedInTwoWays(String fields) {
    fields(fields);
    assertThat(Framing.request(head, false)).extracting(Malformed::status).isEqualTo(400);
    fields(fields);
    head.status(200);
    assertThat(Framing.answer(head, Method.GET, false)).isNotNull();
    fields(fields);
    assertThat(Framing.request(head, true)).isNotNull();
  }

  @Test
  void refusesChunksFromWhoSpeaksHttp10() {
    fields("Transfer-Encoding=chunked");
    assertThat(Framing.request(head, true)).isNotNull();
    fields("Transfer-Encoding=chunked");
    head.status(200);
    assertThat(Framing.answer(head, Method.GET, true)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length=0, 0",
    "Content-Length=007, 7",
    "Transfer-Encoding=Chunked, -1",
    "A=b, 0"
  })
  void knowsARequestsLength(String fields, long length) {
    fields(fields);
    assertThat(Framing.request(head, false)).isNull();
    assertThat(head.bodyLength()).isEqualTo(length);
    assertThat(head.has(Known.TRANSFER_ENCODING)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "200, GET, Content-Length=7, 7",
    "200, GET, A=b, -1",
    "200, HEAD, Content-Length=7, 0",
    "200, HEAD, Transfer-Encoding=chunked, 0",
    "304, GET, Content-Length=7, 0",
    "204, GET, Content-Length=7, 0",
    "103, GET, Transfer-Encoding=chunked, 0"
  })
  void knowsAnAnswersLength(int status, Method to, String fields, long length) {
    fields(fields);
    head.status(status);
    assertThat(Framing.answer(head, to, false)).isNull();
    assertThat(head.bodyLength()).isEqualTo(length);
    assertThat(head.has(Known.TRANSFER_ENCODING)).isFalse();
  }
}
