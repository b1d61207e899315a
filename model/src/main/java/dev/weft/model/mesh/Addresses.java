package dev.weft.model.mesh;

import dev.weft.model.resource.Names;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may stand where an address is asked for. */
public final class Addresses {
  private static final Pattern DOTTED_DIGITS = Pattern.compile("[0-9.]+");
  private static final int IPV4_NUMBERS = 4;

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
    if (isIpv4(text)) {
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

  /** Four numbers up to 255, none with a zero before it. */
  private static boolean isIpv4(String text) {
    int numbers = 0;
    for (int start = 0; start <= text.length(); numbers++) {
      int dot = text.indexOf('.', start);
      int end = dot < 0 ? text.length() : dot;
      if (numbers == IPV4_NUMBERS || !isOctet(text, start, end)) {
        return false;
      }
      start = end + 1;
    }
    return numbers == IPV4_NUMBERS;
  }

  private static boolean isOctet(String text, int start, int end) {
    int digits = end - start;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(start) == '0')) {
      return false;
    }
    int number = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      number = 10 * number + c - '0';
    }
    return number <= 255;
  }
}
