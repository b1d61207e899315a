package dev.weft.examples.shop;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An HTTP request, as far as the shop looks at it. */
record Request(String method, String path, Map<String, String> parameters) {

  static Request of(String method, URI uri) {
    var parameters = new HashMap<String, String>();
    String query = uri.getRawQuery();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
      }
    }
    return new Request(method, uri.getPath(), Map.copyOf(parameters));
  }

  String parameter(String name, String defaultValue) {
    return parameters.getOrDefault(name, defaultValue);
  }

  /** A URI's escapes are well formed, or the server would have refused the request. */
  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
