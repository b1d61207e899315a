package dev.weft.broker.http2;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Method;
import dev.weft.broker.message.Text;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows a {@link Head} to HPACK as the fields that HTTP/2 sends, without a map in between. What is
 * worth a place in the other side's table is copied, as the table keeps it; the rest is shown where
 * it stands in the shown.
 *
 * <p>One per connection, used again for each section; a section that has to wait is {@link
 * #copied}.
 */
final class FieldWriter extends DefaultHttp2Headers {
  private static final Map<Known, AsciiString> NAMES = knownNames();
  private static final AsciiString[] STATUSES = statuses();
  private static final AsciiString METHOD = AsciiString.cached(":method");
  private static final AsciiString SCHEME = AsciiString.cached(":scheme");
  private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
  private static final AsciiString PATH = AsciiString.cached(":path");
  private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
  private static final AsciiString STATUS = AsciiString.cached(":status");
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");
  private static final AsciiString HTTP = AsciiString.cached("http");
  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
  private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
  private static final Map<Method, AsciiString> METHODS = methods();
  private static final int WORTH_BYTES = 64;

  private enum Kind {
    REQUEST,
    ANSWER,
    TRAILERS
  }

  private Head shown = new Head();
  private Kind kind = Kind.TRAILERS;
  private int step;
  private int index;
  private AsciiString name = TE;
  private AsciiString value = TRAILERS;
  private boolean passing;
  private final Walk walk = new Walk();

  FieldWriter() {
    super(false);
  }

  FieldWriter request(Head request) {
    return begin(request, Kind.REQUEST);
  }

  FieldWriter answer(Head answer) {
    return begin(answer, Kind.ANSWER);
  }

  FieldWriter trailers(Head trailers) {
    return begin(trailers, Kind.TRAILERS);
  }

  private FieldWriter begin(Head newHead, Kind newKind) {
    shown = newHead;
    kind = newKind;
    return this;
  }

  /** The same fields to be kept until they can be sent. */
  Http2Headers copied() {
    var copy = new DefaultHttp2Headers(false, shown.fields());
    for (Map.Entry<CharSequence, CharSequence> field : this) {
      copy.add(
          new AsciiString(field.getKey(), 0, field.getKey().length()),
          new AsciiString(field.getValue(), 0, field.getValue().length()));
    }
    return copy;
  }

  /** Whether the field that the walk gave last is not to be put into the other side's table. */
  boolean passing() {
    return passing;
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
    step = 0;
    index = -1;
    advance();
    return walk;
  }

  @Override
  public int size() {
    return shown.fields() + 1;
  }

  @Override
  public CharSequence status() {
    return statusText(shown.status());
  }

  /** Goes through the fields, being each of them in turn. */
  private final class Walk
      implements Iterator<Map.Entry<CharSequence, CharSequence>>,
          Map.Entry<CharSequence, CharSequence> {
    @Override
    public boolean hasNext() {
      return (kind == Kind.REQUEST && step < 6)
          || (kind == Kind.ANSWER && step < 1)
          || index < shown.fields();
    }

    @Override
    public Map.Entry<CharSequence, CharSequence> next() {
      passing = false;
      if (kind == Kind.REQUEST && step < 6) {
        pseudo(step);
        step += step == 3 && !shown.tunnel() ? 2 : 1;
      } else if (kind == Kind.ANSWER && step < 1) {
        step = 1;
        name = STATUS;
        value = statusText(shown.status());
      } else if (index < shown.fields()) {
        field(index);
        advance();
      } else {
        throw new NoSuchElementException();
      }
      return this;
    }

    @Override
    public CharSequence getKey() {
      return name;
    }

    @Override
    public CharSequence getValue() {
      return value;
    }

    @Override
    public CharSequence setValue(CharSequence newValue) {
      throw new UnsupportedOperationException("fields are only read");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private void pseudo(int which) {
    switch (which) {
      case 0 -> {
        name = METHOD;
        Method method = shown.method();
        value =
            shown.tunnel()
                ? CONNECT
                : method == Method.OTHER
                    ? text(shown.methodStart(), shown.methodEnd(), true)
                    : Objects.requireNonNull(METHODS.get(method), "all are there");
      }
      case 1 -> {
        name = SCHEME;
        value = shown.secure() ? HTTPS : HTTP;
      }
      case 2 -> {
        name = AUTHORITY;
        value = text(shown.authorityStart(), shown.authorityEnd(), true);
      }
      case 3 -> {
        name = PATH;
        passing = !shown.isGrpc(); // a gRPC method comes again, a page with its query hardly
        value = text(shown.pathStart(), shown.pathEnd(), !passing);
      }
      case 4 -> {
        name = PROTOCOL;
        value = WEBSOCKET;
      }
      default -> {
        name = TE;
        value = TRAILERS;
      }
    }
  }

  private void field(int at) {
    @Nullable Known known = shown.known(at);
    int start = shown.valueStart(at);
    int end = shown.valueEnd(at);
    passing = known == null ? end - start > WORTH_BYTES : changes(known);
    name =
        known == null
            ? lowered(shown.nameStart(at), shown.nameEnd(at))
            : Objects.requireNonNull(NAMES.get(known), "all are there");
    value = text(start, end, !passing);
  }

  private void advance() {
    do {
      index++;
    } while (index < shown.fields() && (shown.dropped(index) || staysHere(shown.known(index))));
  }

  /** What belongs to the connection that it came on, or is said by a pseudo-field. */
  private boolean staysHere(@Nullable Known known) {
    return known != null
        && switch (known) {
          case CONNECTION,
              HOST,
              HTTP2_SETTINGS,
              KEEP_ALIVE,
              PROXY_CONNECTION,
              TE,
              TRANSFER_ENCODING,
              UPGRADE ->
              true;
          case SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY -> shown.tunnel();
          default -> false;
        };
  }

  /** Whether a known field differs from message to message, or is nobody else's business. */
  private static boolean changes(Known known) {
    return switch (known) {
      case AUTHORIZATION,
          CONTENT_LENGTH,
          DATE,
          GRPC_TIMEOUT,
          PROXY_STATUS,
          SET_COOKIE,
          TRACEPARENT,
          X_WEFT_DEADLINE,
          X_WEFT_EXCHANGE ->
          true;
      default -> false;
    };
  }

  private AsciiString text(int start, int end, boolean copy) {
    return new AsciiString(shown.bytes(), start, end - start, copy);
  }

  private AsciiString lowered(int start, int end) {
    byte[] bytes = new byte[end - start];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Text.lower(shown.bytes()[start + i]);
    }
    return new AsciiString(bytes, false);
  }

  private static AsciiString statusText(int status) {
    return STATUSES[status];
  }

  private static Map<Known, AsciiString> knownNames() {
    var names = new EnumMap<Known, AsciiString>(Known.class);
    for (Known known : Known.values()) {
      names.put(known, AsciiString.cached(known.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
    return names;
  }

  private static Map<Method, AsciiString> methods() {
    var methods = new EnumMap<Method, AsciiString>(Method.class);
    for (Method method : Method.values()) {
      methods.put(method, AsciiString.cached(method.name()));
    }
    return methods;
  }

  private static AsciiString[] statuses() {
    var statuses = new AsciiString[1000];
    for (int status = 0; status < statuses.length; status++) {
      statuses[status] = AsciiString.cached(Integer.toString(status));
    }
    return statuses;
  }
}
