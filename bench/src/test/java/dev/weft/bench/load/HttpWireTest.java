package dev.weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HttpWireTest {
  private static final class Heard implements Wire.Answers {
    private final List<Boolean> answers = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();

    @Override
    public void body(ByteBuffer piece) {
      body.append(StandardCharsets.ISO_8859_1.decode(piece.duplicate()));
    }

    @Override
    public void done(boolean ok) {
      answers.add(ok);
    }
  }

  private final HttpWire wire = new HttpWire(7070);
  private final Heard heard = new Heard();

  /** One octet at a time, which is the worst that a network does. */
  private void receive(String text) {
    ByteBuffer in = ByteBuffer.allocate(1_000);
    for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
      in.put(octet);
      in.flip();
      wire.read(in, ByteBuffer.allocate(0), heard);
      in.compact();
    }
  }

  @Test
  void findsTheEndOfAnAnswerWithALength() {
    receive("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello");
    receive("HTTP/1.1 409 Conflict\r\ncontent-length:2\r\n\r\n{}");

    assertThat(heard.answers).containsExactly(true, false);
    assertThat(heard.body).hasToString("hello{}");
  }

  @Test
  void findsTheEndOfAnAnswerInChunks() {
    receive(
        "HTTP/1.1 200 OK\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "5\r\n"
            + "hello\r\n"
            + "A\r\n"
            + ", 10 more.\r\n"
            + "0\r\n\r\n");
    receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    assertThat(heard.answers).containsExactly(true, true);
    assertThat(heard.body).hasToString("hello, 10 more.");
  }

  @Test
  void aWatchIsAnsweredByItsHead() {
    ByteBuffer out = ByteBuffer.allocate(1_000);
    wire.ask(new Ask.Watch(), out);

    receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");

    assertThat(heard.answers).containsExactly(true);
    assertThat(heard.body).hasToString("one");
  }
}
