package dev.weft.broker.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of IPv4 that an agent may give to gateways. Those that end in 0 or 255 are left out
 * where there are others, as some programs take them for a network's own.
 *
 * @param first as a number
 * @param size how many there are
 */
record AddressRange(int first, int size) {
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?:/(\\d{1,2}))?");
  private static final int LEAST_BITS = 8;

  /**
   * Reads one such as {@code 127.77.0.0/16}, or a single address.
   *
   * @throws IllegalArgumentException if it is none, or wider than /8; says what it should be
   */
  static AddressRange of(String cidr) {
    Matcher matcher = CIDR.matcher(cidr);
    if (matcher.matches()) {
      try {
        int bits = matcher.group(2) == null ? 32 : Integer.parseInt(matcher.group(2));
        if (bits >= LEAST_BITS && bits <= 32) {
          int size = 1 << (32 - bits);
          return new AddressRange(number(matcher.group(1)) & -size, size);
        }
      } catch (IllegalArgumentException e) {
        throw refusal(cidr, e);
      }
    }
    throw refusal(cidr, null);
  }

  private static IllegalArgumentException refusal(String cidr, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "\"" + cidr + "\" is no range of IPv4 addresses such as 127.77.0.0/16 (/8 to /32)", cause);
  }

  private static int number(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    int number = 0;
    for (byte one : bytes) {
      number = (number << 8) | (one & 0xff);
    }
    return number;
  }

  /**
   * One of them.
   *
   * @param index from 0 to {@link #size} - 1
   */
  InetAddress at(int index) {
    int number = first + index;
    try {
      return InetAddress.getByAddress(
          new byte[] {
            (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
          });
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of four bytes", e);
    }
  }

  /** Where an address is among them; -1 if it is not, or is none. */
  int indexOf(String address) {
    if (!CIDR.matcher(address).matches() || address.contains("/")) {
      return -1;
    }
    try {
      int index = number(address) - first;
      return index >= 0 && index < size ? index : -1;
    } catch (IllegalArgumentException e) {
      return -1; // such as 1.2.3.400
    }
  }

  /** Whether one may be given away. */
  boolean usable(int index) {
    int last = (first + index) & 0xff;
    return size < 256 || (last != 0 && last != 255);
  }
}
