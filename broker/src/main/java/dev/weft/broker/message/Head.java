package dev.weft.broker.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message's head: its bytes in one array and, for the start line and each field, where they are.
 * Reading one, dropping fields and adding some allocates nothing once the arrays have grown.
 *
 * <p>A protocol's reader fills it ({@link #begin}, {@link #append}, {@link #field}), the stages of
 * the {@link dev.weft.broker.path.RequestPath} look and edit, the other side's writer goes through
 * {@link #fields} and leaves out what {@link #dropped} says. Names keep the case they came in;
 * HTTP/2's writer lowers them. How a body is framed is the connection's matter and not in here:
 * readers drop Transfer-Encoding, and {@link #bodyLength} says what is known.
 *
 * <p>The same object is used for trailers, then with fields only. Belongs to one loop.
 */
public final class Head {
  /** {@link #bodyLength} of a body whose length nobody knows beforehand. */
  public static final long UNKNOWN_LENGTH = -1;

  private static final byte[] GRPC = Text.ascii("application/grpc");
  // Fields added by the broker stand in the array as HTTP/1 writes them, so that its writer can
  // copy
  // many at once.
  private static final byte[] COLON = {':', ' '};
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final int BYTES = 2048;
  private static final int FIELDS = 32;
  private static final int WIDTH = 4; // name start and end, value start and end
  private static final int MOST_BYTES = 1 << 20;

  private byte[] bytes = new byte[BYTES];
  private int size;
  private int[] places = new int[FIELDS * WIDTH];
  private @Nullable Known[] known = new @Nullable Known[FIELDS];
  private int fields;

  private Method method = Method.OTHER;
  private int methodStart;
  private int methodEnd;
  private int pathStart;
  private int pathEnd;
  private int authorityStart;
  private int authorityEnd;
  private boolean secure;
  private int status;
  private int reasonStart;
  private int reasonEnd;
  private long bodyLength;
  private boolean tunnel;
  private boolean proxied;
  private long seen; // a bit for each known name that a field has or had

  /** Forgets everything, so that a reader can fill it. */
  public void begin() {
    size = 0;
    fields = 0;
    method = Method.OTHER;
    methodStart = 0;
    methodEnd = 0;
    pathStart = 0;
    pathEnd = 0;
    authorityStart = 0;
    authorityEnd = 0;
    secure = false;
    status = 0;
    reasonStart = 0;
    reasonEnd = 0;
    bodyLength = 0;
    tunnel = false;
    proxied = false;
    seen = 0;
  }

  // Bytes.

  /** The array that all places point into; replaced by {@link #room}. */
  public byte[] bytes() {
    return bytes;
  }

  /** How much of the array is in use. */
  public int size() {
    return size;
  }

  /**
   * Makes room for more bytes behind those in use, for a reader that fills the array itself.
   *
   * @return the array, which may be another one than before
   */
  public byte[] room(int more) {
    int needed = size + more;
    if (needed > bytes.length) {
      if (needed > MOST_BYTES) {
        throw new IllegalStateException("a head of " + needed + " bytes, limits come first");
      }
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
    return bytes;
  }

  /** So many bytes were put behind those in use. */
  public void filled(int more) {
    size += more;
  }

  /** Gives bytes back that turned out not to be the head's: from {@code newSize} on. */
  public void truncate(int newSize) {
    size = newSize;
  }

  /** Puts bytes behind those in use; returns where they begin. */
  public int append(byte[] text) {
    int start = size;
    System.arraycopy(text, 0, room(text.length), start, text.length);
    size += text.length;
    return start;
  }

  /** Puts ASCII text behind the bytes in use; returns where it begins. */
  public int append(CharSequence text) {
    int start = size;
    int length = text.length();
    byte[] into = room(length);
    for (int i = 0; i < length; i++) {
      into[start + i] = (byte) text.charAt(i);
    }
    size += length;
    return start;
  }

  // The start line.

  public Method method() {
    return method;
  }

  public void method(int start, int end) {
    method = Method.of(bytes, start, end);
    methodStart = start;
    methodEnd = end;
  }

  public int methodStart() {
    return methodStart;
  }

  public int methodEnd() {
    return methodEnd;
  }

  /** Path and query in origin form, or {@code *}; normalised, without a fragment. */
  public String path() {
    return Text.of(bytes, pathStart, pathEnd);
  }

  public void path(int start, int end) {
    pathStart = start;
    pathEnd = end;
  }

  public int pathStart() {
    return pathStart;
  }

  public int pathEnd() {
    return pathEnd;
  }

  /** Host and perhaps port, as the caller wrote them; checked. */
  public String authority() {
    return Text.of(bytes, authorityStart, authorityEnd);
  }

  public void authority(int start, int end) {
    authorityStart = start;
    authorityEnd = end;
  }

  public int authorityStart() {
    return authorityStart;
  }

  public int authorityEnd() {
    return authorityEnd;
  }

  /** Whether the caller's connection is encrypted. */
  public boolean secure() {
    return secure;
  }

  public void secure(boolean newSecure) {
    secure = newSecure;
  }

  /** An answer's status, 100 to 599; 0 for a request. */
  public int status() {
    return status;
  }

  public void status(int newStatus) {
    status = newStatus;
  }

  /** Where an answer's reason phrase is; empty if the protocol has none. */
  public void reason(int start, int end) {
    reasonStart = start;
    reasonEnd = end;
  }

  public int reasonStart() {
    return reasonStart;
  }

  public int reasonEnd() {
    return reasonEnd;
  }

  /** Whether the caller took the broker for its forward proxy: it sent the absolute form. */
  public boolean proxied() {
    return proxied;
  }

  public void proxied(boolean newProxied) {
    proxied = newProxied;
  }

  /** The body's length in bytes; 0 for none, {@link #UNKNOWN_LENGTH} where only its end tells. */
  public long bodyLength() {
    return bodyLength;
  }

  public void bodyLength(long newLength) {
    bodyLength = newLength;
  }

  /**
   * Of a request: asks for a WebSocket (an HTTP/1.1 Upgrade or RFC 8441's CONNECT). Of an answer:
   * grants it, and what follows is no body but a stream of bytes both ways.
   */
  public boolean tunnel() {
    return tunnel;
  }

  public void tunnel(boolean newTunnel) {
    tunnel = newTunnel;
  }

  // Fields.

  /** How many fields there are, those dropped included. */
  public int fields() {
    return fields;
  }

  /** Adds a field whose name and value are in the array; returns its index. */
  public int field(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int index = fields;
    place(nameStart, nameEnd, valueStart, valueEnd, Known.of(bytes, nameStart, nameEnd));
    return index;
  }

  /** Adds a field of the broker's own. */
  public void add(Known name, CharSequence value) {
    int nameStart = append(name.written());
    int nameEnd = size;
    append(COLON);
    int valueStart = append(value);
    place(nameStart, nameEnd, valueStart, size, name);
    append(LINE_END);
  }

  /** Adds a field whose value is in the array already. */
  public void add(Known name, int valueStart, int valueEnd) {
    int nameStart = append(name.written());
    int nameEnd = size;
    append(COLON);
    int length = valueEnd - valueStart;
    byte[] into = room(length);
    System.arraycopy(into, valueStart, into, size, length);
    place(nameStart, nameEnd, size, size + length, name);
    size += length;
    append(LINE_END);
  }

  /** Adds a field of any name. */
  public void add(CharSequence name, CharSequence value) {
    int nameStart = append(name);
    int nameEnd = size;
    append(COLON);
    int valueStart = append(value);
    field(nameStart, nameEnd, valueStart, size);
    append(LINE_END);
  }

  /** Drops every field of that name. */
  public void drop(Known name) {
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      drop(i);
    }
  }

  public void drop(int index) {
    places[index * WIDTH] = -1;
  }

  public boolean dropped(int index) {
    return places[index * WIDTH] < 0;
  }

  /** The first field of that name at or after an index that is not dropped; −1 if there is none. */
  public int find(Known name, int from) {
    if ((seen & name.bit()) == 0) {
      return -1; // most look-ups are for what is not there
    }
    for (int i = from; i < fields; i++) {
      if (known[i] == name && !dropped(i)) {
        return i;
      }
    }
    return -1;
  }

  public boolean has(Known name) {
    return find(name, 0) >= 0;
  }

  /** Which known name a field has; null for any other. */
  public @Nullable Known known(int index) {
    return known[index];
  }

  /** Of a field that is not dropped. */
  public int nameStart(int index) {
    return places[index * WIDTH];
  }

  public int nameEnd(int index) {
    return places[index * WIDTH + 1];
  }

  public int valueStart(int index) {
    return places[index * WIDTH + 2];
  }

  public int valueEnd(int index) {
    return places[index * WIDTH + 3];
  }

  /** A field's name as it came; makes a string, so not for every call. */
  public String name(int index) {
    return Text.of(bytes, nameStart(index), nameEnd(index));
  }

  /** A field's value; makes a string, so not for every call. */
  public String value(int index) {
    return Text.of(bytes, valueStart(index), valueEnd(index));
  }

  /** The value of the first field of that name; null if there is none. */
  public @Nullable String value(Known name) {
    int index = find(name, 0);
    return index < 0 ? null : value(index);
  }

  /** Whether a field's value is this, whatever its case. */
  public boolean valueIs(int index, byte[] lower) {
    return Text.equalIgnoringCase(lower, bytes, valueStart(index), valueEnd(index));
  }

  /** Whether the message is gRPC's, by its content type. */
  public boolean isGrpc() {
    int type = find(Known.CONTENT_TYPE, 0);
    return type >= 0 && Text.startsIgnoringCase(GRPC, bytes, valueStart(type), valueEnd(type));
  }

  private void place(
      int nameStart, int nameEnd, int valueStart, int valueEnd, @Nullable Known name) {
    if (fields == known.length) {
      known = Arrays.copyOf(known, fields * 2);
      places = Arrays.copyOf(places, places.length * 2);
    }
    if (name != null) {
      seen |= name.bit();
    }
    known[fields] = name;
    int at = fields++ * WIDTH;
    places[at] = nameStart;
    places[at + 1] = nameEnd;
    places[at + 2] = valueStart;
    places[at + 3] = valueEnd;
  }
}
