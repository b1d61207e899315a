package dev.weft.broker.caller;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Text;
import dev.weft.model.mesh.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one connection say in one field. They mostly say the same, so the last is
 * remembered and nothing is made anew. Belongs to a loop.
 */
final class Claim {
  private static final byte[] BASIC = Text.ascii("basic ");
  private static final int LONGEST = 512;

  /** Makes a name of a field's value. */
  interface Reading {
    /** Null if it names nobody. */
    @Nullable String of(String value);
  }

  private final Known field;
  private final Reading reading;
  private byte[] last = {};
  private @Nullable String name;

  Claim(Known field, Reading reading) {
    this.field = field;
    this.reading = reading;
  }

  /** The name in a head's first such field, dropped by now or not; null if there is none. */
  @Nullable String in(Head head) {
    int index = 0;
    while (index < head.fields() && head.known(index) != field) {
      index++;
    }
    if (index == head.fields()) {
      return null;
    }
    int start = head.valueStart(index);
    int end = head.valueEnd(index);
    if (!Text.equal(last, head.bytes(), start, end)) {
      if (end - start > LONGEST) {
        return null;
      }
      last = Arrays.copyOfRange(head.bytes(), start, end);
      name = reading.of(Text.of(last, 0, last.length).strip());
    }
    return name;
  }

  /** A service as it is addressed. */
  static @Nullable String ofName(String value) {
    return ServiceName.ofAuthority(value).map(ServiceName::toString).orElse(null);
  }

  /** The user of the scheme Basic (RFC 7617); what stands for a password means nothing. */
  static @Nullable String ofCredentials(String value) {
    byte[] bytes = Text.ascii(value);
    if (!Text.startsIgnoringCase(BASIC, bytes, 0, bytes.length)) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(value.substring(BASIC.length).strip());
      String user = new String(decoded, StandardCharsets.ISO_8859_1);
      int colon = user.indexOf(':');
      return ofName(colon < 0 ? user : user.substring(0, colon));
    } catch (IllegalArgumentException e) {
      return null; // somebody else's credentials
    }
  }
}
