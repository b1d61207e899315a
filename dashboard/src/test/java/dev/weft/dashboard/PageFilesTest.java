package dev.weft.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PageFilesTest {
  private static final Pattern ROW =
      Pattern.compile("\\| (\\S+) \\| \\S+@\\S+ \\| .* \\| ([0-9a-f]{64}) \\|");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

  @Test
  void servesExactlyTheFilesThatAreThere() throws Exception {
    Path index = Path.of(Objects.requireNonNull(Page.class.getResource("index.html")).toURI());
    Path folder = Objects.requireNonNull(index.getParent());
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> there =
          files
              .filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .filter(name -> name.matches(".*\\.(js|css|svg)"))
              .sorted()
              .toList();

      assertThat(Page.NAMES).containsExactlyElementsOf(there);
    }
  }

  @Test
  void everyFileThatAFileNamesIsServed() throws IOException {
    String html = new String(Page.get().index().bytes(), StandardCharsets.UTF_8);
    var version = Pattern.compile("/page/([0-9a-f]{16})/").matcher(html);
    assertThat(version.find()).isTrue();
    Pattern.compile("/page/[0-9a-f]{16}/([^\"]+)")
        .matcher(html)
        .results()
        .forEach(found -> assertThat(Page.NAMES).contains(found.group(1)));
    for (String name : Page.NAMES) {
      if (name.endsWith(".js")) {
        IMPORT
            .matcher(text(name))
            .results()
            .forEach(found -> assertThat(Page.NAMES).as(name).contains(found.group(1)));
      }
      assertThat(Page.get().file(List.of((version.group(1) + "/" + name).split("/")))).isPresent();
    }
    assertThat(Page.get().file(List.of())).isEmpty();
    assertThat(Page.get().file(List.of(version.group(1)))).isEmpty();
    assertThat(Page.get().file(List.of("0".repeat(16), "app.js"))).isEmpty();
  }

  @Test
  void vendoredFilesAreThoseThatTheListNames() throws IOException, NoSuchAlgorithmException {
    var rows = ROW.matcher(text("vendor/README.md")).results().toList();
    assertThat(rows.stream().map(row -> "vendor/" + row.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Page.NAMES.stream().filter(name -> name.startsWith("vendor/")).toList());
    for (var row : rows) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes("vendor/" + row.group(1)));
      assertThat(HexFormat.of().formatHex(digest)).as(row.group(1)).isEqualTo(row.group(2));
    }
  }

  @Test
  void nothingIsFetchedFromElsewhereAndNoMarkupIsMadeOfStrings() throws IOException {
    for (String name : Page.NAMES) {
      if (!name.startsWith("vendor/")) {
        assertThat(text(name).replace("http://www.w3.org/2000/svg", ""))
            .as(name)
            .doesNotContainPattern("\\b(src|href|import|url)[\\s=('\"]+https?://")
            .doesNotContain("innerHTML", "dangerouslySet", "eval(", "new Function", "@import");
      }
    }
  }

  @Test
  void inksCanBeReadOnTheirGroundsInBothThemes() throws IOException {
    var themes = Pattern.compile("color-scheme: (light|dark);([^}]*)}").matcher(text("style.css"));
    int seen = 0;
    while (themes.find()) {
      seen++;
      String theme = themes.group(2);
      for (String ink : List.of("ink", "quiet", "accent", "passing", "degraded", "failing")) {
        for (String ground : List.of("ground", "card")) {
          assertThat(Contrast.between(colour(theme, ink), colour(theme, ground)))
              .as("%s: %s on %s", themes.group(1), ink, ground)
              .isGreaterThanOrEqualTo(4.5);
        }
      }
      for (String state : List.of("passing", "degraded", "failing")) {
        assertThat(Contrast.between(colour(theme, state), colour(theme, state + "-ground")))
            .as("%s: %s on its ground", themes.group(1), state)
            .isGreaterThanOrEqualTo(4.5);
      }
      assertThat(Contrast.between(colour(theme, "on-accent"), colour(theme, "accent")))
          .isGreaterThanOrEqualTo(4.5);
    }
    assertThat(seen).isEqualTo(3);
  }

  private static int colour(String theme, String name) {
    var found = Pattern.compile("--" + name + ": #([0-9a-f]{6});").matcher(theme);
    assertThat(found.find()).as(name).isTrue();
    return Integer.parseInt(found.group(1), 16);
  }

  private static String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
