package dev.weft.registry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RuleTest {
  @Test
  void theTableOfTheDocumentationIsThatOfTheCode() throws IOException {
    Path file = Path.of("docs/reference/alerts.md");
    Path found = Files.exists(file) ? file : Path.of("..").resolve(file); // a module's folder
    assertThat(Files.readAllLines(found).stream().filter(line -> line.matches("\\| [A-Z].*")))
        .containsExactlyElementsOf(
            Arrays.stream(Rule.values())
                .map(rule ->
                    "| %s | %s | %d s | %d s | %s | %s |"
                        .formatted(
                            rule.title(),
                            rule.severity().name().toLowerCase(Locale.ROOT),
                            rule.after().toSeconds(),
                            rule.hold().toSeconds(),
                            rule.when(),
                            rule.done()))
                .toList());
  }
}
