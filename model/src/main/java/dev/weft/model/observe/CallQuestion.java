package dev.weft.model.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A call that would be made, of which somebody wants to know what would become of it.
 *
 * @param method such as {@code GET}
 * @param url absolute, or without its scheme: {@code orders/cart}
 * @param headers names and values, in order
 * @param from the caller's address, without port
 * @param gateway by which it would come in, {@code NAME} or {@code NAMESPACE/NAME}; empty for a
 *     call within the mesh
 */
public record CallQuestion(
    String method,
    String url,
    List<Map.Entry<String, String>> headers,
    String from,
    String gateway) {
  private static final List<String> PARTS = List.of("method", "url", "headers", "from", "gateway");

  public CallQuestion {
    headers = List.copyOf(headers);
  }

  /**
   * Reads a header as people write it, {@code name: value}.
   *
   * @throws IllegalArgumentException if there is no colon
   */
  public static Map.Entry<String, String> header(String line) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("the header \"" + line + "\" is not NAME: VALUE");
    }
    return Map.entry(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
  }

  /**
   * Reads the parameters of a query: {@code method}, {@code url}, {@code from}, {@code gateway} and
   * any number of {@code header}.
   *
   * @throws IllegalArgumentException with a sentence on what is missing or wrong
   */
  public static CallQuestion of(Map<String, List<String>> query) {
    String url = first(query, "url", "");
    if (url.isEmpty()) {
      throw new IllegalArgumentException(
          "url is missing: give the URL of a call, as in ?url=orders/");
    }
    var headers = new ArrayList<Map.Entry<String, String>>();
    query.getOrDefault("header", List.of()).forEach(line -> headers.add(header(line)));
    return new CallQuestion(
        first(query, "method", "GET"),
        url,
        headers,
        first(query, "from", "127.0.0.1"),
        first(query, "gateway", ""));
  }

  /**
   * Reads a body: {@code {"method": …, "url": …, "headers": {…}, "from": …, "gateway": …}}.
   *
   * @throws IllegalArgumentException with a sentence on what is missing or wrong
   */
  public static CallQuestion ofTree(Map<String, Object> tree) {
    for (String name : tree.keySet()) {
      if (!PARTS.contains(name)) {
        throw new IllegalArgumentException(
            "\"" + name + "\" is none of " + String.join(", ", PARTS));
      }
    }
    if (!(tree.get("url") instanceof String url) || url.isEmpty()) {
      throw new IllegalArgumentException("url is missing: give the URL of a call");
    }
    var headers = new ArrayList<Map.Entry<String, String>>();
    if (tree.get("headers") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> headers.add(Map.entry(name.toString(), "" + value)));
    }
    return new CallQuestion(
        tree.get("method") instanceof String method ? method : "GET",
        url,
        headers,
        tree.get("from") instanceof String from ? from : "127.0.0.1",
        tree.get("gateway") instanceof String gateway ? gateway : "");
  }

  private static String first(Map<String, List<String>> query, String name, String otherwise) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? otherwise : values.getFirst();
  }
}
