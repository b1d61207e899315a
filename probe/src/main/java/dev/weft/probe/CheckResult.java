package dev.weft.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one check saw.
 *
 * @param subject what was asked, such as {@code tcp 127.0.0.1:8081} or {@code GET /healthz}
 * @param finding what came of it, such as {@code connection refused} or {@code 503}. Two results
 *     with the same finding mean the same, however long they took
 * @param took until the answer came; null where none came
 */
public record CheckResult(boolean passed, String subject, String finding, @Nullable Duration took) {

  /** The result in words for people, such as {@code GET /healthz: 503 in 4 ms}. */
  public String sentence() {
    String said = subject + ": " + finding;
    return took == null ? said : said + " in " + took.toMillis() + " ms";
  }

  /** Whether this says the same as another, apart from the time that it took. */
  boolean meansTheSame(CheckResult other) {
    return passed == other.passed && subject.equals(other.subject) && finding.equals(other.finding);
  }
}
