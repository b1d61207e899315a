package dev.weft.model.route;

import java.util.List;

/**
 * One description of a call, all of which must fit.
 *
 * @param method case-sensitive; empty for any
 * @param headers names in lower case, each once
 * @param query each name once; the first of a parameter's values is looked at
 */
public record CallMatch(
    PathMatch path, String method, List<ValueMatch> headers, List<ValueMatch> query) {
  /** Every call. */
  public static final CallMatch ANY =
      new CallMatch(new PathMatch.Prefix("/"), "", List.of(), List.of());

  public CallMatch {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /**
   * A value that a header or parameter must have.
   *
   * @param value the value itself, or a regular expression of RE2 that the whole value fits
   */
  public record ValueMatch(String name, String value, boolean regex) {}
}
