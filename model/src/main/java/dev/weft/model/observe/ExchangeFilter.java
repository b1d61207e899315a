package dev.weft.model.observe;

import dev.weft.model.resource.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which exchanges somebody wants to see, and what of them.
 *
 * @param service as it is addressed, such as {@code orders} or {@code orders.shop}; empty for all
 * @param routee empty for all
 * @param caller empty for all
 * @param method empty for all
 * @param path what paths begin with; empty for all
 * @param statuses such as {@code 404} or {@code 5xx}; empty for all
 * @param slowerThan zero for all
 * @param failedOnly whether only those that failed
 * @param sample of all that match, above 0, to 1
 * @param limit at most so many, 1 to 10,000; taps end then
 * @param query whether the query is shown
 * @param headers of requests that are shown, in lower case
 */
public record ExchangeFilter(
    String service,
    String routee,
    String caller,
    String method,
    String path,
    List<String> statuses,
    Duration slowerThan,
    boolean failedOnly,
    double sample,
    int limit,
    boolean query,
    List<String> headers) {
  /** The most that can be asked for. */
  public static final int MOST = 10_000;

  private static final Set<String> NAMES =
      Set.of(
          "service", "routee", "caller", "method", "path", "status", "slower", "failed", "sample",
          "limit", "query", "header");

  public ExchangeFilter {
    statuses = List.copyOf(statuses);
    headers = List.copyOf(headers);
  }

  /**
   * Reads the parameters of a query; the words are those of {@code weft tap}.
   *
   * @param usualLimit where none is given
   * @throws IllegalArgumentException with a sentence that names the parameter and what it takes
   */
  public static ExchangeFilter of(Map<String, List<String>> query, int usualLimit) {
    for (String name : query.keySet()) {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is none of " + String.join(", ", NAMES.stream().sorted().toList()));
      }
    }
    var headers = new ArrayList<String>();
    query.getOrDefault("header", List.of()).forEach(h -> headers.add(h.toLowerCase(Locale.ROOT)));
    return new ExchangeFilter(
        first(query, "service"),
        first(query, "routee"),
        first(query, "caller"),
        first(query, "method").toUpperCase(Locale.ROOT),
        first(query, "path"),
        statuses(query.getOrDefault("status", List.of())),
        slower(first(query, "slower")),
        flag(query, "failed"),
        sample(first(query, "sample")),
        limit(first(query, "limit"), usualLimit),
        flag(query, "query"),
        headers);
  }

  /** Whether a status is one of those wanted. */
  public boolean wantsStatus(int status) {
    return statuses.isEmpty()
        || statuses.stream()
            .anyMatch(one ->
                one.endsWith("xx")
                    ? one.charAt(0) - '0' == status / 100
                    : one.equals(Integer.toString(status)));
  }

  private static List<String> statuses(List<String> given) {
    var statuses = new ArrayList<String>();
    for (String list : given) {
      for (String one : list.split(",", -1)) {
        String lower = one.strip().toLowerCase(Locale.ROOT);
        if (!lower.matches("[1-5]xx|[1-5]\\d\\d")) {
          throw new IllegalArgumentException("status \"" + one + "\" is neither 404 nor 5xx");
        }
        statuses.add(lower);
      }
    }
    return statuses;
  }

  private static Duration slower(String text) {
    if (text.isEmpty()) {
      return Duration.ZERO;
    }
    @Nullable Duration read = Fields.parseDuration(text);
    if (read == null) {
      throw new IllegalArgumentException("slower \"" + text + "\" is no time such as 250ms or 2s");
    }
    return read;
  }

  private static double sample(String text) {
    try {
      double read =
          text.isEmpty()
              ? 1
              : text.endsWith("%")
                  ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                  : Double.parseDouble(text);
      if (read > 0 && read <= 1) {
        return read;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new IllegalArgumentException("sample \"" + text + "\" is neither 0.1 nor 10%");
  }

  private static int limit(String text, int usual) {
    try {
      int read = text.isEmpty() ? usual : Integer.parseInt(text);
      if (read >= 1 && read <= MOST) {
        return read;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new IllegalArgumentException("limit \"" + text + "\" is not from 1 to " + MOST);
  }

  private static boolean flag(Map<String, List<String>> query, String name) {
    String text = first(query, name);
    return query.containsKey(name) && !text.equals("0") && !text.equals("false");
  }

  private static String first(Map<String, List<String>> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }
}
