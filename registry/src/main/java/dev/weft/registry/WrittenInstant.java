package dev.weft.registry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * Reads times as {@link Instant#toString} writes them. Every put reads one, and the JDK's parser
 * takes longer for it than all the rest of the metadata does.
 */
final class WrittenInstant {
  private static final String FORM = "0000-00-00T00:00:00";
  private static final int SECOND_END = FORM.length();
  private static final int MOST_FRACTION_DIGITS = 9;
  private static final int SECONDS_PER_DAY = 86_400;

  private WrittenInstant() {}

  /**
   * @throws DateTimeParseException if it is no time that {@link Instant#parse} takes
   */
  static Instant parse(String text) {
    int length = text.length();
    int digits = length == SECOND_END + 1 ? 0 : length - SECOND_END - 2;
    boolean fits =
        hasForm(text)
            && text.charAt(length - 1) == 'Z'
            && (digits == 0
                || (digits > 0
                    && digits <= MOST_FRACTION_DIGITS
                    && text.charAt(SECOND_END) == '.'
                    && areDigits(text, SECOND_END + 1, length - 1)));
    int hour = fits ? number(text, 11, 13) : 0;
    int minute = fits ? number(text, 14, 16) : 0;
    int second = fits ? number(text, 17, 19) : 0;
    if (!fits || hour > 23 || minute > 59 || second > 59) {
      return Instant.parse(text); // also of years that take more than four digits
    }
    try {
      long day =
          LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
      int nanos = digits == 0 ? 0 : number(text, SECOND_END + 1, length - 1);
      for (int i = digits; i < MOST_FRACTION_DIGITS; i++) {
        nanos *= 10;
      }
      return Instant.ofEpochSecond(
          day * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second, nanos);
    } catch (DateTimeException e) {
      throw new DateTimeParseException("no such day", text, 0, e);
    }
  }

  private static boolean hasForm(String text) {
    if (text.length() <= SECOND_END) {
      return false;
    }
    for (int i = 0; i < SECOND_END; i++) {
      char form = FORM.charAt(i);
      char c = text.charAt(i);
      if (form == '0' ? !isDigit(c) : c != form) {
        return false;
      }
    }
    return true;
  }

  private static boolean areDigits(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int number(String text, int start, int end) {
    int number = 0;
    for (int i = start; i < end; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
