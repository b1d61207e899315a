package dev.weft.model.resource;

import java.util.regex.Pattern;

/** What may be a name: the rules of RFC 1123 as Kubernetes applies them. */
public final class Names {
  /** The rule of {@link #isLabel} in words. */
  public static final String LABEL_RULE =
      "1 to 63 of a-z, 0-9 and '-', starting and ending with a letter or digit";

  /** The rule of {@link #isSubdomain} in words. */
  public static final String SUBDOMAIN_RULE =
      "1 to 253 of a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");

  private Names() {}

  /** Whether this names a namespace, a service or a port. */
  public static boolean isLabel(String name) {
    return LABEL.matcher(name).matches();
  }

  /** Whether this names a resource of any kind. */
  public static boolean isSubdomain(String name) {
    return name.length() <= 253 && SUBDOMAIN.matcher(name).matches();
  }
}
