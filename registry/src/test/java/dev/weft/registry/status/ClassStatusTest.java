package dev.weft.registry.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClassStatusTest {
  /** What profiles have at their core, or what is provisional: the report lists neither. */
  private static final Set<String> UNLISTED =
      Set.of(
          "Gateway",
          "GRPCRoute",
          "GRPCRouteNamedRouteRule",
          "HTTPRoute",
          "ReferenceGrant",
          "TLSRoute");

  @Test
  void theFeaturesOfAGatewayClassAreThoseOfTheConformanceReport() throws IOException {
    Set<String> listed = new TreeSet<>(UNLISTED);
    reported().stream().filter(feature -> !feature.startsWith("Mesh")).forEach(listed::add);

    assertThat(listed).hasSizeGreaterThan(40);
    assertThat(ClassStatus.FEATURES).containsExactlyElementsOf(listed);
  }

  /** The features under each {@code supportedFeatures}. */
  private static List<String> reported() throws IOException {
    Path file = Path.of("docs/reference/conformance/report.yaml");
    Path found = Files.exists(file) ? file : Path.of("..").resolve(file); // a module's folder
    var features = new TreeSet<String>();
    boolean listing = false;
    for (String line : Files.readAllLines(found)) {
      String text = line.strip();
      if (!text.startsWith("- ")) {
        listing = text.equals("supportedFeatures:");
      } else if (listing) {
        features.add(text.substring(2));
      }
    }
    return List.copyOf(features);
  }
}
