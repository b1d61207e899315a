package dev.weft.control.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The status line and the headers of an answer. Immutable. */
public final class AnswerHead {
  private static final int OTHER_BYTES = 160;

  /** How the end of the body is told. */
  enum Framing {
    LENGTH,
    CHUNKS,
    CLOSE
  }

  private final int code;
  private final String fields; // whole lines, each with its end

  private AnswerHead(int code, String fields) {
    this.code = code;
    this.fields = fields;
  }

  /**
   * @param code 200 to 599
   */
  public static Builder of(int code) {
    return new Builder(code);
  }

  /** Collects headers. */
  public static final class Builder {
    private final int code;
    private final StringBuilder fields = new StringBuilder(160);

    private Builder(int code) {
      this.code = code;
    }

    /**
     * Adds a header.
     *
     * @throws IllegalArgumentException if the value has a character that may not stand there
     */
    public Builder with(String name, String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c < ' ' || c >= 0x7f) {
          throw new IllegalArgumentException("a value of " + name + " that cannot be sent");
        }
      }
      fields.append(name).append(": ").append(value).append("\r\n");
      return this;
    }

    public AnswerHead build() {
      return new AnswerHead(code, fields.toString());
    }
  }

  /** Enough for {@link #writeTo}. */
  int bytes() {
    return fields.length() + OTHER_BYTES;
  }

  /**
   * Writes it.
   *
   * @param date as RFC 9110 section 5.6.7 has it
   * @param length of the body; looked at only where it frames it
   */
  void writeTo(
      ByteBuf out, String date, Framing framing, long length, boolean keepAlive, boolean http10) {
    ascii(out, "HTTP/1.1 ");
    ascii(out, Integer.toString(code));
    ascii(out, " ");
    ascii(out, HttpResponseStatus.valueOf(code).reasonPhrase());
    ascii(out, "\r\nDate: ");
    ascii(out, date);
    ascii(out, "\r\n");
    ascii(out, fields);
    switch (framing) {
      case LENGTH -> {
        ascii(out, "Content-Length: ");
        ascii(out, Long.toString(length));
        ascii(out, "\r\n");
      }
      case CHUNKS -> ascii(out, "Transfer-Encoding: chunked\r\n");
      case CLOSE -> {}
    }
    if (!keepAlive) {
      ascii(out, "Connection: close\r\n");
    } else if (http10) {
      ascii(out, "Connection: keep-alive\r\n");
    }
    ascii(out, "\r\n");
  }

  /** The head of an answer in JSON. */
  static AnswerHead ofJson(int code) {
    return of(code).with("Content-Type", "application/json").build();
  }

  private static void ascii(ByteBuf out, String text) {
    ByteBufUtil.writeAscii(out, text);
  }
}
