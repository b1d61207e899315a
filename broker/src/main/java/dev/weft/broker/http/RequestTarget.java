package dev.weft.broker.http;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is for and what it asks of them (RFC 9112, section 3.2).
 *
 * @param authority host and perhaps port, as the caller wrote them
 * @param path the origin-form: path and query, without fragment, or {@code *}
 */
record RequestTarget(String authority, String path) {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[A-Za-z0-9._~-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");
  private static final String SCHEME = "http://";

  /**
   * Reads the target and the Host.
   *
   * @param host the one Host header, null if there was none
   */
  static RequestTarget read(String method, String target, @Nullable String host)
      throws BadRequestException {
    if (host != null && !AUTHORITY.matcher(host).matches()) {
      throw new BadRequestException(400, "Host is not a host and port: '" + host + "'");
    }
    if (target.startsWith("/")) {
      return new RequestTarget(required(host), path(target));
    }
    if (target.equals("*") && method.equals("OPTIONS")) {
      return new RequestTarget(required(host), target);
    }
    if (!target.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new BadRequestException(
          400, "the target must begin with / or http://, not '" + target + "'");
    }
    return absolute(target, host);
  }

  private static RequestTarget absolute(String target, @Nullable String host)
      throws BadRequestException {
    int end = SCHEME.length();
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String authority = target.substring(SCHEME.length(), end);
    if (!AUTHORITY.matcher(authority).matches()) {
      throw new BadRequestException(400, "not a host and port: '" + authority + "'");
    }
    if (host != null && !host.equalsIgnoreCase(authority)) {
      throw new BadRequestException(
          400, "the target names '" + authority + "', Host names '" + host + "'");
    }
    String rest = target.substring(end);
    return new RequestTarget(authority, path(rest.startsWith("/") ? rest : "/" + rest));
  }

  private static String required(@Nullable String host) throws BadRequestException {
    if (host == null) {
      throw new BadRequestException(400, "Host is missing");
    }
    return host;
  }

  private static String path(String target) throws BadRequestException {
    int fragment = target.indexOf('#');
    String path = fragment < 0 ? target : target.substring(0, fragment);
    if (path.indexOf('%') >= 0 && path.toLowerCase(Locale.ROOT).contains("%00")) {
      throw new BadRequestException(400, "%00 in the path");
    }
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) <= ' ' || path.charAt(i) == 0x7f) {
        throw new BadRequestException(400, "a control character or space in the target");
      }
    }
    return path;
  }
}
