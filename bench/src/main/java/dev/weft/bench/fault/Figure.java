package dev.weft.bench.fault;

import dev.weft.bench.result.Report;
import java.util.List;

/**
 * Something that was seen.
 *
 * @param text with its unit
 */
record Figure(String text, Judgement judgement) {
  /** Whether it is as it was asked to be. */
  enum Judgement {
    /** Nothing was asked of it. */
    NONE,
    MET,
    MISSED,
    /** It could not be seen on this machine. */
    SKIPPED
  }

  static Figure told(String format, Object... values) {
    return new Figure(Report.number(format, values), Judgement.NONE);
  }

  static Figure judged(boolean met, String format, Object... values) {
    return new Figure(Report.number(format, values), met ? Judgement.MET : Judgement.MISSED);
  }

  static Figure skipped(String why) {
    return new Figure(why, Judgement.SKIPPED);
  }

  /** All of them in one cell; those that were missed are set in bold. */
  static String cell(List<Figure> figures) {
    return String.join(
        ", ",
        figures.stream()
            .map(figure ->
                figure.judgement == Judgement.MISSED ? "**" + figure.text + "**" : figure.text)
            .toList());
  }

  /** {@code met} if each that was asked for is; {@code not run} where one could not be seen. */
  static String verdict(List<Figure> figures) {
    if (figures.stream().anyMatch(figure -> figure.judgement == Judgement.MISSED)) {
      return "missed";
    }
    return figures.stream().anyMatch(figure -> figure.judgement == Judgement.SKIPPED)
        ? "not run"
        : "met";
  }
}
