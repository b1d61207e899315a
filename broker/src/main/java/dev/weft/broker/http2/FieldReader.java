package dev.weft.broker.http2;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.HeadPool;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Text;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Takes one field section as HPACK decodes it straight into a {@link Head}, and checks each field
 * by RFC 9113, section 8.2: what is wrong is remembered, as HPACK's state wants all of the section
 * read. What the pseudo-fields must be is for {@link RequestFields} and {@link AnswerFields} to
 * say.
 *
 * <p>One per connection, used again for each section.
 */
final class FieldReader extends DefaultHttp2Headers {
  static final int MOST_FIELDS = 100;

  private static final byte[] TRAILERS = Text.ascii("trailers");

  /** The pseudo-fields. */
  enum Pseudo {
    METHOD(0),
    SCHEME(1),
    AUTHORITY(2),
    PATH(3),
    PROTOCOL(4),
    STATUS(5);

    private final int slot;

    Pseudo(int slot) {
      this.slot = slot;
    }
  }

  private final int[] starts = new int[Pseudo.values().length];
  private final int[] ends = new int[Pseudo.values().length];
  private final HeadPool heads;
  private Head section;
  private int seen;
  private int cookies;
  private int hostStart;
  private int hostEnd;
  private boolean hasHost;
  private boolean regular;
  private long contentLength;
  private boolean tooMany;
  private @Nullable String malformed;

  FieldReader(HeadPool heads) {
    super(false);
    this.heads = heads;
    section = heads.take();
  }

  /** Forgets the section before. */
  FieldReader begin() {
    section.begin();
    seen = 0;
    cookies = 0;
    hasHost = false;
    regular = false;
    contentLength = Head.UNKNOWN_LENGTH;
    tooMany = false;
    malformed = null;
    return this;
  }

  /** The section's head; the next section gets another one. */
  Head take() {
    Head taken = section;
    if (cookies > 1) {
      joinCookies(taken);
    }
    section = heads.take();
    return taken;
  }

  /** The section's head for as long as the next one is not read. */
  Head peek() {
    return section;
  }

  /** What is malformed; null if nothing is. */
  @Nullable String malformed() {
    return malformed;
  }

  /** Whether there are more than {@value #MOST_FIELDS} fields. */
  boolean tooMany() {
    return tooMany;
  }

  boolean has(Pseudo pseudo) {
    return (seen & (1 << pseudo.slot)) != 0;
  }

  boolean hasPseudo() {
    return seen != 0;
  }

  int start(Pseudo pseudo) {
    return starts[pseudo.slot];
  }

  int end(Pseudo pseudo) {
    return ends[pseudo.slot];
  }

  boolean is(Pseudo pseudo, byte[] text) {
    return has(pseudo) && Text.equal(text, section.bytes(), start(pseudo), end(pseudo));
  }

  boolean hasHost() {
    return hasHost;
  }

  int hostStart() {
    return hostStart;
  }

  int hostEnd() {
    return hostEnd;
  }

  /** What Content-Length says; {@link Head#UNKNOWN_LENGTH} if it is not there. */
  long contentLength() {
    return contentLength;
  }

