package dev.weft.model.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to a call, or to its answer, on its way. */
public sealed interface RouteFilter {
  /** Changes the request's fields. */
  record EditRequest(HeaderEdit edit) implements RouteFilter {}

  /** Changes the answer's fields. */
  record EditAnswer(HeaderEdit edit) implements RouteFilter {}

  /**
   * Has the routee see another address.
   *
   * @param hostname empty for the caller's
   * @param path null for the caller's
   */
  record Rewrite(String hostname, @Nullable PathEdit path) implements RouteFilter {}

  /**
   * Answers with another address. What is not given is the request's own.
   *
   * @param scheme {@code http}, {@code https}, or empty
   * @param port 0 for the scheme's, if one is given, else the listener's
   * @param status 301, 302, 303, 307 or 308
   */
  record Redirect(String scheme, String hostname, @Nullable PathEdit path, int port, int status)
      implements RouteFilter {}

  /**
   * Sends a copy of the call elsewhere, whose answer nobody sees.
   *
   * @param numerator of how many of {@code denominator} calls, 0 to the latter
   */
  record Mirror(Backend.Target target, int numerator, int denominator) implements RouteFilter {}

  /**
   * Says to browsers which other origins may call (Fetch, "CORS protocol").
   *
   * @param origins with {@code *} for any characters in their hosts, or alone
   * @param methods or {@code *} alone
   * @param headers names, or {@code *} alone
   * @param exposed names of answers' fields, or {@code *} alone
   * @param maxAgeSeconds how long a browser may keep what it was told
   */
  record Cors(
      List<String> origins,
      boolean credentials,
      List<String> methods,
      List<String> headers,
      List<String> exposed,
      int maxAgeSeconds)
      implements RouteFilter {
    public Cors {
      origins = List.copyOf(origins);
      methods = List.copyOf(methods);
      headers = List.copyOf(headers);
      exposed = List.copyOf(exposed);
    }
  }

  /** A field with its value. */
  record Field(String name, String value) {}

  /**
   * Changes of fields; each name stands in one of them at most.
   *
   * @param set in place of what is there
   * @param add behind what is there
   * @param remove names
   */
  record HeaderEdit(List<Field> set, List<Field> add, List<String> remove) {
    public HeaderEdit {
      set = List.copyOf(set);
      add = List.copyOf(add);
      remove = List.copyOf(remove);
    }
  }

  /** Another path for a call; its query stays. */
  sealed interface PathEdit {}

  /** Another path as a whole. */
  record ReplaceAll(String path) implements PathEdit {}

  /**
   * Another beginning in the place of the rule's only prefix.
   *
   * @param prefix that is replaced, as {@link PathMatch.Prefix} has it
   * @param with without a slash at its end; may be empty
   */
  record ReplacePrefix(String prefix, String with) implements PathEdit {}
}
