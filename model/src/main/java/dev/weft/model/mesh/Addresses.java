package dev.weft.model.mesh;

import dev.weft.model.resource.Names;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may stand where an address is asked for. */
public final class Addresses {
  private static final Pattern DOTTED_DIGITS = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

  private Addresses() {}

  /** Whether this is an IPv4 address, an IPv6 address without brackets, or a host name. */
  public static boolean isHost(String text) {
    return isIp(text)
        || (text.chars().allMatch(c -> c < 0x80) // others may become ASCII in lower case
            && Names.isSubdomain(text.toLowerCase(Locale.ROOT))
            && !DOTTED_DIGITS.matcher(text).matches());
  }

  /** Whether this is an IP literal, which needs no look-up. */
  public static boolean isIp(String text) {
    if (IPV4.matcher(text).matches()) {
      return true;
    }
    if (text.indexOf(':') < 0 || text.startsWith("[")) {
      return false;
    }
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
