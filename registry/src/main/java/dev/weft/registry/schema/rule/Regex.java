package dev.weft.registry.schema.rule;

import java.util.regex.Pattern;

/**
 * A pattern of a schema. Schemas are written for RE2, which needs time in proportion to the text;
 * Java's engine may need far more, so it is stopped after a number of steps.
 */
public final class Regex {
  /** No pattern of the vendored schemas comes near it on a text that a schema lets through. */
  private static final int MAX_STEPS = 1_000_000;

  private final Pattern pattern;

  /**
   * @param re2 in RE2's syntax: {@code $} is the very end, a dot everything but a line feed
   */
  public Regex(String re2) {
    pattern = Pattern.compile(withRealEnds(re2), Pattern.UNIX_LINES);
  }

  /** Whether it occurs in the text; a text that takes too long to look at does not match. */
  public boolean isIn(String text) {
    try {
      return pattern.matcher(new Counted(text)).find();
    } catch (TooManyStepsException | StackOverflowError e) {
      return false;
    }
  }

  /** Java's {@code $} also stands before a line feed at the end. */
  private static String withRealEnds(String re2) {
    var java = new StringBuilder();
    boolean inClass = false;
    for (int i = 0; i < re2.length(); i++) {
      char c = re2.charAt(i);
      if (c == '\\' && i + 1 < re2.length()) {
        java.append(c).append(re2.charAt(++i));
        continue;
      }
      inClass = c == '[' || (inClass && c != ']');
      java.append(c == '$' && !inClass ? "\\z" : String.valueOf(c));
    }
    return java.toString();
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }

  private static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyStepsException() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often its characters are looked at. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int steps;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new TooManyStepsException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
