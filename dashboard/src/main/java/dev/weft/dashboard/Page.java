package dev.weft.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page. All but the first are asked for below {@code /page/VERSION/}, where the
 * version is a hash over all of them: a browser may keep them for good, and never mixes two
 * versions. They are read when the page is first asked for.
 */
public final class Page {
  /**
   * What the page may do: run scripts and styles that are files of this server, and speak to this
   * server. Nothing that stands in a document or in the page's own markup is run, and no string is
   * ever made into markup (trusted types without a policy).
   */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  /** The first segment of the path below which the files are. */
  public static final String FOLDER = "page";

  /** The first file, which names the version of the others. */
  private static final String INDEX = "index.html";

  static final List<String> NAMES =
      List.of(
          "action.js",
          "api.js",
          "app.js",
          "chart.js",
          "explain.js",
          "format.js",
          "graph.js",
          "icon.svg",
          "layout.js",
          "live.js",
          "mesh.js",
          "overview.js",
          "parts.js",
          "preact.js",
          "routes.js",
          "service.js",
          "signals.js",
          "store.js",
          "style.css",
          "timeline.js",
          "trouble.js",
          "vendor/dagre.js",
          "vendor/hooks.js",
          "vendor/htm.js",
          "vendor/preact.js",
          "vendor/uplot.css",
          "vendor/uplot.js");

  private final PageFile index;
  private final String version;
  private final Map<String, PageFile> files = new LinkedHashMap<>();

  private Page() {
    MessageDigest digest = sha256();
    for (String name : NAMES) {
      byte[] bytes = read(name);
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
      files.put(name, new PageFile(name, bytes));
    }
    version = HexFormat.of().formatHex(digest.digest(), 0, 8);
    String html = new String(read(INDEX), StandardCharsets.UTF_8);
    index = new PageFile(INDEX, html.replace("VERSION", version).getBytes(StandardCharsets.UTF_8));
  }

  private static final class Holder {
    static final Page PAGE = new Page();
  }

  /** The page of this build; the first time this reads and compresses half a megabyte. */
  public static Page get() {
    return Holder.PAGE;
  }

  /** What is sent for {@code /}; not to be kept by browsers. */
  public PageFile index() {
    return index;
  }

  /**
   * A file that never changes.
   *
   * @param path its segments after {@link #FOLDER}
   * @return empty where there is none, as for a file of another version
   */
  public Optional<PageFile> file(List<String> path) {
    return path.isEmpty() || !path.getFirst().equals(version)
        ? Optional.empty()
        : Optional.ofNullable(files.get(String.join("/", path.subList(1, path.size()))));
  }

  private static byte[] read(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's " + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