  // What HPACK calls.

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    if (malformed == null && !tooMany) {
      add(AsciiString.of(name), AsciiString.of(value));
    }
    return this;
  }

  /** Netty asks for it to tell interim answers from final ones. */
  @Override
  public @Nullable CharSequence status() {
    return has(Pseudo.STATUS)
        ? Text.of(section.bytes(), start(Pseudo.STATUS), end(Pseudo.STATUS))
        : null;
  }

  @Override
  public int size() {
    return section.fields();
  }

  private void add(AsciiString name, AsciiString value) {
    // As a line of HTTP/1, whose writer then copies many at once.
    byte[] bytes = section.room(name.length() + value.length() + 4);
    int nameStart = section.size();
    System.arraycopy(name.array(), name.arrayOffset(), bytes, nameStart, name.length());
    int nameEnd = nameStart + name.length();
    bytes[nameEnd] = ':';
    bytes[nameEnd + 1] = ' ';
    int start = nameEnd + 2;
    System.arraycopy(value.array(), value.arrayOffset(), bytes, start, value.length());
    int end = start + value.length();
    bytes[end] = '\r';
    bytes[end + 1] = '\n';
    section.filled(end + 2 - nameStart);
    if (!isValue(bytes, start, end)) {
      malformed = "a control character or outer white space in the value of " + name;
    } else if (name.length() > 0 && bytes[nameStart] == ':') {
      pseudo(name, start, end);
    } else {
      regular = true;
      field(bytes, nameStart, nameEnd, start, end);
    }
  }

  private void pseudo(AsciiString name, int start, int end) {
    @Nullable Pseudo pseudo = pseudoOf(name);
    if (pseudo == null) {
      malformed = "the unknown pseudo-field " + name;
    } else if (regular) {
      malformed = name + " behind other fields";
    } else if (has(pseudo)) {
      malformed = name + " twice";
    } else {
      seen |= 1 << pseudo.slot;
      starts[pseudo.slot] = start;
      ends[pseudo.slot] = end;
    }
  }

  private void field(byte[] bytes, int nameStart, int nameEnd, int start, int end) {
    if (!isName(bytes, nameStart, nameEnd)) {
      malformed = "a field name that is none";
      return;
    }
    if (section.fields() == MOST_FIELDS) {
      tooMany = true;
      return;
    }
    int index = section.field(nameStart, nameEnd, start, end);
    @Nullable Known known = section.known(index);
    if (known == null) {
      return;
    }
    switch (known) {
      case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE ->
          malformed = "a field of HTTP/1's connections";
      case TE -> {
        if (!section.valueIs(index, TRAILERS)) {
          malformed = "TE that is not 'trailers'";
        }
      }
      case HTTP2_SETTINGS, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION -> section.drop(index);
      case HOST -> host(bytes, index, start, end);
      case CONTENT_LENGTH -> contentLength(bytes, start, end);
      case COOKIE -> cookies++;
      default -> {}
    }
  }

  private void host(byte[] bytes, int index, int start, int end) {
    if (hasHost && !Text.sameIgnoringCase(bytes, hostStart, hostEnd, start, end)) {
      malformed = "two different Hosts";
    }
    hasHost = true;
    hostStart = start;
    hostEnd = end;
    section.drop(index);
  }

  private void contentLength(byte[] bytes, int start, int end) {
    long length = 0;
    boolean number = end > start && end - start <= 18;
    for (int i = start; i < end && number; i++) {
      number = bytes[i] >= '0' && bytes[i] <= '9';
      length = length * 10 + (bytes[i] - '0');
    }
    if (!number) {
      malformed = "a Content-Length that is no number";
    } else if (contentLength != Head.UNKNOWN_LENGTH) {
      malformed = "two Content-Lengths";
    }
    contentLength = length;
  }

  /** Crumbs of cookies become one field again, as HTTP/1 knows no others (section 8.2.3). */
  private static void joinCookies(Head head) {
    var joined = new StringBuilder();
    for (int i = head.find(Known.COOKIE, 0); i >= 0; i = head.find(Known.COOKIE, i + 1)) {
      if (joined.length() > 0) {
        joined.append("; ");
      }
      joined.append(head.value(i));
      head.drop(i);
    }
    head.add(Known.COOKIE, joined);
  }

  private static @Nullable Pseudo pseudoOf(AsciiString name) {
    return switch (name.length()) {
      case 5 -> name.contentEquals(":path") ? Pseudo.PATH : null;
      case 7 ->
          switch (name.charAt(2)) {
            case 'e' -> name.contentEquals(":method") ? Pseudo.METHOD : null;
            case 'c' -> name.contentEquals(":scheme") ? Pseudo.SCHEME : null;
            default -> name.contentEquals(":status") ? Pseudo.STATUS : null;
          };
      case 9 -> name.contentEquals(":protocol") ? Pseudo.PROTOCOL : null;
      case 10 -> name.contentEquals(":authority") ? Pseudo.AUTHORITY : null;
      default -> null;
    };
  }

  private static boolean isName(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (!Text.isToken(b) || (b >= 'A' && b <= 'Z')) {
        return false;
      }
    }
    return end > start;
  }

  private static boolean isValue(byte[] bytes, int start, int end) {
    if (end > start && (isBlank(bytes[start]) || isBlank(bytes[end - 1]))) {
      return false;
    }
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
