package dev.weft.broker.balance;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import java.util.Arrays;

/** A call is tied by the value of its first header of a name; by its authority for Host. */
final class HeaderKey implements CallKey {
  private static final byte[] HOST = Text.ascii("host");

  private final byte[] name;
  private final boolean host;

  /**
   * @param name in lower case
   */
  HeaderKey(byte[] name) {
    this.name = name;
    host = Arrays.equals(name, HOST);
  }

  @Override
  public long of(Head request, String callerAddress) {
    if (host) {
      return Hash.of(request.bytes(), request.authorityStart(), request.authorityEnd());
    }
    int field = find(request, name);
    return field < 0
        ? NONE
        : Hash.of(request.bytes(), request.valueStart(field), request.valueEnd(field));
  }

  /** The first field of a name that is not dropped; −1 if there is none. */
  static int find(Head head, byte[] name) {
    for (int i = 0; i < head.fields(); i++) {
      if (!head.dropped(i)
          && Text.equalIgnoringCase(name, head.bytes(), head.nameStart(i), head.nameEnd(i))) {
        return i;
      }
    }
    return -1;
  }
}
