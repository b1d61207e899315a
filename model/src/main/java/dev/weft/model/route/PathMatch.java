package dev.weft.model.route;

/** What a call's path must be; case-sensitive, without the query. */
public sealed interface PathMatch {
  /** This path and no other. */
  record Exact(String path) implements PathMatch {}

  /**
   * This path and all below it, segment by segment.
   *
   * @param path without a slash at its end, unless it is {@code /} itself
   */
  record Prefix(String path) implements PathMatch {}

  /** A whole path that fits a regular expression of RE2. */
  record Regex(String pattern) implements PathMatch {}

  /**
   * A gRPC method: the path {@code /SERVICE/METHOD}.
   *
   * @param service empty for any
   * @param method empty for any
   * @param regex whether both are regular expressions of RE2 that the whole name fits
   */
  record Grpc(String service, String method, boolean regex) implements PathMatch {}
}
