package dev.weft.broker.gateway;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What may be given to gateways that ask for no address.
 *
 * @param range of IPv4 addresses of this machine, such as {@code 127.77.0.0/16}
 * @param file where it is kept who has which; null to forget it
 */
public record GatewayAddresses(String range, @Nullable Path file) {
  /**
   * On Linux the whole of 127.0.0.0/8 is this machine's; elsewhere only the usual address is sure
   * to be.
   */
  public static final String DEFAULT_RANGE =
      System.getProperty("os.name", "").startsWith("Linux") ? "127.77.0.0/16" : "127.0.0.1/32";

  /**
   * Says what is wrong with a range.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  public static void check(String range) {
    AddressRange.of(range);
  }

  /** The usual range, kept nowhere. */
  public static GatewayAddresses usual() {
    return new GatewayAddresses(DEFAULT_RANGE, null);
  }
}
