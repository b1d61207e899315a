package dev.weft.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.manifest.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCheckTest {
  @TempDir Path folder;

  private FileCheck.Result check(String text) throws IOException {
    Files.writeString(folder.resolve("mesh.yaml"), text);
    return FileCheck.check(List.of(folder.toString()));
  }

  private static List<String> places(FileCheck.Result result) {
    return result.problems().stream().map(one -> one.line() + ":" + one.column()).toList();
  }

  @Test
  void everyProblemOfEveryDocumentIsNamedWithItsPlace() throws IOException {
    FileCheck.Result result =
        check(
            """
            apiVersion: weft.dev/v1
            kind: Routee
            metadata: {name: orders-1}
            spec: {service: orders, address: 127.0.0.1, port: 99999}
            ---
            apiVersion: weft.dev/v1
            kind: ServicePolicy
            metadata:
              name: orders
            spec:
              targetRefs:
                - kind: Service
                  name: orders
              retry:
                attempts: -1
              timeout:
                request: soon
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: orders}
            spec: {ports: [{port: 80}]}
            """);

    assertThat(result.resources()).isEqualTo(3);
    assertThat(places(result)).containsExactly("4:45", "15:5", "17:5");
    assertThat(result.problems().getFirst().toString())
        .endsWith("mesh.yaml:4:45: spec.port: \"99999\" is not a whole number from 1 to 65535");
  }

  @Test
  void whatIsMissingIsMissingInWhatIsAroundIt() throws IOException {
    FileCheck.Result result =
        check("apiVersion: weft.dev/v1\nkind: Routee\nmetadata: {name: a}\nspec:\n  service: b\n");

    assertThat(places(result)).contains("4:1");
    assertThat(result.problems())
        .extracting(Problem::message)
        .anyMatch(m -> m.contains("required"));
  }

  @Test
  void routesAreHeldAgainstTheirSchema() throws IOException {
    FileCheck.Result result =
        check(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: canary}
            spec:
              parentRefs: [{name: edge}]
              rules:
                - matches:
                    - path: {type: PathPrefix, value: api}
                  backendRefs:
                    - {name: orders, port: 80, weight: -3}
            """);

    assertThat(result.problems()).isNotEmpty();
    assertThat(places(result)).allMatch(place -> place.startsWith("8:") || place.startsWith("10:"));
  }

  @Test
  void itemsOfAListHaveTheirOwnPlaces() throws IOException {
    FileCheck.Result result =
        check(
            """
            kind: List
            apiVersion: v1
            items:
              - apiVersion: v1
                kind: Service
                metadata: {name: a}
              - apiVersion: v1
                kind: Service
                metadata: {name: b}
                spec: {ports: [{port: 0}]}
            """);

    assertThat(places(result)).containsExactly("10:21");
  }

  @Test
  void brokenYamlIsNamedAndOtherFilesAreLookedAtAllTheSame() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "kind: [\n");
    FileCheck.Result result =
        check("apiVersion: v1\nkind: Service\nmetadata: {name: Not_A_Name}\n");

    assertThat(result.problems()).hasSize(2);
    assertThat(result.problems().getFirst().source()).endsWith("a.yaml");
    assertThat(result.problems().getFirst().line()).isEqualTo(2);
  }

  @Test
  void aFileThatIsNotThereIsAFailureAndNoProblemOfItsContent() {
    assertThatThrownBy(() -> FileCheck.check(List.of(folder.resolve("none.yaml").toString())))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void whatASecretHoldsIsNotShown() throws IOException {
    FileCheck.Result result =
        check(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: edge}
            type: kubernetes.io/tls
            stringData: {tls.crt: sesame, tls.key: sesame}
            """);

    assertThat(places(result)).containsExactly("5:1");
    assertThat(result.problems().toString()).contains("tls.key").doesNotContain("sesame");
  }
}
