package dev.weft.broker.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weft.broker.message.Text;
import org.jspecify.annotations.Nullable;

/**
 * What a value must be: these bytes, or a whole fit of a regular expression. RE2's take time in
 * proportion to the value, whatever the expression.
 */
final class ValueTest {
  private static final System.Logger LOG = System.getLogger(ValueTest.class.getName());

  private final byte[] value;
  private final boolean regex;
  private final @Nullable Pattern pattern;

  private ValueTest(byte[] value, boolean regex, @Nullable Pattern pattern) {
    this.value = value;
    this.regex = regex;
    this.pattern = pattern;
  }

  static ValueTest of(String value, boolean regex) {
    if (!regex) {
      return new ValueTest(Text.utf8(value), false, null);
    }
    try {
      return new ValueTest(new byte[0], true, Pattern.compile(value));
    } catch (PatternSyntaxException e) {
      // The registry refuses them; one from before that rule fits nothing.
      LOG.log(
          System.Logger.Level.WARNING,
          "a route's regular expression fits nothing: {0}",
          e.getMessage());
      return new ValueTest(new byte[0], true, null);
    }
  }

  boolean fits(byte[] bytes, int start, int end) {
    if (!regex) {
      return Text.equal(value, bytes, start, end);
    }
    return pattern != null && pattern.matcher(Text.of(bytes, start, end)).matches();
  }

  boolean fits(String text) {
    byte[] bytes = Text.utf8(text);
    return fits(bytes, 0, bytes.length);
  }
}
