package dev.weft.broker.balance;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import java.util.Arrays;

/** A call is tied by the value of a cookie (RFC 6265, section 4.2). */
final class CookieKey implements CallKey {
  private final byte[] name;

  CookieKey(byte[] name) {
    this.name = name;
  }

  @Override
  public long of(Head request, String callerAddress) {
    long place = find(request, name);
    return place < 0 ? NONE : Hash.of(request.bytes(), start(place), end(place));
  }

  /** Where the first cookie of that name has its value, for start and end; −1 if there is none. */
  static long find(Head request, byte[] name) {
    byte[] bytes = request.bytes();
    for (int i = request.find(Known.COOKIE, 0); i >= 0; i = request.find(Known.COOKIE, i + 1)) {
      int end = request.valueEnd(i);
      int at = request.valueStart(i);
      while (at < end) {
        int semicolon = at;
        while (semicolon < end && bytes[semicolon] != ';') {
          semicolon++;
        }
        while (at < semicolon && bytes[at] == ' ') {
          at++;
        }
        int value = at + name.length + 1;
        if (value <= semicolon
            && bytes[value - 1] == '='
            && Arrays.equals(name, 0, name.length, bytes, at, value - 1)) {
          return ((long) value << 32) | semicolon;
        }
        at = semicolon + 1;
      }
    }
    return -1;
  }

  static int start(long place) {
    return (int) (place >>> 32);
  }

  static int end(long place) {
    return (int) place;
  }
}
