package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a scanner over bytes that come in pieces, and says in one line what it made of them. */
final class Scans {
  private Scans() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What a head scanner makes of bytes that come in pieces of these sizes, and then the rest. */
  static String head(HeadScanner.Kind kind, byte[] input, List<Integer> pieces) {
    var scanner = new HeadScanner();
    var head = new Head();
    scanner.begin(kind, head);
    int at = 0;
    int piece = 0;
    while (at < input.length) {
      int end =
          piece < pieces.size() ? Math.min(input.length, at + pieces.get(piece)) : input.length;
      piece++;
      ByteBuf in = Unpooled.wrappedBuffer(input, at, end - at);
      HeadScanner.Result result = scanner.scan(in);
      at = end;
      if (result == HeadScanner.Result.MALFORMED) {
        return "refused " + scanner.malformed().status() + ": " + scanner.malformed().detail();
      }
      if (result == HeadScanner.Result.WHOLE) {
        return text(head, scanner.http10()) + " left " + (in.readableBytes() + input.length - at);
      }
    }
    return "more";
  }

  private static String text(Head head, boolean http10) {
    var out = new StringBuilder();
    if (head.status() > 0) {
      out.append(head.status()).append(' ');
      for (int i = head.reasonStart(); i < head.reasonEnd(); i++) {
        out.append((char) (head.bytes()[i] & 0xff));
      }
    } else if (head.methodEnd() > 0) {
      for (int i = head.methodStart(); i < head.methodEnd(); i++) {
        out.append((char) (head.bytes()[i] & 0xff));
      }
      out.append(' ').append(head.path());
    }
    out.append(http10 ? " 1.0" : " 1.1");
    for (int i = 0; i < head.fields(); i++) {
      out.append(" | ").append(head.name(i)).append('=').append(head.value(i));
    }
    return out.toString();
  }

  /** What a body scanner makes of chunks that come in pieces of these sizes, and then the rest. */
  static String body(long length, byte[] input, List<Integer> pieces) {
    var scanner = new BodyScanner(new dev.weft.broker.message.HeadPool());
    scanner.begin(length);
    var out = new StringBuilder();
    int at = 0;
    int piece = 0;
    while (at < input.length) {
      int end =
          piece < pieces.size() ? Math.min(input.length, at + pieces.get(piece)) : input.length;
      piece++;
      ByteBuf in = Unpooled.wrappedBuffer(input, at, end - at);
      at = end;
      BodyScanner.Step step = scanner.step(in);
      while (step == BodyScanner.Step.DATA) {
        for (int i = scanner.available(); i > 0; i--) {
          out.append((char) (in.readByte() & 0xff));
        }
        step = scanner.step(in);
      }
      if (step == BodyScanner.Step.MALFORMED) {
        return "refused: " + scanner.malformed().detail();
      }
      if (step == BodyScanner.Step.END) {
        Head trailers = scanner.trailers();
        for (int i = 0; trailers != null && i < trailers.fields(); i++) {
          if (!trailers.dropped(i)) {
            out.append(" | ").append(trailers.name(i)).append('=').append(trailers.value(i));
          }
        }
        return out + " left " + (in.readableBytes() + input.length - at);
      }
    }
    return out + " more";
  }
}
