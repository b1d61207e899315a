package dev.weft.broker.filter;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import dev.weft.model.route.RouteFilter.PathEdit;
import dev.weft.model.route.RouteFilter.ReplaceAll;
import dev.weft.model.route.RouteFilter.ReplacePrefix;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Another path or host for a request. The query stays. */
final class PathChange {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PathChange() {}

  /** What may stand in a path; all else is percent-encoded. */
  static @Nullable PathEdit safe(@Nullable PathEdit edit) {
    return switch (edit) {
      case null -> null;
      case ReplaceAll all -> new ReplaceAll(encoded(all.path()));
      case ReplacePrefix prefix -> new ReplacePrefix(prefix.prefix(), encoded(prefix.with()));
    };
  }

  private static String encoded(String path) {
    var out = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '#' && b != '?') {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  /** The request's target with another path, its query included. */
  static String target(Head head, @Nullable PathEdit edit) {
    String target = head.path();
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    String rest = query < 0 ? "" : target.substring(query);
    return switch (edit) {
      case null -> target;
      case ReplaceAll all -> rooted(all.path()) + rest;
      case ReplacePrefix prefix -> replaced(path, prefix) + rest;
    };
  }

  private static String replaced(String path, ReplacePrefix edit) {
    int cut = edit.prefix().equals("/") ? 0 : Math.min(edit.prefix().length(), path.length());
    return rooted(edit.with() + path.substring(cut));
  }

  private static String rooted(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  static void path(Head head, @Nullable PathEdit edit) {
    if (edit != null) {
      int start = head.append(target(head, edit));
      head.path(start, head.size());
    }
  }

  static void host(Head head, String host) {
    int start = head.append(Text.latin(host));
    head.authority(start, head.size());
  }
}
