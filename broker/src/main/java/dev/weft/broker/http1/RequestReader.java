package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.HeadPool;
import dev.weft.broker.message.HopByHop;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Method;
import dev.weft.broker.message.Target;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests' heads, one after the other: scans, decides framing and target, takes away what
 * concerns the caller's connection only and remembers what that said.
 */
final class RequestReader {
  private final HeadPool heads;
  private final HeadScanner scanner = new HeadScanner();
  private @Nullable Head head;
  private @Nullable Malformed malformed;
  private boolean http10;
  private boolean stays;

  RequestReader(HeadPool heads) {
    this.heads = heads;
  }

  /** Takes bytes up to the head's end. */
  HeadScanner.Result read(ByteBuf in) {
    Head into = head;
    if (into == null) {
      into = heads.take();
      head = into;
      scanner.begin(HeadScanner.Kind.REQUEST, into);
    }
    HeadScanner.Result result = scanner.scan(in);
    if (result == HeadScanner.Result.MALFORMED) {
      malformed = scanner.malformed();
    } else if (result == HeadScanner.Result.WHOLE) {
      malformed = check(into);
      return malformed == null ? result : HeadScanner.Result.MALFORMED;
    }
    return result;
  }

  private @Nullable Malformed check(Head request) {
    http10 = scanner.http10();
    @Nullable Malformed wrong = Framing.request(request, http10);
    if (wrong == null) {
      wrong = Target.resolve(request, !http10);
    }
    if (wrong != null) {
      return wrong;
    }
    boolean webSocket = WebSockets.asked(request, http10);
    int connection = HopByHop.strip(request);
    stays =
        (connection & HopByHop.CLOSE) == 0 && (!http10 || (connection & HopByHop.KEEP_ALIVE) != 0);
    request.tunnel(webSocket && (connection & HopByHop.UPGRADE) != 0);
    return null;
  }

  /** Whether some of a head has come, or it is in use. */
  boolean begun() {
    return head != null;
  }

  /** The head read last, until {@link #forget}. */
  Head head() {
    return Objects.requireNonNull(head, "read");
  }

  Malformed malformed() {
    return Objects.requireNonNull(malformed, "refused");
  }

  /** Whether the caller knows neither chunks nor interim answers. */
  boolean http10() {
    return http10;
  }

  /** Whether the caller wants its connection to stay open. */
  boolean stays() {
    return stays;
  }

  boolean toHead() {
    return head != null && head.method() == Method.HEAD;
  }

  /** The exchange is over. */
  void forget() {
    if (head != null) {
      heads.give(head);
      head = null;
    }
    http10 = false;
  }
}
