package dev.weft.broker.filter;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Method;
import dev.weft.broker.message.Names;
import dev.weft.broker.message.Text;
import dev.weft.model.route.RouteFilter.Cors;
import dev.weft.model.route.RouteFilter.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers browsers' questions which origins may call (Fetch, "CORS protocol"). */
final class CorsRule {
  private static final byte[] ORIGIN = Text.ascii("origin");
  private static final byte[] METHOD = Text.ascii("access-control-request-method");
  private static final byte[] HEADERS = Text.ascii("access-control-request-headers");
  private static final byte[] ALLOWS = Text.ascii("access-control-");
  private static final int NO_CONTENT = 204;
  private static final int FORBIDDEN = 403;

  private final Cors cors;
  private final List<String> origins;

  CorsRule(Cors cors) {
    this.cors = cors;
    origins = cors.origins().stream().map(one -> one.toLowerCase(Locale.ROOT)).toList();
  }

  /** Answers a preflight; has any other call's answer say what a browser wants to know. */
  @Nullable OwnAnswer apply(Head request, Effects effects) {
    @Nullable String origin = value(request, ORIGIN);
    if (origin == null) {
      return null;
    }
    boolean allowed = allows(origin.toLowerCase(Locale.ROOT));
    @Nullable String method = value(request, METHOD);
    if (request.method() == Method.OPTIONS && method != null) {
      return allowed
          ? new OwnAnswer(NO_CONTENT, preflight(origin, method, value(request, HEADERS)))
          : new OwnAnswer(FORBIDDEN, List.of());
    }
    List<Field> fields = allowed ? common(origin) : List.of();
    effects.onAnswer(answer -> {
      dropOthers(answer);
      fields.forEach(field -> answer.add(field.name(), field.value()));
    });
    return null;
  }

  private static @Nullable String value(Head head, byte[] name) {
    int at = Names.find(head, name, 0);
    return at < 0 ? null : head.value(at);
  }

  /** The rule speaks for the routee. */
  private static void dropOthers(Head answer) {
    for (int i = 0; i < answer.fields(); i++) {
      if (!answer.dropped(i)
          && Text.startsIgnoringCase(
              ALLOWS, answer.bytes(), answer.nameStart(i), answer.nameEnd(i))) {
        answer.drop(i);
      }
    }
  }

  private boolean allows(String origin) {
    return origins.stream().anyMatch(one -> fits(one, origin));
  }

  /** A star stands for any characters of a host. */
  private static boolean fits(String pattern, String origin) {
    int star = pattern.indexOf('*');
    if (star < 0 || pattern.equals("*")) {
      return star == 0 || pattern.equals(origin);
    }
    String before = pattern.substring(0, star);
    String after = pattern.substring(star + 1);
    if (origin.length() < before.length() + after.length()
        || !origin.startsWith(before)
        || !origin.endsWith(after)) {
      return false;
    }
    String any = origin.substring(before.length(), origin.length() - after.length());
    return !any.isEmpty() && any.indexOf(':') < 0 && any.indexOf('/') < 0;
  }

  private List<Field> common(String origin) {
    var fields = new ArrayList<Field>();
    boolean everyone = origins.contains("*") && !cors.credentials();
    fields.add(new Field("Access-Control-Allow-Origin", everyone ? "*" : origin));
    if (!everyone) {
      fields.add(new Field("Vary", "Origin"));
    }
    if (cors.credentials()) {
      fields.add(new Field("Access-Control-Allow-Credentials", "true"));
    }
    boolean all = cors.exposed().contains("*");
    if (!cors.exposed().isEmpty() && !(all && cors.credentials())) {
      fields.add(new Field("Access-Control-Expose-Headers", String.join(", ", cors.exposed())));
    }
    return fields;
  }

  private List<Field> preflight(String origin, String method, @Nullable String headers) {
    List<Field> fields = common(origin);
    if (cors.methods().contains("*")) {
      fields.add(new Field("Access-Control-Allow-Methods", method));
    } else if (!cors.methods().isEmpty()) {
      fields.add(new Field("Access-Control-Allow-Methods", String.join(", ", cors.methods())));
    }
    if (cors.headers().contains("*")) {
      if (headers != null) {
        fields.add(new Field("Access-Control-Allow-Headers", headers));
      }
    } else if (!cors.headers().isEmpty()) {
      fields.add(new Field("Access-Control-Allow-Headers", String.join(", ", cors.headers())));
    }
    fields.add(new Field("Access-Control-Max-Age", Integer.toString(cors.maxAgeSeconds())));
    return fields;
  }
}
