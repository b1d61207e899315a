package dev.weft.model.resource;

/** What may be a name: the rules of RFC 1123 as Kubernetes applies them. */
public final class Names {
  /** The rule of {@link #isLabel} in words. */
  public static final String LABEL_RULE =
      "1 to 63 of a-z, 0-9 and '-', starting and ending with a letter or digit";

  /** The rule of {@link #isSubdomain} in words. */
  public static final String SUBDOMAIN_RULE =
      "1 to 253 of a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit";

  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_SUBDOMAIN = 253;

  private Names() {}

  /** Whether this names a namespace, a service or a port. */
  public static boolean isLabel(String name) {
    return name.length() <= LONGEST_LABEL && isPart(name, 0, name.length());
  }

  /** Whether this names a resource of any kind. */
  public static boolean isSubdomain(String name) {
    if (name.length() > LONGEST_SUBDOMAIN) {
      return false;
    }
    int start = 0;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
      if (!isPart(name, start, dot)) {
        return false;
      }
      start = dot + 1;
    }
    return isPart(name, start, name.length());
  }

  /** By hand: each registration asks about half a dozen names, and a regular expression is slow. */
  private static boolean isPart(String name, int start, int end) {
    if (start == end || name.charAt(start) == '-' || name.charAt(end - 1) == '-') {
      return false;
    }
    for (int i = start; i < end; i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
        return false;
      }
    }
    return true;
  }
}
