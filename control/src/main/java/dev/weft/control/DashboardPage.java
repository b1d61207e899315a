package dev.weft.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page at {@code /}. Its content security policy lets run only the script and the style that
 * stand in the file, by their hashes, so that nothing written into a resource can.
 */
final class DashboardPage {
  private static final byte[] HTML = load();
  private static final String POLICY = policy(new String(HTML, StandardCharsets.UTF_8));

  private DashboardPage() {}

  static void send(Call call) {
    call.addHeader("Content-Security-Policy", POLICY);
    call.addHeader("Referrer-Policy", "no-referrer");
    call.send(200, "text/html; charset=utf-8", HTML);
  }

  private static byte[] load() {
    try (InputStream in = DashboardPage.class.getResourceAsStream("dashboard.html")) {
      if (in == null) {
        throw new IllegalStateException("dashboard.html is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String policy(String html) {
    return "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action"
        + " 'none'; frame-ancestors 'none'; script-src "
        + hashOf("script", html)
        + "; style-src "
        + hashOf("style", html);
  }

  private static String hashOf(String element, String html) {
    Matcher matcher =
        Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(html);
    if (!matcher.find()) {
      throw new IllegalStateException("dashboard.html has no " + element);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
