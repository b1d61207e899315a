package dev.weft.control;

import dev.weft.dashboard.Page;
import dev.weft.dashboard.PageFile;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends the {@link Page}: {@code /} anew each time, the files that it names for good. */
final class DashboardPage {
  private DashboardPage() {}

  static void send(Call call) {
    PageFile index = Page.get().index();
    call.addHeader("Content-Security-Policy", Page.CONTENT_SECURITY_POLICY);
    call.addHeader("Referrer-Policy", "no-referrer");
    call.addHeader("Cross-Origin-Opener-Policy", "same-origin");
    call.send(200, index.contentType(), encoded(call, index));
  }

  /**
   * @param path its segments after {@code page}
   */
  static void sendFile(Call call, List<String> path) {
    PageFile file = Page.get().file(path).orElseThrow(Refusal::noSuchPath);
    call.addHeader("Cross-Origin-Resource-Policy", "same-origin");
    call.sendLasting(file.contentType(), encoded(call, file));
  }

  private static byte[] encoded(Call call, PageFile file) {
    call.addHeader("Vary", "Accept-Encoding");
    if (!takesGzip(call.header("Accept-Encoding"))) {
      return file.bytes();
    }
    call.addHeader("Content-Encoding", "gzip");
    return file.compressed();
  }

  /** Whether gzip is named and not refused by a weight of nought (RFC 9110, section 12.5.3). */
  private static boolean takesGzip(@Nullable String accepted) {
    if (accepted == null) {
      return false;
    }
    for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = coding.strip().split("\\s*;\\s*", 2);
      if (parts[0].equals("gzip")) {
        return parts.length == 1 || !parts[1].matches("q\\s*=\\s*0(\\.0*)?");
      }
    }
    return false;
  }
}
