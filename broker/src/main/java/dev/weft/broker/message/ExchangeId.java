package dev.weft.broker.message;

import java.util.HexFormat;

/**
 * What an exchange is called by, in logs and in the field X-Weft-Exchange: 16 hexadecimal digits.
 * Read digit by digit into a head, so that a call makes no string of it.
 *
 * @param number random
 */
public record ExchangeId(long number) implements CharSequence {
  private static final int DIGITS = 16;
  private static final HexFormat HEX = HexFormat.of();

  @Override
  public int length() {
    return DIGITS;
  }

  @Override
  public char charAt(int index) {
    return HEX.toLowHexDigit((int) (number >>> (4 * (DIGITS - 1 - index))));
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().subSequence(start, end);
  }

  @Override
  public String toString() {
    return HEX.toHexDigits(number);
  }
}
